import { z } from 'zod';
import type { Delivery, LetterRow } from '../../protocol/bridge.ts';
import type { ProblemCode } from '../../protocol/errors.ts';
import { states } from '../../protocol/submission.ts';

/*
 * A letter as it is kept, and what can be judged of it alone. Pure. Times are ms since the epoch.
 */

const time = z.number();
const fateSchema = z.strictObject({
  state: z.enum([...states, 'unknown']),
  at: time.nullable(),
  by: z.string(),
  because: z.string(),
  // What was kept before that was asked for says nothing of it.
  arrived: z.boolean().default(false),
  toldAt: time,
});
const deliverySchema = z.discriminatedUnion('kind', [
  /** Attempts since when, and with which token, of which nobody knows how they ended; null: none. */
  z.strictObject({ kind: z.literal('pending'), asked: z.strictObject({ at: time, token: z.string() }).nullable() }),
  z.strictObject({ kind: z.literal('accepted'), uid: z.uuid(), at: time, fate: fateSchema.nullable() }),
  z.strictObject({ kind: z.literal('refused'), code: z.string(), message: z.string(), at: time }),
  z.strictObject({ kind: z.literal('cancelled'), at: time }),
  z.strictObject({ kind: z.literal('unsure'), at: time }),
]);
export type StoredDelivery = Readonly<z.infer<typeof deliverySchema>>;

export const letterSchema = z.strictObject({
  version: z.literal(1),
  id: z.uuid(),
  key: z.int(),
  at: time,
  stage: z.enum(['draft', 'sending', 'sent']),
  to: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  /** Message-IDs of the message that it answers, and of those before. */
  references: z.array(z.string()),
  files: z.array(z.strictObject({ id: z.uuid(), name: z.string(), type: z.string(), bytes: z.number() })),
  /** Of the last time that it was sent. */
  deliveries: z.array(z.strictObject({ mailbox: z.string(), delivery: deliverySchema })),
  removedAt: time.nullable(),
});
export type StoredLetter = Readonly<z.infer<typeof letterSchema>>;

/** What is kept of a letter in memory: thousands of them may have been sent. */
export type Summary = Omit<StoredLetter, 'text' | 'references'> & { readonly preview: string };

export const summaryOf = ({ text, references: _, ...letter }: StoredLetter): Summary => ({
  ...letter,
  preview: text.slice(0, 300).replace(/\s+/g, ' ').trim().slice(0, 140),
});

/** Why the last attempt failed, and when the next is made: of this process only. */
export type Trouble = ReadonlyMap<string, { readonly problem: { code: string; message: string }; readonly retryAt: number }>;

const deliveryOf = (mailbox: string, delivery: StoredDelivery, trouble: Trouble | undefined): Delivery => {
  if (delivery.kind !== 'pending') return delivery;
  const { problem = null, retryAt = null } = trouble?.get(mailbox) ?? {};
  return { kind: 'sending', problem, retryAt };
};

export const rowOf = (account: string, summary: Summary, trouble: Trouble | undefined): LetterRow => {
  const { version: _, removedAt: __, deliveries, ...row } = summary;
  return {
    ...row,
    account,
    deliveries: deliveries.map(({ mailbox, delivery }) => ({ mailbox, delivery: deliveryOf(mailbox, delivery, trouble) })),
  };
};

export const pendingOf = ({ deliveries }: Pick<StoredLetter, 'deliveries'>): string[] =>
  deliveries.filter(({ delivery }) => delivery.kind === 'pending').map(({ mailbox }) => mailbox);

/** Where a letter is when it is known how it stands with each recipient: what nobody can have is a draft again. */
export const stageOf = ({ deliveries }: Pick<StoredLetter, 'deliveries'>): StoredLetter['stage'] => {
  const kinds = new Set(deliveries.map(({ delivery }) => delivery.kind));
  if (kinds.has('pending')) return 'sending';
  return kinds.has('accepted') || kinds.has('unsure') ? 'sent' : 'draft';
};

/** The letter with what became of it for one recipient. */
export const settle = (letter: StoredLetter, mailbox: string, delivery: StoredDelivery): StoredLetter => {
  const deliveries = letter.deliveries.map((one) => (one.mailbox === mailbox ? { mailbox, delivery } : one));
  return { ...letter, deliveries, stage: stageOf({ deliveries }) };
};

/** ms that a server surely remembers an Idempotency-Key: it keeps it for 24 h, and clocks differ. */
export const keyLife = 23 * 3_600_000;

/** Whether an attempt can be made without the danger of a second copy. @param token a name of the token, with which its keys are kept */
export const mayAsk = (delivery: StoredDelivery & { kind: 'pending' }, token: string, now: number): boolean =>
  delivery.asked === null || (delivery.asked.token === token && now - delivery.asked.at < keyLife && now >= delivery.asked.at);

/** Problems that pass by themselves, or when a person mends what is not the letter. */
const passing: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'server-unreachable',
  'answer-invalid',
  'request-timeout',
  'too-many-requests',
  'token-missing',
  'token-unknown',
  'internal',
  'stopping',
  'storage-full',
  'storage-failed',
  'mailbox-full',
]);
/** Those that stand in the way of every other recipient as well. */
export const stops = (code: ProblemCode): boolean => passing.has(code) && code !== 'mailbox-full';
export const passes = (code: ProblemCode): boolean => passing.has(code);

/** What can change no more, so that nobody needs to ask. */
export const isFinal = (delivery: StoredDelivery): boolean => {
  if (delivery.kind !== 'accepted') return true;
  const { state = 'waiting', arrived = false } = delivery.fate ?? {};
  // Of what ended before its device confirmed it, the device may yet say that it has it.
  return state === 'returned' || state === 'unknown' || (arrived && (state === 'deleted' || state === 'expired'));
};
