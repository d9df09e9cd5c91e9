import { z } from 'zod';
import { mailboxName, quotaSchema } from './mailbox.ts';
import { retentionSchema, rules } from './retention.ts';
import { ends, eventKinds, maxMetadataLength, type State, states } from './submission.ts';

/*
 * What the server's administration takes and gives, as schemas. Requests are validated by them, clients read
 * answers by them, and the OpenAPI description is made from them.
 */

const count = z.int().nonnegative();
const time = z.iso.datetime();
const uid = z.uuid();
const name = z.string().regex(mailboxName);
/** Of a mailbox that was removed, its name with a mark behind it. */
const owner = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}(~\d+)?$/);
const folder = z.enum(['delivery', 'processed']);
const detail = z.record(z.string(), z.unknown());

// ── Messages ─────────────────────────────────────────────────────────────────────────────────────

/** When a message ends and by which rule; null: never. */
const endingSchema = z.object({ at: time, because: z.enum(rules) }).nullable();

export const messageSchema = z.object({
  id: z.int().positive(),
  uid,
  mailbox: owner,
  folder,
  /** Bytes. */
  size: count,
  type: z.string(),
  subject: z.string(),
  sender: z.string(),
  acceptedAt: time,
  /** When it came into its folder: the clock of retention. */
  enteredAt: time,
  /** When it was last sent to a device and not instructed since. */
  sentAt: time.nullable(),
  /** Exempt from retention. */
  held: z.boolean(),
  ends: endingSchema,
  /** Its place: the `after` of what is behind it. Two whole numbers that sort the listing, a point between. */
  cursor: z.string().regex(/^-?\d+\.\d+$/),
});
export type ApiMessage = z.infer<typeof messageSchema>;

const amountSchema = z.object({ count, bytes: count });

export const pageSchema = z.object({
  /** Messages in the folder and their bytes, whatever the filter. */
  total: amountSchema,
  messages: z.array(messageSchema),
  /** The `after` of the page behind; null on the last. A page may be short, or empty, and still have one. */
  next: z.string().nullable(),
});

const historySchema = z.array(z.object({ kind: z.enum(eventKinds), at: time, detail: detail.optional() }));

const statusShape = { uid, mailbox: owner, id: z.int().positive(), state: z.enum(states), history: historySchema };
export interface ApiStatus {
  uid: string;
  mailbox: string;
  id: number;
  state: State;
  history: z.infer<typeof historySchema>;
  /** The copy that another mailbox got, if it was forwarded. */
  forwarded?: ApiStatus | undefined;
}
export const statusSchema: z.ZodType<ApiStatus> = z.object({ ...statusShape, forwarded: z.lazy(() => statusSchema).optional() });

export const messageDetailSchema = messageSchema.omit({ cursor: true }).extend({
  ...statusShape,
  folder: z.enum(['delivery', 'processed', 'ended']),
  forwarded: statusSchema.optional(),
  /** The uid of the first copy of the same submission. */
  origin: uid,
  /** Hex. */
  sha256: z.string(),
  /** How it came. */
  envelope: detail,
});

/** One copy of a submission: a recipient's, or one that was handed on. */
const copySchema = z.object({
  ...statusShape,
  folder: z.enum(['delivery', 'processed', 'ended']),
  /** How it ended. */
  ended: z.enum(ends).nullable(),
  subject: z.string(),
  sender: z.string(),
  type: z.string(),
  size: count,
  acceptedAt: time,
  enteredAt: time,
  held: z.boolean(),
  ends: endingSchema,
  envelope: detail,
  /** The copy that it was handed on from. */
  from: uid.nullable(),
});
export type ApiCopy = z.infer<typeof copySchema>;
export const copiesSchema = z.object({
  origin: uid,
  /** In the order in which they were accepted. */
  copies: z.array(copySchema),
  /** Copies that are named and of which no record is kept any more. */
  forgotten: z.array(uid),
  /** There are more than one answer has. */
  more: z.boolean(),
});
export type ApiCopies = z.infer<typeof copiesSchema>;

export const tombstonesSchema = z.object({
  tombstones: z.array(
    z.object({
      /** The cursor. */
      tombstone: z.int().positive(),
      id: z.int().positive(),
      uid,
      size: count,
      type: z.string(),
      subject: z.string(),
      sender: z.string(),
      acceptedAt: time,
      endedAt: time,
      because: z.enum(['deleted', 'expired', 'returned']),
    }),
  ),
  next: z.int().positive().nullable(),
});

