export const together = {
  name: 'All inboxes',
  accounts: 'Accounts',
  account: 'Account',
  inFolder: '{{folder}} of all accounts',
  of: '{{name}}: {{words}}',
} as const;
