import { z } from 'zod';

/** A mailbox name: 1 to 63 characters, as `ann`, `ann.lee` or `line-4`. */
export const mailboxName = /^[a-z0-9][a-z0-9._-]{0,62}$/;

/**
 * The cost of a message in bytes: what it takes of a room. A message of no bytes counts as 1, so that
 * a folder of empty messages cannot be endless.
 */
export const cost = (size: number): number => Math.max(1, size);

const limit = z.int().nonnegative().max(1_000_000_000_000_000).nullable();

/** What the delivery folder of a mailbox may hold; null: without limit. Beyond it, messages are refused at the door. */
export const quotaSchema = z.strictObject({ messages: limit, bytes: limit });
export type Quota = z.infer<typeof quotaSchema>;