export const actions = ['redeliver', 'delete', 'hold', 'release'] as const;
export const actionsAtOnce = 1_000;
export const actionSchema = z.strictObject({
  action: z.enum(actions),
  uids: z.array(uid).min(1).max(actionsAtOnce),
});
export const actionResultSchema = z.object({
  results: z.array(
    z.object({
      uid,
      /** `already`: it was so before; `not-processed`: only what is in the processed folder can be redelivered. */
      outcome: z.enum(['done', 'already', 'not-processed', 'ended', 'unknown']),
      mailbox: owner.optional(),
      /** After a redelivery, the new one. */
      id: z.int().positive().optional(),
    }),
  ),
});

// ── Mailboxes and tokens ─────────────────────────────────────────────────────────────────────────

export const mailboxSchema = z.object({
  name,
  createdAt: time,
  /** Several devices may take from it. */
  shared: z.boolean(),
  waiting: count,
  waitingBytes: count,
  processed: count,
  processedBytes: count,
  quota: quotaSchema,
  ownQuota: quotaSchema.nullable(),
  retention: retentionSchema,
  ownRetention: retentionSchema.nullable(),
});
export type ApiMailbox = z.infer<typeof mailboxSchema>;
export const mailboxesSchema = z.object({
  mailboxes: z.array(mailboxSchema),
  /** Mailboxes that hold messages and are not in the directory: nothing of theirs is removed. */
  missing: z.array(z.string()),
});

export const newMailboxSchema = z.strictObject({ name: z.string(), shared: z.boolean().optional(), quota: quotaSchema.optional() });
export const addedMailboxSchema = z.object({ mailbox: name, receiveToken: z.string(), sendToken: z.string() });
export const mailboxChangeSchema = z.strictObject({ shared: z.boolean().optional(), quota: quotaSchema.nullable().optional() });

/** `monitor` sees how the server is, and nothing of any mailbox. */
export const tokenScopes = ['receive', 'send', 'admin', 'monitor'] as const;
const tokenShape = { token: z.string(), scope: z.enum(tokenScopes), mailbox: name.optional(), note: z.string().optional() };
export const tokensSchema = z.object({
  tokens: z.array(z.object({ ...tokenShape, createdAt: time, lastUsedAt: time.nullable() })),
});
export const newTokenSchema = z.strictObject({
  scope: z.enum(tokenScopes),
  mailbox: z.string().optional(),
  note: z.string().max(100).optional(),
});
/** The secret is shown this once. */
export const addedTokenSchema = z.object({ ...tokenShape, secret: z.string() });

// ── Retention ────────────────────────────────────────────────────────────────────────────────────

/** What goes at once, and within all the days that a preview looks ahead. */
const differenceSchema = z.object({ now: amountSchema, ahead: amountSchema });

export const previewSchema = z.object({
  /** The clock of the preview. */
  at: time,
  /** The policy that it is compared with. */
  inForce: retentionSchema,
  folders: z.array(
    z.object({
      folder,
      stored: amountSchema,
      /** What would go at once; with more than the brake allows it waits for a confirmation. */
      now: amountSchema,
      /** What ends within each of the next 30 days, the first beginning now. */
      days: z.array(amountSchema),
      /** What of `now` the brake would hold if nobody announced it. */
      asks: amountSchema,
      /** The same by the policy in force. */
      inForce: z.object({ now: amountSchema, days: z.array(amountSchema) }),
      /** What would go that does not go by the policy in force. */
      more: differenceSchema,
      /** What goes by the policy in force and would not go. */
      fewer: differenceSchema,
      first: z.array(messageSchema),
    }),
  ),
});
export type ApiPreview = z.infer<typeof previewSchema>;

const brakeSchema = z.object({ mailbox: name, folder, due: count, bytes: count, stored: count, since: time });
export const brakesSchema = z.object({ brakes: z.array(brakeSchema) });
export const confirmationSchema = z.strictObject({ folder, count: z.int().positive() });
export const confirmedSchema = z.object({ mailbox: name, folder, count });

/** How often a device that does not come is notified again (201). */
export const notifySchema = z.strictObject({
  /** Seconds until a device that does not come is reminded. */
  retryAfter: z.number().positive().max(86_400),
  /** Seconds between reminders at most; they double until then. */
  retryMax: z.number().positive().max(86_400),
});
/** Seconds that the record of an ended message, tombstones and the activity are kept; longer than any retry lasts. */
export const recordAgeSchema = z
  .int()
  .min(2 * 86_400)
  .max(100 * 365 * 86_400);
export const defaultsSchema = z.strictObject({
  retention: retentionSchema,
  quota: quotaSchema,
  notify: notifySchema,
  recordAge: recordAgeSchema,
});

// ── Devices and activity ─────────────────────────────────────────────────────────────────────────

