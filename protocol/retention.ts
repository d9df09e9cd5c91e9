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

/** Why a message goes: the rule that says so. */
export const rules = ['delivery-age', 'processed-age', 'processed-count'] as const;
export type Rule = (typeof rules)[number];

/** Days that a preview looks ahead. */
export const previewDays = 30;
