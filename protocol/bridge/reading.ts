import { z } from 'zod';
import type { Pressed } from '../commands.ts';
import { holder as account, method, uid } from './method.ts';
import type { Task } from './tasks.ts';

/** Characters of a page that is shown in a frame: what comes with it is its own text and pictures within it. */
export const pageAtMost = 8 * 1024 * 1024;

/** Names a page that is shown; the window makes it anew for each. */
const token = z.string().regex(/^[0-9a-f]{32}$/);
/** The place of an attachment in its mail; null: the whole message. */
const part = z.int().nonnegative().nullable();

export interface Part {
  readonly name: string;
  readonly type: string;
  readonly data: Uint8Array;
}

/** A stretch of a message as it came; `next` is where the one behind it begins, null at the end or where nothing more is shown. */
export interface Source {
  readonly text: string;
  readonly next: number | null;
  /** Bytes of the whole message. */
  readonly bytes: number;
}

/** What becomes of a link that the reader follows. */
export type Followed = 'opened' | 'refused';

/** Of a message that is read, in an inbox or at a server; the mail engine answers them. */
export const readingMethods = {
  /** An attachment, or a whole message that is no mail. */
  'reading.part': method<Part>()(z.strictObject({ account, uid, part })),
  'reading.source': method<Source>()(z.strictObject({ account, uid, from: z.int().nonnegative() })),
} as const;

/** The same; what main answers. */
export const readingAppMethods = {
  /**
   * Serves a page that the window has cleaned, and the pictures within its mail, at `mail://<token>/` until `reading.hide`.
   * `remote`: its pictures may come from elsewhere.
   */
  'reading.show': method<null>()(z.strictObject({ token, account, uid, page: z.string().max(pageAtMost), remote: z.boolean() })),
  'reading.hide': method<null>()(z.strictObject({ token })),
  /** The frame of a message has the keyboard now, or has it no more: then keys that mean a command are told as `frame-key`. */
  'reading.focus': method<null>()(z.strictObject({ focused: z.boolean() })),
  /** Asks where to print a page that is shown, and prints it alone. */
  'reading.print': method<null>()(z.strictObject({ token })),
  /** Opens an address with the system's programs: http and https, nothing else. */
  'reading.follow': method<Followed>()(z.strictObject({ url: z.string().max(8_192) })),
  /** Writes an attachment to a new private folder and opens it with the system's program. */
  'reading.open': method<null>()(z.strictObject({ account, uid, part })),
  /** Asks for a folder and begins to write all attachments to it; nothing is written over. Null if the reader cancelled. */
  'reading.saveAll': method<Task | null>()(z.strictObject({ account, uid })),
} as const;

/** What happens in the frame of a message, of which the window itself hears nothing. */
export type FrameEvent =
  /** A link was followed: its number within the page. */
  | { readonly kind: 'frame-link'; readonly token: string; readonly link: number }
  /** A link is under the pointer; null: none is any more. */
  | { readonly kind: 'frame-hover'; readonly link: { readonly token: string; readonly number: number } | null }
  /** A key that means a command, or Escape; the frame does not get it. */
  | { readonly kind: 'frame-key'; readonly key: Pressed & { readonly code: string } };
