import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Low } from 'lowdb';
import { Problem } from '../../protocol/errors.ts';
import { mailboxName } from '../../protocol/mailbox.ts';
import type { Retention } from '../../protocol/retention.ts';
import { createDirectoryFile } from './file.ts';
import { type DirectoryData, emptyDirectory, type NotifyPolicy, type Scope, type TokenEntry } from './schema.ts';

/** What a token allows: everything (admin), or one side of one mailbox. */
export interface Grant {
  /** Stable name of the token, without the secret. */
  readonly token: string;
  readonly scope: Scope;
  readonly mailbox?: string;
}

/** Mailboxes, tokens and policies. Every change is on the disk before it holds. */
export interface Directory {
  has(mailbox: string): boolean;
  mailboxes(): string[];
  retention(mailbox: string): Retention;
  notify(): NotifyPolicy;
  /** The grant of a secret; `undefined` if it is not known. */
  grant(secret: string): Grant | undefined;
  /** @throws Problem `mailbox-exists`, `mailbox-name-invalid` */
  addMailbox(name: string): Promise<{ receiveToken: string; sendToken: string }>;
  /** A further token of the mailbox; its secret is nowhere else. @throws Problem `mailbox-unknown` */
  addToken(mailbox: string, scope: 'receive' | 'send'): Promise<string>;
  /** A policy of the mailbox's own; `undefined` goes back to the default. @throws Problem `mailbox-unknown` */
  setRetention(mailbox: string, retention: Retention | undefined): Promise<void>;
  /** Makes an admin token if there is none. `keep` stores the secret first: a power cut between leaves no token that nobody has. */
  ensureAdminToken(keep: (secret: string) => Promise<void>): Promise<void>;
}

const hash = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** 256 random bits. */
const newSecret = (): string => randomBytes(32).toString('base64url');

const findToken = (tokens: ReadonlyMap<string, TokenEntry>, secret: string): TokenEntry | undefined => {
  const sha256 = hash(secret);
  // The look-up is by hash, which tells a guesser nothing; the comparison is in constant time all the same.
  const entry = tokens.get(sha256);
  return entry && timingSafeEqual(Buffer.from(entry.sha256), Buffer.from(sha256)) ? entry : undefined;
};

/** @throws Problem `directory-damaged` */
export const openDirectory = async (file: string, now: () => number): Promise<Directory> => {
  const low = new Low<DirectoryData>(createDirectoryFile(file), emptyDirectory);
  await low.read();
  /** What is on the disk, and so what holds; `low.data` is ahead of it while a change is written. */
  let data = low.data;
  const indexTokens = (): ReadonlyMap<string, TokenEntry> => new Map(data.tokens.map((t) => [t.sha256, t]));
  let tokens = indexTokens();

  let last: Promise<unknown> = Promise.resolve();
  /** One change after the other; what could not be written does not hold. */
  const change = <T>(apply: (next: DirectoryData) => T): Promise<T> => {
    const result = last.then(async () => {
      const next = structuredClone(data);
      const value = apply(next);
      low.data = next;
      try {
        await low.write();
      } catch (error) {
        low.data = data;
        throw error;
      }
      data = next;
      tokens = indexTokens();
      return value;
    });
    last = result.catch(() => {});
    return result;
  };
  const at = (): string => new Date(now()).toISOString();
  const addToken = (next: DirectoryData, secret: string, scope: Scope, mailbox?: string): string => {
    next.tokens.push({ sha256: hash(secret), scope, ...(mailbox !== undefined && { mailbox }), createdAt: at() });
    return secret;
  };
  /** Own members only: a mailbox may be called "constructor". */
  const entryOf = (name: string, from = data) => (Object.hasOwn(from.mailboxes, name) ? from.mailboxes[name] : undefined);
  const knownEntry = (name: string, from: DirectoryData) => {
    const entry = entryOf(name, from);
    if (!entry) throw new Problem('mailbox-unknown', `There is no mailbox ${name.slice(0, 80)}.`);
    return entry;
  };

  return {
    has: (mailbox) => entryOf(mailbox) !== undefined,
    mailboxes: () => Object.keys(data.mailboxes).toSorted(),
    retention: (mailbox) => entryOf(mailbox)?.retention ?? data.defaults.retention,
    notify: () => data.defaults.notify,
    grant(secret) {
      const entry = findToken(tokens, secret);
      return (
        entry && { token: entry.sha256.slice(0, 16), scope: entry.scope, ...(entry.mailbox !== undefined && { mailbox: entry.mailbox }) }
      );
    },
    addMailbox: (name) =>
      change((next) => {
        if (!mailboxName.test(name))
          throw new Problem('mailbox-name-invalid', 'A mailbox name has 1 to 63 characters: a-z, 0-9, and after the first also . _ -');
        if (entryOf(name, next)) throw new Problem('mailbox-exists', `The mailbox ${name} exists already; nothing was changed.`);
        next.mailboxes[name] = { createdAt: at() };
        return { receiveToken: addToken(next, newSecret(), 'receive', name), sendToken: addToken(next, newSecret(), 'send', name) };
      }),
    addToken: (mailbox, scope) =>
      change((next) => {
        knownEntry(mailbox, next);
        return addToken(next, newSecret(), scope, mailbox);
      }),
    setRetention: (mailbox, retention) =>
      change((next) => {
        const entry = knownEntry(mailbox, next);
        if (retention) entry.retention = retention;
        else delete entry.retention;
      }),
    async ensureAdminToken(keep) {
      if (data.tokens.some((t) => t.scope === 'admin')) return;
      const secret = newSecret();
      await keep(secret);
      await change((next) => addToken(next, secret, 'admin'));
    },
  };
};
