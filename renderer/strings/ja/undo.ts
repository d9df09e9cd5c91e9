export const undo = {
  read_other: '{{count, number}} 件を既読にしました',
  unread_other: '{{count, number}} 件を未読にしました',
  protected_other: '{{count, number}} 件を保護しました',
  unprotected_other: '{{count, number}} 件の保護を外しました',
  deleted_other: '{{count, number}} 件を削除しました',
  restored_other: '{{count, number}} 件を元に戻しました',
  undone: '取り消しました（{{act}}）。',
  redone: 'やり直しました（{{act}}）。',
  missing_other: 'うち {{count, number}} 件は、上書きまたは完全に削除されたため、もうここにありません。',
  allMissing_other: '取り消せません。{{count, number}} 件とも、上書きまたは完全に削除されたため、もうここにありません。',
  redo: 'やり直す',
} as const;
