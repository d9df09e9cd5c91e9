export const together = {
  name: 'すべての受信箱',
  accounts: 'アカウント',
  account: 'アカウント',
  inFolder: '{{folder}}（すべてのアカウント）',
  of: '{{name}}：{{words}}',
} as const;
