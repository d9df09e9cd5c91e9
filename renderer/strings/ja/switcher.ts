export const switcher = {
  label: 'アカウント：{{name}}',
  find: 'アカウントを探す',
  list: 'アカウント',
  nothing: 'その名前のアカウントはありません。',
  unread_zero: '未読なし',
  unread_other: '未読 {{count, number}} 件',
  state: {
    unknown: '確認しています',
    connecting: '接続しています…',
    idle: '最新の状態です',
    fetching: '受信中',
    full: '受信箱がいっぱいです',
    deferred: 'サーバーで一部をお預かり中',
    offline: 'サーバーから応答がありません',
    refused: 'サーバーに拒否されました',
    failing: '問題が起きました',
  },
} as const;
