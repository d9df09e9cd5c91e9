export const together = {
  name: 'All inboxes',
  accounts: 'Accounts',
  account: 'Account',
  of: '{{name}}: {{words}}',
} as const;
