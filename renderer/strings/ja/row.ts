export const row = {
  attachments_other: '添付ファイル {{count, number}} 個',
  overwritable: '上書きされることがあります',
  next: '次に上書きされます',
  menu: 'このメッセージの操作',
  more: '選択したメッセージの操作',
} as const;
