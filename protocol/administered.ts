import { z } from 'zod';
import { type AccountFault, accountLabel } from './account.ts';

/*
 * Servers that are administered from here, beside the one that the app brings along: an address and an admin token.
 */

type AboutMailboxes = 'mailbox-malformed' | 'mailbox-unknown' | 'token-scope' | 'token-other-mailbox';

/** What may be wrong with the address or the token of a server. `token-not-admin`: it is known, and for something else. */
export type ServerFault = Exclude<AccountFault, AboutMailboxes> | 'token-not-admin';

/** Whether a server could be administered. `message` is written for people, in English. */
export type ServerCheck =
  /** `server` is the base URL, in one spelling. */
  | { readonly kind: 'sound'; readonly server: string }
  | { readonly kind: 'faulty'; readonly fault: ServerFault; readonly message: string }
  /** It is administered from here already. */
  | { readonly kind: 'known'; readonly server: string };

export const serverLabel = accountLabel;

/** What is to be checked. */
export const serverQuestion = z.strictObject({
  server: z.string().max(2_000),
  adminToken: z.string().max(1_000),
  /** Plain HTTP to another machine, all the same. */
  insecure: z.boolean(),
});
export type ServerQuestion = z.infer<typeof serverQuestion>;
