import { z } from 'zod';
import { type BundledSettings, bundledSchema, type CertificateFacts, type Judged, type NetworkDoors, networkSchema } from '../bundled.ts';
import { method, none } from './method.ts';

interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** What the process of the app's own server does. */
export type BundledProcess =
  | { readonly kind: 'starting' }
  /** ms since the epoch. */
  | { readonly kind: 'running'; readonly since: number }
  | { readonly kind: 'stopping' }
  /** It ended by itself, and is started again soon. */
  | { readonly kind: 'ended' }
  /** It cannot start; that is tried again and again. */
  | ({ readonly kind: 'refused' } & Refusal);

/** A backup that is there, checked, under its name. */
export interface Backup {
  /** ms since the epoch. */
  readonly at: number;
  readonly path: string;
  readonly bytes: number;
  readonly messages: number;
}

export type BackupState =
  | { readonly kind: 'none' }
  /** `of`: what it will be at most. */
  | { readonly kind: 'copying'; readonly path: string; readonly bytes: number; readonly of: number }
  | { readonly kind: 'verifying'; readonly path: string }
  | { readonly kind: 'cancelled' }
  /** The app ended within it; what was half made is removed. */
  | { readonly kind: 'broken' }
  | ({ readonly kind: 'failed' } & Refusal);

/** A pair of files that the reader chose, or that the app made; main keeps where they are. */
export interface ChosenCertificate {
  readonly cert: string | null;
  readonly key: string | null;
  /** Null until there are both. */
  readonly judged: Judged | null;
}

export interface BundledState {
  readonly process: BundledProcess;
  /** Since the app was started. */
  readonly crashes: { readonly count: number; readonly last: number | null };
  readonly settings: BundledSettings;
  /** Where it listens; null while it does not run. Base URL, and `host:port`. */
  readonly doors: { readonly http: string; readonly smtp: string | null } | null;
  /** Addresses that were wished for and belong to another program. */
  readonly taken: readonly string[];
  readonly network: NetworkDoors | null;
  /** The last change could not be carried out, and everything is as before it. */
  readonly kept: Refusal | null;
  readonly backup: BackupState;
  readonly lastBackup: Backup | null;
  /** Its data folder. */
  readonly folder: string;
}

/** How other machines call it. */
export interface Reach {
  /** Addresses of this computer that a door can be for. */
  readonly addresses: readonly { readonly address: string; readonly name: string }[];
  readonly hostName: string;
  /** Base URLs, and `host:port` of SMTP, while network access is open. */
  readonly http: readonly string[];
  readonly smtp: readonly string[];
  /** In use now. */
  readonly certificate: CertificateFacts | null;
  /** That one was made here: a new one takes its place at once. */
  readonly made: boolean;
  readonly chosen: ChosenCertificate;
}

/** Bytes on the disk. */
export interface ServerSizes {
  readonly messages: number;
  /** Written and not yet in its place. */
  readonly log: number;
  /** Kept for a full disk. */
  readonly reserve: number;
  readonly other: number;
  /** Of the log files of all parts of the app. */
  readonly logs: number;
  /** Free on the disk; null if it does not say. */
  readonly free: number | null;
}

const change = bundledSchema
  .omit({ network: true })
  .extend({
    /** Null: off. `chosen`: with the files that were chosen last; `current`: with those that it has. */
    network: networkSchema
      .pick({ host: true, http: true, smtp: true })
      .extend({ certificate: z.enum(['chosen', 'current']) })
      .nullable(),
  })
  .partial();
export type BundledChange = z.infer<typeof change>;

/** Of the app's own server, beside what it answers itself; main answers them. */
export const bundledMethods = {
  'bundled.read': method<BundledState>()(none),
  'bundled.reach': method<Reach>()(none),
  'bundled.sizes': method<ServerSizes>()(none),
  /** What is absent stays. `kept`: it could not be; everything is as before. Answered when the server runs again. */
  'bundled.change': method<{ readonly kind: 'changed' } | { readonly kind: 'kept'; readonly problem: Refusal }>()(change),
  /** Asks for a file; null if the reader cancelled. */
  'bundled.chooseFile': method<ChosenCertificate | null>()(z.strictObject({ which: z.enum(['cert', 'key']) })),
  /** Makes a certificate for the names and addresses of this computer. */
  'bundled.makeCertificate': method<ChosenCertificate>()(none),
  /** Asks where to, and saves the certificate in use, without its key. */
  'bundled.saveCertificate': method<{ path: string } | null>()(none),
  'bundled.openFolder': method<null>()(none),
  /** Asks where to, and makes a backup in a new folder there. Null if the reader cancelled. */
  'bundled.backup': method<{ path: string } | null>()(none),
  'bundled.cancelBackup': method<null>()(none),
  /** Shows the last backup in the file manager. */
  'bundled.showBackup': method<null>()(none),
  /** The last lines of its log, the newest last. */
  'bundled.log': method<readonly string[]>()(none),
} as const;
