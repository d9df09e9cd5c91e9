import { z } from 'zod';
import type { Amount, MessageRow } from './inbox.ts';
import { account, method, rows, uid } from './method.ts';

/*
 * Making room in the inbox: which messages could go, what that would gain, and doing it. What is chosen is described, not
 * listed: a rule may mean a hundred thousand messages. Protected and deleted ones are never among them.
 */

/** All messages of a kind. */
const ruleSchema = z.strictObject({
  read: z.boolean(),
  /** Up to this place in the order of receipt: what came since was not before the reader's eyes. */
  upTo: z.int().nonnegative(),
  /** Received before, ms since the epoch. */
  before: z.int().optional(),
  /** Of at least so many bytes. */
  least: z.int().nonnegative().optional(),
  attachments: z.literal(true).optional(),
});
export type RoomRule = z.infer<typeof ruleSchema>;

const some = z.array(uid).max(5_000);
const choiceSchema = z.strictObject({ rule: ruleSchema.nullable(), also: some, except: some });
/** What the rule says, and these, without those. */
export type RoomChoice = z.infer<typeof choiceSchema>;

/** What is chosen, by what capacity makes of it. */
export interface RoomWeight {
  readonly read: Amount;
  readonly unread: Amount;
}

/** A rule that can be taken as it is, and what it means now. */
export interface RoomSuggestion extends Amount {
  /** `enough`: the oldest ones, as many as are missing. `old`: received more than `of` days ago. `largest`: the `of` largest. */
  readonly kind: 'enough' | 'old' | 'largest' | 'attachments';
  readonly of: number;
  readonly rule: RoomRule;
}

export const roomOrders = ['oldest', 'largest'] as const;
export type RoomOrder = (typeof roomOrders)[number];

/** A page of what could go. `next` is the `after` of the page behind it, null at the end. */
export interface RoomPage {
  readonly rows: readonly MessageRow[];
  readonly next: RoomPlace | null;
}

const placeSchema = z.strictObject({ bytes: z.int().nonnegative(), key: z.int().nonnegative() });
/** A message's place in either order. */
export type RoomPlace = z.infer<typeof placeSchema>;

const amount = z.strictObject({ unit: z.enum(['messages', 'bytes']), amount: z.int().nonnegative() });

/** Of an account's inbox; the mail engine answers them. */
export const roomMethods = {
  /** What could go, one by one. `read`: also what is read; else only what is unread. */
  'room.page': method<RoomPage>()(
    z.strictObject({ account, order: z.enum(roomOrders), read: z.boolean(), after: placeSchema.nullable(), limit: rows }),
  ),
  /** What could be taken at once, of the read or of the unread ones; nothing that would gain nothing. */
  'room.suggestions': method<readonly RoomSuggestion[]>()(z.strictObject({ account, read: z.boolean(), missing: amount })),
  'room.weigh': method<RoomWeight>()(z.strictObject({ account, choice: choiceSchema })),
  /** Deletes what is chosen, which can be undone until the room is needed, or marks it as read. Answers what was changed. */
  'room.make': method<RoomWeight & { readonly uids: readonly string[] }>()(
    z.strictObject({ account, choice: choiceSchema, act: z.enum(['delete', 'read']) }),
  ),
} as const;
