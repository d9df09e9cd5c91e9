import { z } from 'zod';

const maxAge = z
  .int()
  .positive()
  .max(100 * 365 * 86_400)
  .nullable();

/**
 * How long a mailbox keeps messages; ages in seconds. `null` means without limit. Undelivered messages
 * are kept for ever unless someone sets a limit.
 */
export const retentionSchema = z.strictObject({
  delivery: z.strictObject({ maxAge }),
  processed: z.strictObject({ maxAge, maxCount: z.int().nonnegative().max(1_000_000_000).nullable() }),
});
export type Retention = z.infer<typeof retentionSchema>;

export const defaultRetention: Retention = {
  delivery: { maxAge: null },
  processed: { maxAge: 30 * 86_400, maxCount: 1_000 },
};
