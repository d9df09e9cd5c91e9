import { z } from 'zod';
import { accountId } from '../account.ts';
import { adminOperations } from '../admin.ts';
import { type ServerCheck, serverLabel, serverQuestion } from '../administered.ts';
import type { ApiMessage } from '../api.ts';
import { chosenAtMost } from '../place.ts';
import type { Amount } from './inbox.ts';
import { method, none, uid } from './method.ts';
import type { Task } from './tasks.ts';

/** Where the bundled server listens and how to send to it; null while it is not running. */
export interface ServerInfo {
  readonly http: string;
  readonly smtp: string | null;
  readonly mailbox: string;
  readonly sendToken: string;
}

export const serverFolders = ['delivery', 'processed'] as const;
export type ServerFolder = (typeof serverFolders)[number];

/** A page of a folder of a server. */
export interface ServerPage {
  readonly messages: readonly ApiMessage[];
  /** The `after` of the next page, null at the end. */
  readonly next: string | null;
  /** Messages in the folder and their bytes. */
  readonly total: Amount;
}

/** The app's own server has the id of its own account; others have a UUID. */
export const serverId = accountId;

/** A server that is administered from here, as the window sees it: its token stays in main and the engine. */
export interface ServerEntry {
  readonly id: string;
  /** How the reader calls it; empty: by its address. */
  readonly label: string;
  /** Base URL; null while the app's own server has not said where it listens. */
  readonly server: string | null;
  /** The one that the app brings along. */
  readonly own: boolean;
  /** Its token is sealed by the system's key store; else it is plain, in a file that its user alone may read. */
  readonly sealed: boolean;
  /** The tokens of this server that the app itself uses, by their names at the server. */
  readonly tokens: readonly string[];
}

/** Main answers them. */
export const serversMethods = {
  /** The app's own first. */
  'servers.list': method<readonly ServerEntry[]>()(none),
  /** Asks for a folder, and begins to write messages of a server into it, a file each; `bytes` they have together. Null if the reader cancelled. */
  'servers.download': method<Task | null>()(
    z.strictObject({ server: serverId, uids: z.array(uid).min(1).max(chosenAtMost), bytes: z.int().nonnegative() }),
  ),
  'servers.check': method<ServerCheck>()(serverQuestion),
  /** Checks, and adds what is sound. */
  'servers.add': method<Exclude<ServerCheck, { kind: 'sound' }> | { readonly kind: 'added'; readonly server: ServerEntry }>()(
    serverQuestion.extend({ label: serverLabel.optional() }),
  ),
  /** What is absent stays. A new token is checked first. */
  'servers.change': method<Extract<ServerCheck, { kind: 'faulty' }> | { readonly kind: 'changed'; readonly server: ServerEntry }>()(
    z.strictObject({ server: serverId, label: serverLabel.optional(), adminToken: serverQuestion.shape.adminToken.optional() }),
  ),
  /** It is not administered from here any more; nothing changes at the server. */
  'servers.remove': method<null>()(z.strictObject({ server: serverId })),
} as const;

const short = z.string().max(1_000);
/** Of a server that is administered from here; the mail engine asks it. */
export const serverMethods = {
  /** One operation of its HTTP interface; the answer is that of `AdminAnswer`. */
  'server.ask': method<unknown>()(
    z.strictObject({
      server: serverId,
      operation: z.enum(adminOperations),
      path: z.record(short, short).optional(),
      query: z.record(short, z.union([short, z.number(), z.boolean()]).optional()).optional(),
      body: z.unknown(),
    }),
  ),
} as const;
