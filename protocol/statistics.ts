import { z } from 'zod';
import { mailboxName } from './mailbox.ts';

/*
 * What the server tells about a time: what came and went by the hour or day, what was held, and how old is what is stored.
 */

const count = z.int().nonnegative();
const time = z.iso.datetime();
const amount = z.object({ count, bytes: count });

const spread = z.object({
  /** Seconds within which half were acquired; true to within 9.1 %. */
  median: z.number().nonnegative(),
  /** Seconds within which 95 % were; the same. */
  p95: z.number().nonnegative(),
});

const step = z.object({
  from: time,
  to: time,
  /** Accepted: submitted or forwarded to here. Null: the server did not run, or it is not known. */
  arrived: amount.nullable(),
  /** Left the delivery folder by an instruction of a device. */
  acquired: amount.nullable(),
  /** From arrival, or redelivery, to acquisition, of those acquired within the step. Null: none was. */
  delay: spread.nullable(),
  /** What the folders held at its end, or hold now if it is not over. Null: not known. */
  delivery: amount.nullable(),
  processed: amount.nullable(),
});

const age = z.object({
  /** Seconds from coming into the folder to the present hour, both counted in whole hours: at least, and less than. */
  from: count,
  to: count,
  /** Without those that are held. */
  delivery: amount,
  processed: amount,
  heldDelivery: amount,
  heldProcessed: amount,
});

export const statisticsSchema = z.object({
  at: time,
  /** Nothing is known of hours before this one; null: of none. */
  since: time.nullable(),
  /** In order, without gaps. */
  steps: z.array(step),
  /** Of all steps together. */
  arrived: amount,
  acquired: amount,
  delay: spread.nullable(),
  /** How old is what is stored now, the youngest first: equal spans up to the oldest. */
  ages: z.array(age),
  /** When the last message came into the processed folder that its limit by number leaves, to the hour; null: it removes none, or no mailbox was named. */
  numberEdge: time.nullable(),
});
export type ApiStatistics = z.infer<typeof statisticsSchema>;

const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).format(0) !== '';
  } catch {
    return false;
  }
};

const at = z.iso.datetime({ error: 'is not a time as 2026-11-23T03:26:35Z' }).transform((text) => Date.parse(text));

export const statisticsQuery = z.strictObject({
  /** Absent: all, with those that were removed and still hold messages. */
  mailbox: z.string().regex(mailboxName).optional(),
  /** Begins with the hour that this is in; */
  from: at,
  /** ends with the hour that this is in; absent: now. */
  to: at.optional(),
  step: z.enum(['hour', 'day']),
  /** Where days begin, as Europe/Vienna; absent: UTC. */
  zone: z.string().max(64).refine(isZone, 'is not a time zone as Europe/Vienna').optional(),
});
