/**
 * The cost of a message in bytes: what it takes of a room. A message of no bytes counts as 1, so that
 * a folder of empty messages cannot be endless. Apart from the schemas, which storage threads need not load.
 */
export const cost = (size: number): number => Math.max(1, size);
