import { z } from 'zod';
import type { State } from '../submission.ts';
import { account, key, method, none, rows, uid } from './method.ts';

/** What became of a letter at the server. Times are ms since the epoch. */
export interface Fate {
  /** `unknown`: the server knows nothing of it any more. */
  readonly state: State | 'unknown';
  /** Since when. */
  readonly at: number | null;
  /** Who did that: `device`, `retention`, an administrator; empty: nobody, or it is not known. */
  readonly by: string;
  /** The rule that ended it, or the reason that its reader gave; empty: none is known. */
  readonly because: string;
  /** A device has confirmed that it has it, whatever became of the server's copy. */
  readonly arrived: boolean;
  /** When the server said so. */
  readonly toldAt: number;
}

/** How a letter stands with one of its recipients. */
export type Delivery =
  /** It goes out, as soon as the server takes it; `problem` is why the last attempt failed. */
  | {
      readonly kind: 'sending';
      readonly problem: { readonly code: string; readonly message: string } | null;
      readonly retryAt: number | null;
    }
  | { readonly kind: 'accepted'; readonly uid: string; readonly at: number; readonly fate: Fate | null }
  /** For good: asking again does not help. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string; readonly at: number }
  | { readonly kind: 'cancelled'; readonly at: number }
  /** The server may have it: the connection broke, and it is too late to ask with the same key. */
  | { readonly kind: 'unsure'; readonly at: number };

export interface LetterFile {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
}

/** A letter as the lists show it. */
export interface LetterRow {
  readonly id: string;
  readonly account: string;
  /** Place in its list; the key of paging. */
  readonly key: number;
  /** `sending`: on its way to some of its recipients. `draft`: it can be written on; it may have been refused. */
  readonly stage: 'draft' | 'sending' | 'sent';
  readonly to: readonly string[];
  readonly subject: string;
  /** The start of its text. */
  readonly preview: string;
  /** ms since the epoch: sent, or changed last. */
  readonly at: number;
  readonly files: readonly LetterFile[];
  readonly deliveries: readonly { readonly mailbox: string; readonly delivery: Delivery }[];
}

export interface Letter extends LetterRow {
  readonly text: string;
}

export interface LetterPage {
  readonly rows: readonly LetterRow[];
  readonly next: number | null;
}

export const letterFolders = ['drafts', 'sent'] as const;
export type LetterFolder = (typeof letterFolders)[number];

/** What may be sent from an account, said before anything is written. */
export interface Sending {
  /** `unsure`: the server did not answer; what is written is sent when it does. */
  readonly to: 'everyone' | 'own' | 'nobody' | 'unsure';
  /** Mailboxes to choose from: all of the app's own server, else those written to before. */
  readonly known: readonly string[];
}

/** A message that is answered, as far as the answer needs it. */
export interface Original {
  /** Where answers go, as its header says. */
  readonly from: string;
  readonly subject: string;
  /** ms since the epoch. */
  readonly at: number;
  readonly body: { readonly kind: 'text'; readonly text: string } | { readonly kind: 'html'; readonly html: string } | null;
}

/** Who reads what: longer lines are no subject, and longer texts are files. In UTF-16 units. */
export const letterLimits = { subject: 900, text: 1_000_000, recipients: 100, files: 100 } as const;

const id = z.uuid();
const ids = z.array(id).min(1).max(500);

/** Letters that are written and sent from an account; the mail engine answers all of them. */
export const letterMethods = {
  'letters.sending': method<Sending>()(z.strictObject({ account })),
  /** Whether the server has such a mailbox for this account. */
  'letters.recipient': method<'known' | 'unknown' | 'forbidden' | 'unsure'>()(
    z.strictObject({ account, mailbox: z.string().min(1).max(63) }),
  ),
  'letters.counts': method<Readonly<Record<LetterFolder, number>>>()(z.strictObject({ account })),
  'letters.page': method<LetterPage>()(z.strictObject({ account, folder: z.enum(letterFolders), before: key, limit: rows })),
  'letters.read': method<Letter>()(z.strictObject({ account, id })),
  /** Durable when it is answered. The id is the window's, so that a call that is made twice saves one draft. */
  'letters.save': method<Letter>()(
    z.strictObject({
      account,
      id,
      to: z.array(z.string().min(1).max(320)).max(letterLimits.recipients),
      subject: z.string().max(letterLimits.subject),
      text: z.string().max(letterLimits.text),
      /** The uid of the message of the inbox that this answers. */
      answers: uid.optional(),
    }),
  ),
  /** The message of the inbox becomes an attachment, whole. */
  'letters.attachMessage': method<Letter>()(z.strictObject({ account, id, file: id, uid })),
  'letters.detach': method<Letter>()(z.strictObject({ account, id, file: id })),
  /** It goes out from now on, whatever happens to this process; what the server says comes with `letters-changed`. */
  'letters.send': method<Letter>()(z.strictObject({ account, id })),
  /** Takes back what the server does not have. */
  'letters.cancel': method<Letter>()(z.strictObject({ account, id })),
  /** A new draft with the same content. */
  'letters.copy': method<Letter>()(z.strictObject({ account, id, as: id })),
  /** Takes letters out of the lists, or back in; what was taken out is deleted some time later. */
  'letters.remove': method<null>()(z.strictObject({ account, ids, removed: z.boolean() })),
  /** Asks the server what became of letters; those that changed come with `letters-changed`. */
  'letters.refresh': method<null>()(z.strictObject({ account, ids })),
  'letters.original': method<Original>()(z.strictObject({ account, uid })),
} as const;

/** What needs the system's windows; main answers them. */
export const composeMethods = {
  /** Asks which files; main keeps their paths. Null if the reader cancelled. */
  'letters.choose': method<{ readonly chosen: string } | null>()(none),
  /** Attaches copies of the files that were chosen. */
  'letters.attachChosen': method<Letter>()(z.strictObject({ account, id, chosen: id })),
  /** Opens the system's mail program for an address that is not of this server. */
  'app.mailto': method<null>()(z.strictObject({ address: z.string().max(320), subject: z.string().max(letterLimits.subject) })),
  /** The window has saved what was unsaved: the app may end. */
  'app.settled': method<null>()(none),
} as const;

/** What a dropped file is attached to; its path comes from the preload, never from the page. */
export const dropSchema = z.strictObject({ account, id, paths: z.array(z.string().min(1).max(10_000)).min(1).max(letterLimits.files) });
