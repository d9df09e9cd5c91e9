import { z } from 'zod';
import { notifySchema, recordAgeSchema, tokenScopes } from '../../protocol/api.ts';
import { mailboxName, type Quota, quotaSchema } from '../../protocol/mailbox.ts';
import { defaultRetention, retentionSchema } from '../../protocol/retention.ts';
import { limits } from '../limits.ts';

export type NotifyPolicy = z.infer<typeof notifySchema>;

export type Scope = (typeof tokenScopes)[number];

const time = z.iso.datetime();

export const tokenSchema = z
  .strictObject({
    /** SHA-256 of the secret, hex. The secret itself is nowhere. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits'),
    scope: z.enum(tokenScopes),
    mailbox: z.string().regex(mailboxName, 'is not a mailbox name').optional(),
    /** For people: whose it is. */
    note: z
      .string()
      .regex(/^\P{Cc}*$/u, 'must have no control characters')
      .refine((note) => [...note].length <= limits.noteLength, `must have at most ${limits.noteLength} characters`)
      .optional(),
    createdAt: time,
  })
  .refine(
    ({ scope, mailbox }) => scope === 'send' || (scope === 'receive') === (mailbox !== undefined),
    'a receive token names its mailbox, a send token may, an admin or monitor token names none',
  );
export type TokenEntry = z.infer<typeof tokenSchema>;

const mailboxSchema = z.strictObject({
  createdAt: time,
  /** Several devices may take its messages; not there: one device. */
  shared: z.boolean().optional(),
  quota: quotaSchema.optional(),
  retention: retentionSchema.optional(),
});
export type MailboxEntry = z.infer<typeof mailboxSchema>;

/** The file that people edit and back up. What is optional has a default, so that older files stay as they were written. */
export const directorySchema = z.strictObject({
  version: z.literal(1),
  defaults: z.strictObject({
    retention: retentionSchema,
    notify: notifySchema,
    quota: quotaSchema.optional(),
    /** Seconds that the record of an ended message, tombstones and the activity are kept; longer than any retry lasts. */
    recordAge: recordAgeSchema.optional(),
  }),
  mailboxes: z.record(z.string().regex(mailboxName, 'is not a mailbox name'), mailboxSchema),
  tokens: z.array(tokenSchema),
});
export type DirectoryData = z.infer<typeof directorySchema>;

export const unlimited: Quota = { messages: null, bytes: null };

/** One year, in seconds. */
export const defaultRecordAge = 365 * 86_400;

export const emptyDirectory: DirectoryData = {
  version: 1,
  defaults: {
    retention: defaultRetention,
    notify: { retryAfter: 30, retryMax: 900 },
    quota: unlimited,
    recordAge: defaultRecordAge,
  },
  mailboxes: {},
  tokens: [],
};
