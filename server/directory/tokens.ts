import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Scope, TokenEntry } from './schema.ts';

/** What a token allows: everything (admin), the metrics (monitor), to send to every mailbox, or one side of one mailbox. */
export interface Grant {
  /** Stable name of the token, without the secret. */
  readonly token: string;
  readonly scope: Scope;
  readonly mailbox?: string;
  /** For people: whose it is. */
  readonly note?: string;
}

/** A token as an administrator sees it: without its secret, which the server does not know. */
export interface TokenInfo {
  /** Stable name: the first 16 hex digits of the SHA-256 of the secret. */
  readonly token: string;
  readonly scope: Scope;
  /** Of a `send` token `undefined`: it sends to every mailbox. */
  readonly mailbox?: string;
  readonly note?: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

export const hash = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** 256 random bits. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

export const nameOf = ({ sha256 }: Pick<TokenEntry, 'sha256'>): string => sha256.slice(0, 16);

export const grantOf = (entry: TokenEntry): Grant => ({
  token: nameOf(entry),
  scope: entry.scope,
  ...(entry.mailbox !== undefined && { mailbox: entry.mailbox }),
  ...(entry.note !== undefined && { note: entry.note }),
});

export const infoOf = (entry: TokenEntry): TokenInfo => ({
  ...grantOf(entry),
  createdAt: entry.createdAt,
});

/** The tokens of a directory, for looking them up; of entries with one hash the last counts. */
export interface TokenIndex {
  bySecret(secret: string): TokenEntry | undefined;
  all(): TokenEntry[];
}

export const indexTokens = (entries: readonly TokenEntry[]): TokenIndex => {
  const byHash = new Map(entries.map((entry) => [entry.sha256, entry]));
  return {
    bySecret(secret) {
      const sha256 = hash(secret);
      // The look-up is by hash, which tells a guesser nothing; the comparison is in constant time all the same.
      const entry = byHash.get(sha256);
      return entry && timingSafeEqual(Buffer.from(entry.sha256), Buffer.from(sha256)) ? entry : undefined;
    },
    all: () => [...byHash.values()],
  };
};
