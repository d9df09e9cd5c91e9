import { z } from 'zod';

/*
 * Between the app and its bundled server, which runs in a process of its own, and what both say of how it is set up.
 */

export const portNumber = z.int().min(1).max(65_535);
const file = z.string().min(1).max(4_096);

/** Every address of this computer. */
export const everyAddress = '*';

/** How other machines reach it: always encrypted. */
export const networkSchema = z.strictObject({
  on: z.boolean(),
  /** The address of this computer that it listens on, or every one. */
  host: z.union([z.literal(everyAddress), z.ipv4(), z.ipv6()]),
  http: portNumber,
  /** Null: no SMTP there. */
  smtp: portNumber.nullable(),
  /** PEM files. */
  cert: file,
  key: file,
});
export type NetworkSettings = Readonly<z.infer<typeof networkSchema>>;

/** `debug` tells of every request. */
export const logLevels = ['warn', 'debug'] as const;

/** What the reader chose for the bundled server. */
export const bundledSchema = z.strictObject({
  /** Ports on 127.0.0.1; null: where it listened last. */
  httpPort: portNumber.nullable(),
  smtpPort: portNumber.nullable(),
  smtp: z.boolean(),
  /** Null: never chosen. */
  network: networkSchema.nullable(),
  level: z.enum(logLevels),
});
export type BundledSettings = Readonly<z.infer<typeof bundledSchema>>;

export const defaultBundled: BundledSettings = { httpPort: null, smtpPort: null, smtp: true, network: null, level: 'warn' };

export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/** What a certificate says of itself. */
export interface CertificateFacts {
  readonly issuer: string;
  /** It vouches for itself. */
  readonly selfSigned: boolean;
  /** Host names and IP addresses that it is for. */
  readonly names: readonly string[];
  /** ms since the epoch. */
  readonly from: number;
  readonly until: number;
  /** SHA-256 of it, as `AB:CD:…`. */
  readonly fingerprint: string;
}

interface Refusal {
  readonly code: string;
  readonly message: string;
}
export type Judged = { readonly ok: true; readonly facts: CertificateFacts } | { readonly ok: false; readonly problem: Refusal };

/** Where it shall listen. */
export interface Wish {
  /** In order of preference. */
  readonly addresses: readonly string[];
  /** Nothing else will do. Otherwise, where all are taken, a free port of the first one's host. */
  readonly firm: boolean;
}

export interface NetworkWish {
  readonly http: string;
  readonly smtp: string | null;
  readonly tls: CertificateFiles;
  /** Without it the server shall not start. Otherwise it starts for this machine alone, and says why. */
  readonly firm: boolean;
}

export type NetworkDoors =
  | { readonly kind: 'open'; readonly http: string; readonly smtp: string | null }
  /** The server runs without. */
  | ({ readonly kind: 'refused' } & Refusal);

export type ToServer =
  | {
      readonly kind: 'start';
      /** Data folder. */
      readonly data: string;
      readonly http: Wish;
      readonly smtp: Wish | null;
      readonly network: NetworkWish | null;
      readonly level: BundledSettings['level'];
    }
  | { readonly kind: 'level'; readonly level: BundledSettings['level'] }
  /** Null: the certificate that is in use. */
  | { readonly kind: 'judge'; readonly seq: number; readonly files: CertificateFiles | null }
  | { readonly kind: 'stop' };

export type FromServer =
  | {
      readonly kind: 'ready';
      readonly http: string;
      readonly smtp: string | null;
      readonly network: NetworkDoors | null;
      readonly adminTokenFile: string;
      /** Addresses that were wished for and belong to another program. */
      readonly taken: readonly string[];
    }
  | { readonly kind: 'judged'; readonly seq: number; readonly judged: Judged }
  /** It cannot start; it ends after saying why. */
  | ({ readonly kind: 'refused' } & Refusal);

/** To and from the process that makes a backup. */
export interface ToBackup {
  readonly data: string;
  readonly version: string;
  /** A new folder. */
  readonly to: string;
}
export type FromBackup =
  /** All is copied; what was written is read again. */
  | { readonly kind: 'verifying' }
  | { readonly kind: 'made'; readonly bytes: number; readonly messages: number }
  | ({ readonly kind: 'failed' } & Refusal);

/** How a backup's folder is called beside its name until all of it is there and checked. */
export const unfinishedBackup = '.part';
