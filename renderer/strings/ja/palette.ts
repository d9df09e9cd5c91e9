export const palette = {
  title: 'すべてのコマンド',
  label: '入力してコマンドを探す',
  results: 'コマンド',
  nothing: 'その名前のコマンドはありません。',
  account: 'アカウント：{{name}}',
  search: '検索：{{name}}',
} as const;
