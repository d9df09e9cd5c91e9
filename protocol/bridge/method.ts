import { z } from 'zod';
import { accountId } from '../account.ts';
import { serverOfPlace } from '../place.ts';

/** How a call ends. `message` is written for people, in English; the window words known codes itself. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: { readonly code: string; readonly message: string } };

export interface Method<A, R> {
  readonly args: z.ZodType<A>;
  /** Only in the types. */
  readonly result?: R;
}
export const method =
  <R>() =>
  <A>(args: z.ZodType<A>): Method<A, R> => ({ args });

export const uid = z.uuid();
export const none = z.undefined();

export const account = accountId;

/** An account, or a server. */
export const holder = z.string().refine((place) => accountId.safeParse(serverOfPlace(place) ?? place).success);
export const uids = z.array(uid).min(1).max(1_000);
export const key = z.int().positive().nullable();
export const rows = z.int().min(1).max(500);
export const secret = z.string().min(1).max(1_000);
