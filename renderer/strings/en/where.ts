/** Where a message is, and until when: in the line above it, and at the end of its history. */
export const where = {
  next: 'The inbox is full: once you leave this message, the next one that comes overwrites it.',
  nextDeleted: 'Deleted, and the first to make way for what comes. Until then you can restore it.',
  telling: 'The server has yet to be told that it is here, and still has it, too.',
  refused: 'The server did not file it away when this computer had it ({{reason}}), and is not asked again.',
  only: 'The server keeps no copy: this is the only one.',
  moved: 'The server took its copy to Processed and keeps it there for a time.',
  delivery: 'It also waits at the server, in Delivery.',
  processed: 'A copy is in Processed.',
  processedUntil: 'A copy is in Processed until {{date}} at the latest.',
  show: 'Show it',
  showHistory: 'Show what became of it',
  reason: {
    mismatch: 'it has another message under that number',
    unknown: 'it knows no message of that number',
    other: 'its reason: {{reason}}',
  },
  overwritten: 'Overwritten on this computer by a new message',
  purged: 'Deleted for good on this computer',
} as const;
