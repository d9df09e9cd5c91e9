export const palette = {
  title: 'All commands',
  label: 'Type to find a command',
  results: 'Commands',
  nothing: 'No command is called that.',
  account: 'Account: {{name}}',
  search: 'Search: {{name}}',
} as const;
