import { z } from 'zod';
import { mailboxName } from '../../protocol/mailbox.ts';
import { defaultRetention, retentionSchema } from '../../protocol/retention.ts';

/** How often a device that does not come is notified again (201); in seconds. */
export const notifySchema = z.strictObject({
  /** First repetition. */
  retryAfter: z.number().positive().max(86_400),
  /** Longest pause between repetitions; they double until then. */
  retryMax: z.number().positive().max(86_400),
});
export type NotifyPolicy = z.infer<typeof notifySchema>;

export const scopes = ['receive', 'send', 'admin'] as const;
export type Scope = (typeof scopes)[number];

const time = z.iso.datetime();

const tokenSchema = z
  .strictObject({
    /** SHA-256 of the secret, hex. The secret itself is nowhere. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits'),
    scope: z.enum(scopes),
    mailbox: z.string().regex(mailboxName).optional(),
    createdAt: time,
  })
  .refine((t) => (t.scope === 'admin') === (t.mailbox === undefined), 'a receive or send token names its mailbox, an admin token none');
export type TokenEntry = z.infer<typeof tokenSchema>;

/** The file that people edit and back up: who has a mailbox, which tokens open it, how long it keeps messages. */
export const directorySchema = z.strictObject({
  version: z.literal(1),
  defaults: z.strictObject({ retention: retentionSchema, notify: notifySchema }),
  mailboxes: z.record(
    z.string().regex(mailboxName, 'is not a mailbox name'),
    z.strictObject({ createdAt: time, retention: retentionSchema.optional() }),
  ),
  tokens: z.array(tokenSchema),
});
export type DirectoryData = z.infer<typeof directorySchema>;

export const emptyDirectory: DirectoryData = {
  version: 1,
  defaults: { retention: defaultRetention, notify: { retryAfter: 30, retryMax: 900 } },
  mailboxes: {},
  tokens: [],
};
