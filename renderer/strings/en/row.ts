export const row = {
  attachments_one: '{{count, number}} attachment',
  attachments_other: '{{count, number}} attachments',
  overwritable: 'May be overwritten',
  next: 'Next to be overwritten',
  menu: 'What can be done with it',
  more: 'More for the selected messages',
} as const;
