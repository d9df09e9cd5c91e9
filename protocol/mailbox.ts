import { z } from 'zod';

/** A mailbox name: 1 to 63 characters, as `ann`, `ann.lee` or `line-4`. */
export const mailboxName = /^[a-z0-9][a-z0-9._-]{0,62}$/;

/**
 * How much the delivery folder of a mailbox may hold: messages, and bytes of their bodies. `null` means without
 * limit. What would go beyond is refused at the door; nothing that was accepted is dropped for it.
 */
export const quotaSchema = z.strictObject({
  messages: z.int().nonnegative().max(1_000_000_000).nullable(),
  bytes: z.int().nonnegative().nullable(),
});
export type Quota = Readonly<z.infer<typeof quotaSchema>>;
