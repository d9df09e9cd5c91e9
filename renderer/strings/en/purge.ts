export const purge = {
  title_one: 'Delete {{count, number}} message for good?',
  title_other: 'Delete {{count, number}} messages for good?',
  noUndo: 'This cannot be undone.',
  frees: 'It frees {{bytes}} on this computer.',
  act: 'Delete for good',
  empty: 'Empty Deleted…',
  done_one: '{{count, number}} message deleted for good',
  done_other: '{{count, number}} messages deleted for good',
} as const;
