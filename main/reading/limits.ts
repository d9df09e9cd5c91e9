import { shownAtMost } from '../../protocol/bridge/shown.ts';

export { shownAtMost };

/** UTF-16 units of a text or of a layout that are shown: more is no letter, and the window would stand still over it. */
export const textAtMost = 2 * 1024 * 1024;

/** Headers that are shown, and UTF-16 units of one. */
export const headersAtMost = { count: 500, length: 8_192 } as const;

/** The source of a message: bytes of a stretch of it, and how much of it is shown at all. */
export const sourceAtMost = { stretch: 256 * 1024, whole: 8 * 1024 * 1024 } as const;

/** What is read of a message for the search. How much of its text is filed stands in inbox/words.ts. */
export const searched = {
  /** Bytes of a message that are read: the names of attachments stand between their bytes. As of one that is shown. */
  read: shownAtMost,
  /** Bytes of one part of a mail that are kept: 32 Ki characters of any script in base64, with markup around them. */
  part: 256 * 1024,
  /** Bytes of a whole message that are kept, so that memory stays flat. */
  kept: 4 * 1024 * 1024,
  /** Names of attachments that are filed. */
  names: 200,
  /** UTF-16 units of one name: what file systems allow. */
  name: 255,
  /** ms for one message to be taken apart: fifty times what the largest letter needs. */
  patience: 5_000,
  /** ms without work after which the thread ends. */
  idle: 30_000,
  /** MB for the heap of the thread; what needs more is no letter. */
  heap: 256,
  /** Messages that are filed in one transaction, so that what is received gets its turn. */
  batch: 20,
  /** UTF-16 units of text after which such a transaction is closed: some 80 ms of the disk's thread at worst. */
  batchText: 32_768,
  /** ms between two tellings of what was filed. */
  tell: 1_000,
} as const;
