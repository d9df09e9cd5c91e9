/**
 * Bytes up to which a message is taken apart to be shown; larger ones can be saved. Apart from the schemas, which the thread
 * that takes messages apart need not load.
 */
export const shownAtMost = 64 * 1024 * 1024;
