export const together = {
  name: 'すべての受信箱',
  accounts: 'アカウント',
  account: 'アカウント',
  of: '{{name}}：{{words}}',
} as const;
