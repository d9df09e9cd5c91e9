import { z } from 'zod';
import { type Retention, type Rule, retentionSchema } from '../retention.ts';
import type { Amount } from './inbox.ts';
import { method, none } from './method.ts';

/** Where the bundled server listens and how to send to it; null while it is not running. */
export interface ServerInfo {
  readonly http: string;
  readonly smtp: string | null;
  readonly mailbox: string;
  readonly sendToken: string;
}

export const serverFolders = ['delivery', 'processed'] as const;
export type ServerFolder = (typeof serverFolders)[number];

/** A message in a folder of the server. Times are ISO 8601. */
export interface ServerRow {
  readonly id: number;
  readonly uid: string;
  readonly subject: string;
  readonly sender: string;
  readonly type: string;
  readonly size: number;
  readonly acceptedAt: string;
  readonly enteredAt: string;
  /** Exempt from retention. */
  readonly held: boolean;
  readonly ends: { readonly at: string; readonly because: Rule } | null;
  /** Its place in the folder, two whole numbers that sort it, as `1763951262000.7`; the `after` of what is behind it. */
  readonly cursor: string;
}

export interface ServerPage {
  readonly messages: readonly ServerRow[];
  /** The `after` of the next page, null at the end. */
  readonly next: string | null;
  /** Messages in the folder and their bytes. */
  readonly total: Amount;
}

/** Of the app's own server; the mail engine asks it. */
export const serverMethods = {
  'server.folder': method<ServerPage>()(z.strictObject({ folder: z.enum(serverFolders), after: z.string().max(40).nullable() })),
  'server.retention': method<Retention>()(none),
  'server.changeRetention': method<Retention>()(retentionSchema),
} as const;
