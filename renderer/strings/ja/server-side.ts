export const serverSide = {
  server: 'サーバー',
  own: 'このコンピューター',
  parts: 'サーバー「{{name}}」の各画面',
  overview: '概要',
  delivery: '配送待ち',
  processed: '処理済み',
  retention: '保存期間',
  mailboxes: 'メールボックス',
  devices: '端末',
  activity: 'できごと',
  unshown: 'いまは表示できません',
  unshownHint: '理由と対処は上にあります。',
} as const;
