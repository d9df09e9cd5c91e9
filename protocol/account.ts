import { z } from 'zod';
import { type ReceiptVerb, receiptVerbs } from './instruction.ts';

/** How much an inbox holds; bytes are decimal (1 MB = 10⁶). */
export const capSchema = z.strictObject({ unit: z.enum(['messages', 'bytes']), limit: z.int().nonnegative().max(1_000_000_000_000) });

/** What the reader chooses for each account. */
export const accountSettingsSchema = z.strictObject({
  cap: capSchema,
  /** Read, unprotected messages may be overwritten by new ones, the oldest first. */
  overwriteRead: z.boolean(),
  /** What the server does with a message once it is here. */
  afterReceipt: z.enum(receiptVerbs),
});
export type AccountSettings = z.infer<typeof accountSettingsSchema>;

export const defaultAccountSettings: AccountSettings = {
  cap: { unit: 'messages', limit: 1_000 },
  overwriteRead: false,
  afterReceipt: 'move',
};

/** The account of the server that the app brings along; others have a UUID. */
export const ownAccount = 'own';
export const accountId = z.string().regex(/^(own|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/);

/** How the reader calls the account; empty: by its mailbox and its server. */
export const accountLabel = z.string().max(100);

/** An account as the window sees it: its secrets stay in main. */
export interface AccountInfo extends AccountSettings {
  readonly id: string;
  readonly label: string;
  /** Base URL; null while the app's own server has not said where it listens. */
  readonly server: string | null;
  readonly mailbox: string;
  /** Of the app's own server, which stays with the app. */
  readonly own: boolean;
  /** Messages can be sent to the mailbox from here. */
  readonly canSend: boolean;
  /** Its tokens are sealed by the system's key store; else they are plain, in a file that its user alone may read. */
  readonly sealed: boolean;
}

/** What may be wrong with the address, the mailbox or the token of an account. */
export const accountFaults = [
  'address-malformed',
  /** Plain HTTP to another machine: only on insistence. */
  'address-insecure',
  'host-unknown',
  'nobody-listens',
  /** No way leads there, or the connection broke before an answer. */
  'unreachable',
  'timed-out',
  'certificate-untrusted',
  /** Expired, or not valid yet. */
  'certificate-expired',
  'certificate-other-name',
  /** `https://`, and what listens there speaks no TLS. */
  'not-encrypted',
  /** What answers is not a Restante server: a login page, another program. */
  'something-else',
  /** It is one, and it cannot answer now. */
  'server-failing',
  'mailbox-malformed',
  'mailbox-unknown',
  'token-malformed',
  'token-unknown',
  /** A token for something else than receiving. */
  'token-scope',
  'token-other-mailbox',
] as const;
export type AccountFault = (typeof accountFaults)[number];

/** Whether an account would work. `message` is written for people, in English. */
export type AccountCheck =
  /** `server` is the base URL, in one spelling. */
  | { readonly kind: 'sound'; readonly server: string }
  | { readonly kind: 'faulty'; readonly fault: AccountFault; readonly message: string }
  /** There is an account of this server and mailbox already. */
  | { readonly kind: 'known'; readonly account: string };

/** What is to be checked. */
export const accountQuestion = z.strictObject({
  server: z.string().max(2_000),
  mailbox: z.string().max(100),
  receiveToken: z.string().max(1_000),
  /** Plain HTTP to another machine, all the same. */
  insecure: z.boolean(),
});
export type AccountQuestion = z.infer<typeof accountQuestion>;

/** An instruction that the server did not carry out. */
export interface OpenInstruction {
  readonly verb: ReceiptVerb;
  readonly id: number;
  readonly uid: string;
}

/** How the removal of an account ended. */
export type Removal =
  /**
   * `undone` are the instructions that the server refused, or that did not reach it and the reader insisted; `folder` is where
   * the inbox still is, null if it was deleted.
   */
  | { readonly kind: 'removed'; readonly undone: readonly OpenInstruction[]; readonly folder: string | null }
  /** Nothing was removed, and the account goes on: these instructions did not reach its server. */
  | {
      readonly kind: 'pending';
      readonly undone: readonly OpenInstruction[];
      readonly problem: { readonly code: string; readonly message: string };
    };
