import type { AccountInfo } from './account.ts';
import { activityFileMethods } from './bridge/activity-file.ts';
import { appMethods } from './bridge/app.ts';
import { type BundledState, bundledMethods } from './bridge/bundled.ts';
import { desktopMethods } from './bridge/desktop.ts';
import { inboxMethods, type Status } from './bridge/inbox.ts';
import { composeMethods, letterMethods } from './bridge/letters.ts';
import type { Method, Outcome } from './bridge/method.ts';
import { type FrameEvent, readingAppMethods, readingMethods } from './bridge/reading.ts';
import { roomMethods } from './bridge/room.ts';
import { type ServerEntry, serverMethods, serversMethods } from './bridge/server.ts';
import { type Task, taskMethods } from './bridge/tasks.ts';
import { togetherMethods } from './bridge/together.ts';
import { whereMethods } from './bridge/where.ts';
import type { Command } from './commands.ts';
import type { Link } from './link.ts';
import type { Retention } from './retention.ts';
import type { Settings } from './settings.ts';

/*
 * What the window and the rest of the app say to each other. Each method is declared once, in
 * `bridge/`: the preload, the handlers, the engine's and the renderer's types derive from it. Arguments come from a renderer that
 * shows what strangers wrote, so they are validated; nothing important crosses as a thrown error.
 */

export * from './bridge/activity-file.ts';
export * from './bridge/app.ts';
export * from './bridge/bundled.ts';
export * from './bridge/desktop.ts';
export * from './bridge/inbox.ts';
export * from './bridge/letters.ts';
export type { Outcome } from './bridge/method.ts';
export * from './bridge/reading.ts';
export * from './bridge/room.ts';
export * from './bridge/server.ts';
export * from './bridge/tasks.ts';
export * from './bridge/together.ts';
export * from './bridge/where.ts';

/** What the mail engine answers for the account that the arguments name. */
export const accountMethods = { ...inboxMethods, ...whereMethods, ...readingMethods, ...roomMethods, ...letterMethods } as const;
export const methods = {
  ...appMethods,
  ...desktopMethods,
  ...bundledMethods,
  ...composeMethods,
  ...readingAppMethods,
  ...accountMethods,
  ...serversMethods,
  ...serverMethods,
  ...activityFileMethods,
  ...taskMethods,
  ...togetherMethods,
} as const;

export type MethodName = keyof typeof methods;
export type Args<K extends MethodName> = (typeof methods)[K] extends Method<infer A, unknown> ? A : never;
export type Result<K extends MethodName> = Exclude<(typeof methods)[K]['result'], undefined>;

/** What the window is told without asking; what belongs to an account names it. */
export type BridgeEvent =
  | { readonly kind: 'status'; readonly account: string; readonly status: Status }
  | { readonly kind: 'settings'; readonly settings: Settings }
  | { readonly kind: 'accounts'; readonly accounts: readonly AccountInfo[] }
  /** Messages of the inbox came, went or were marked; `gone` are the uids of those that made way. */
  | { readonly kind: 'inbox-changed'; readonly account: string; readonly gone: readonly string[] }
  /** Letters were written, sent or removed, or the server said something of them. */
  | { readonly kind: 'letters-changed'; readonly account: string }
  /** Bytes of a letter that were handed to the server. */
  | { readonly kind: 'letter-progress'; readonly account: string; readonly letter: string; readonly bytes: number; readonly of: number }
  /** The app is about to end: what is unsaved is to be saved, and `app.settled` called. */
  | { readonly kind: 'closing' }
  /** A message was stored that was not here before. */
  | { readonly kind: 'received'; readonly account: string; readonly message: Received }
  | { readonly kind: 'servers'; readonly servers: readonly ServerEntry[] }
  /** Something in the folders of a server changed, or it came or went itself. */
  | { readonly kind: 'server-changed'; readonly server: string }
  /** The app's own server, or what was chosen for it, is another now. */
  | { readonly kind: 'bundled'; readonly state: BundledState }
  /** Something of one message needs a person's eye; everything else goes on. `uid`: the message, where it is known. */
  | {
      readonly kind: 'trouble';
      readonly account: string;
      readonly uid: string | null;
      readonly problem: { readonly code: string; readonly message: string };
    }
  /** A message at the server is larger than the whole inbox may be; told once. */
  | { readonly kind: 'too-large'; readonly account: string; readonly message: LeftOut }
  /** A message ended at the server before it came; told once, and kept among the traces. */
  | { readonly kind: 'ended'; readonly account: string; readonly message: LeftOut }
  /** Something long goes on or has ended; told a few times a second, and the end always. */
  | { readonly kind: 'task'; readonly task: Task }
  /** Chosen in the application menu. */
  | { readonly kind: 'command'; readonly command: Command }
  | FrameEvent
  /** A link was followed, or a notification chosen. */
  | { readonly kind: 'open-link'; readonly link: Link };

/** A message that has just come. */
export interface Received {
  readonly uid: string;
  readonly subject: string;
  readonly from: string;
}

/** A message that is not in the inbox, as it is told of. */
export interface LeftOut {
  readonly id: number;
  readonly uid: string;
  readonly bytes: number;
  readonly subject: string;
  readonly from: string;
}

/** What the preload puts on the window; `renderer/bridge.ts` gives it its types. */
export interface Exposed {
  call(name: string, args: unknown): Promise<Outcome<unknown>>;
  /** Attaches files that were dropped on the window; their paths never come to the page. */
  drop(to: { account: string; id: string }, files: readonly unknown[]): Promise<Outcome<unknown>>;
  /** Returns how to stop listening. */
  listen(listener: (event: BridgeEvent) => void): () => void;
}

export type { AccountInfo, Link, Retention, Settings };
