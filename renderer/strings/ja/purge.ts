export const purge = {
  title_other: '{{count, number}} 件を完全に削除しますか',
  noUndo: 'この操作は取り消せません。',
  frees: 'このコンピューターに {{bytes}} の空きができます。',
  act: '完全に削除',
  empty: '削除済みを空にする…',
  done_other: '{{count, number}} 件を完全に削除しました',
} as const;
