import { z } from 'zod';
import { by, type MessageRow, sight as ofOne, type Stepped } from './inbox.ts';
import { account, method, rows } from './method.ts';

/** A row's place in the list of all inboxes: the newest first, then by account, then as in its inbox. Times are ms since the epoch. */
const place = z.strictObject({ at: z.int().min(0), account, key: z.int().positive() });
export type TogetherPlace = z.infer<typeof place>;

/** A page of the list of all inboxes. `next` is the `behind` of the page after it, null at the end. */
export interface TogetherPage {
  readonly rows: readonly MessageRow[];
  readonly next: TogetherPlace | null;
}

const sight = ofOne.omit({ account: true });

/** Of all inboxes; one that cannot be read is left out, and its status says why. All of them failing is a problem. */
export const togetherMethods = {
  'together.page': method<TogetherPage>()(sight.extend({ behind: place.nullable(), limit: rows })),
  /** As `inbox.step`. */
  'together.step': method<Stepped | null>()(sight.extend({ from: place.nullable(), by })),
  'together.count': method<number>()(sight),
  /** Of all messages that are seen so, in the order of the list. */
  'together.uids': method<readonly Pick<MessageRow, 'account' | 'uid'>[]>()(sight),
} as const;
