import { z } from 'zod';

/** The receipt of a submission: the message is durable under this uid and id. */
export const receiptSchema = z.object({ uid: z.uuid(), id: z.int().positive() });

/** What became of a message: where it is now, or how it ended. */
export const states = ['waiting', 'notified', 'deferred', 'acquired', 'moved', 'deleted', 'forwarded', 'returned', 'expired'] as const;
export type State = (typeof states)[number];

/** How a message can have ended. */
export const ends = ['deleted', 'forwarded', 'returned', 'expired'] as const satisfies readonly State[];
export type End = (typeof ends)[number];

/** What can happen to a message; the sender, the addressee and the administrator read the same words. */
export const eventKinds = [
  'accepted',
  'notified',
  'deferred',
  'acquired',
  'moved',
  'deleted',
  'forwarded',
  'returned',
  'expired',
  'kept',
  'redelivered',
  'held',
  'released',
] as const;
export type EventKind = (typeof eventKinds)[number];

/** Subject and sender travel as RFC 2047 words; longer ones are cut here, never the message. In UTF-16 units. */
export const maxMetadataLength = 1_000;

/** Content-Type of a message: its stored value is sent back as it came, so it must fit a header. */
export const maxTypeLength = 255;