export const devicesSchema = z.object({
  devices: z.array(
    z.object({
      mailbox: name,
      /** The name that it gives itself; empty: none. */
      device: z.string(),
      /** The mailbox's one device. */
      owner: z.boolean(),
      /** Its notification stream is open now. */
      connected: z.boolean(),
      firstAt: time,
      lastAt: time,
      /** The room that it last named, in bytes. */
      room: count.nullable(),
      /** Since when it is full, if it is. */
      deferredAt: time.nullable(),
      acquiredAt: time.nullable(),
      notifiedAt: time.nullable(),
      /** Reminders since it was last heard of. */
      retries: count,
    }),
  ),
});
export const contactKinds = ['connected', 'notified', 'retried', 'acquired', 'deferred', 'vanished', 'closed'] as const;
export const ledgerSchema = z.object({
  entries: z.array(
    z.object({ entry: z.int().positive(), device: z.string(), kind: z.enum(contactKinds), at: time, waiting: count.nullable() }),
  ),
  next: z.int().positive().nullable(),
});
export const takenOverSchema = z.object({ mailbox: name, device: z.string(), before: z.string().nullable() });

export const activitySchema = z.object({
  event: z.int().positive(),
  kind: z.string(),
  at: time,
  mailbox: z.string().nullable(),
  uid: uid.nullable(),
  id: z.int().positive().nullable(),
  subject: z.string().nullable(),
  sender: z.string().nullable(),
  /** By which door the message came. */
  via: z.string().nullable(),
  detail: detail.nullable(),
});
export type ApiActivity = z.infer<typeof activitySchema>;
export const activityPageSchema = z.object({ entries: z.array(activitySchema), next: z.int().positive().nullable() });

// ── The server itself ────────────────────────────────────────────────────────────────────────────

export const livenessSchema = z.object({ status: z.literal('live') });
export const healthSchema = z.object({
  status: z.enum(['ready', 'not-ready']),
  /** It takes messages in. */
  intake: z.boolean(),
  checks: z.object({
    /** `full`: the disk; messages leave, and none is taken in. `stopping`: the server ends. */
    store: z.enum(['open', 'full', 'damaged', 'stopping']),
    /** Of the database: closed at its last end; looked over since then, or not yet; found damaged. */
    integrity: z.enum(['clean', 'sound', 'checking', 'unfinished', 'damaged']),
  }),
});
export type ApiHealth = z.infer<typeof healthSchema>;

export const openapiSchema = z.looseObject({ openapi: z.string() });

// ── Parameters ───────────────────────────────────────────────────────────────────────────────────

const number = z
  .string()
  .regex(/^\d{1,15}$/, 'is not a whole number')
  .transform(Number);
const at = z.iso.datetime({ error: 'is not a time as 2026-11-23T03:26:35Z' }).transform((text) => Date.parse(text));
const limit = (most: number) => number.refine((n) => n >= 1 && n <= most, `is not from 1 to ${most}`).optional();

/** Messages on one page at most, and unless the request says otherwise. */
export const pageLimit = 200;

const listingShape = {
  after: z.string().optional(),
  limit: limit(pageLimit),
  order: z.enum(['oldest', 'newest']).optional(),
  since: at.optional(),
  before: at.optional(),
  sender: z.string().optional(),
  subject: z.string().optional(),
  type: z.string().optional(),
  'min-size': number.optional(),
  'max-size': number.optional(),
  'ends-before': at.optional(),
  held: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
};
export const folderQuery = z.strictObject(listingShape);
export const messagesQuery = z.strictObject({ folder, mailbox: z.string().regex(mailboxName).optional(), ...listingShape });
export const afterQuery = z.strictObject({ after: number.optional(), limit: limit(pageLimit) });
export const beforeQuery = z.strictObject({ before: number.optional(), limit: limit(pageLimit) });
export const mailboxQuery = z.strictObject({ mailbox: z.string().regex(mailboxName).optional() });
/** What a preview announced, so that the brake need not ask again: removals from the delivery and the processed folder. */
export const previewedQuery = z.strictObject({
  previewed: z
    .string()
    .regex(/^\d{1,15},\d{1,15}$/, 'is not two numbers as 0,150')
    .transform((text) => {
      const [delivery = 0, processed = 0] = text.split(',').map(Number);
      return { delivery, processed };
    })
    .optional(),
});
export const activityQuery = z.strictObject({
  after: number.optional(),
  before: number.optional(),
  limit: limit(pageLimit),
  mailbox: z.string().regex(mailboxName).optional(),
  /** Names with commas between. */
  kind: z
    .string()
    .transform((text) => text.split(','))
    .optional(),
  /** Only what was made from this time on, and before that one, by the server's clock. */
  since: at.optional(),
  until: at.optional(),
  /** A part of the subject. */
  subject: z.string().max(maxMetadataLength).optional(),
});
export const removalQuery = z.strictObject({ messages: number.optional() });
