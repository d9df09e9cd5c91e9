import { isDeepStrictEqual } from 'node:util';
import { Low } from 'lowdb';
import type { z } from 'zod';
import { notifySchema, recordAgeSchema } from '../../protocol/api.ts';
import { Problem, type ProblemCode } from '../../protocol/errors.ts';
import { mailboxName, type Quota, quotaSchema } from '../../protocol/mailbox.ts';
import { type Retention, retentionSchema } from '../../protocol/retention.ts';
import { createDirectoryFile } from './file.ts';
import {
  type DirectoryData,
  defaultRecordAge,
  emptyDirectory,
  type MailboxEntry,
  type NotifyPolicy,
  type Scope,
  tokenSchema,
  unlimited,
} from './schema.ts';
import { type Grant, grantOf, hash, indexTokens, infoOf, nameOf, newSecret, type TokenInfo } from './tokens.ts';
import { compare, type DirectoryChange, entryOf, type MailboxInfo, mailboxOf, quotaOf, retentionOf } from './view.ts';

export type { Grant, TokenInfo } from './tokens.ts';
export type { DirectoryChange, MailboxInfo } from './view.ts';

/**
 * Mailboxes, tokens and policies. Every change is on the disk before it holds, and changes run one after the
 * other. Each of them can also fail with Problem `directory-edited`: someone edited the file by hand, and
 * nothing is written over it until `reload` has taken the edit.
 */
export interface Directory {
  has(mailbox: string): boolean;
  /** Names, sorted. */
  mailboxes(): string[];
  mailbox(name: string): MailboxInfo | undefined;
  /** The policy in force; the default where the mailbox is not known. */
  retention(mailbox: string): Retention;
  /** The quota in force of the delivery folder; the default where the mailbox is not known. */
  quota(mailbox: string): Quota;
  /** Whether several devices may take the mailbox's messages. */
  shared(mailbox: string): boolean;
  notify(): NotifyPolicy;
  /** Seconds that the record of an ended message, tombstones and the activity are kept. */
  recordAge(): number;
  /** What holds for a mailbox that has nothing of its own; `recordAge` in seconds. */
  defaults(): { retention: Retention; quota: Quota; notify: NotifyPolicy; recordAge: number };
  /** The grant of a secret; `undefined` if it is not known. */
  grant(secret: string): Grant | undefined;
  /**
   * A new mailbox with a token for each side; the secrets are nowhere else.
   * @throws Problem `mailbox-exists`, `mailbox-name-invalid`, `policy-invalid`
   */
  addMailbox(name: string, options?: { shared?: boolean; quota?: Quota }): Promise<{ receiveToken: string; sendToken: string }>;
  /** Takes out the mailbox and all its tokens; its messages stay in the store. @throws Problem `mailbox-unknown` */
  removeMailbox(name: string): Promise<void>;
  /** Changes what is given; a quota of `null` goes back to the default. @throws Problem `mailbox-unknown`, `policy-invalid` */
  setMailbox(name: string, change: { shared?: boolean; quota?: Quota | null }): Promise<void>;
  /** A policy of the mailbox's own; `undefined` goes back to the default. @throws Problem `mailbox-unknown`, `policy-invalid` */
  setRetention(mailbox: string, retention: Retention | undefined): Promise<void>;
  /** Changes what is given; `recordAge` in seconds. @throws Problem `policy-invalid` */
  setDefaults(change: { retention?: Retention; quota?: Quota; notify?: NotifyPolicy; recordAge?: number }): Promise<void>;
  /** All tokens, the oldest first, or those that name a mailbox; without their secrets. */
  tokens(filter?: { mailbox?: string }): TokenInfo[];
  /**
   * A further token: its name, and the secret, which is nowhere else. A `receive` token names a mailbox, a
   * `send` token without one sends to every mailbox, `admin` and `monitor` tokens name none.
   * @throws Problem `mailbox-unknown`, `token-invalid`
   */
  addToken(scope: Scope, mailbox: string | undefined, note?: string): Promise<{ token: string; secret: string }>;
  /** Takes the token of this name out; it opens nothing any more. @throws Problem `token-not-found`, `token-last-admin` */
  revokeToken(token: string): Promise<TokenInfo>;
  /** Makes an admin token if there is none. `keep` stores the secret first: a power cut between leaves no token that nobody has. */
  ensureAdminToken(keep: (secret: string) => Promise<void>): Promise<void>;
  /**
   * Reads the file again, for what was edited by hand. `changed`: it says something else than before.
   * @throws Problem `directory-damaged`; what held before still holds
   */
  reload(): Promise<{ changed: boolean }>;
  /** Calls the listener, which must not throw, after each change that holds. Returns how to stop. */
  watch(listener: (change: DirectoryChange) => void): () => void;
}

/** The value as its schema takes it, and a copy. @throws Problem with the code */
const checked = <T>(schema: z.ZodType<T>, value: unknown, code: ProblemCode): T => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const member = issue?.path.join('.');
  throw new Problem(code, `${member ? `${member}: ` : ''}${issue?.message ?? 'not valid'}. Nothing was changed.`);
};

const knownEntry = (data: DirectoryData, name: string): MailboxEntry => {
  const entry = entryOf(data, name);
  if (!entry) throw new Problem('mailbox-unknown', `There is no mailbox ${name.slice(0, 80)}.`);
  return entry;
};

/** @throws Problem `directory-damaged` */
export const openDirectory = async (file: string, now: () => number): Promise<Directory> => {
  const low = new Low<DirectoryData>(createDirectoryFile(file), emptyDirectory);
  await low.read();
  /** What is on the disk, and so what holds; `low.data` is ahead of it while a change is written. */
  let data = low.data;
  let tokens = indexTokens(data.tokens);
  const listeners = new Set<(change: DirectoryChange) => void>();

  let last: Promise<unknown> = Promise.resolve();
  const serially = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };
  /** From now on this holds. */
  const hold = (next: DirectoryData): void => {
    const change = compare(data, next);
    data = next;
    tokens = indexTokens(data.tokens);
    for (const listener of listeners) listener(change);
  };
  /** What could not be written does not hold. */
  const write = async <T>(apply: (next: DirectoryData) => T): Promise<T> => {
    const next = structuredClone(data);
    const value = apply(next);
    low.data = next;
    try {
      await low.write();
    } catch (error) {
      low.data = data;
      throw error;
    }
    hold(next);
    return value;
  };
  const change = <T>(apply: (next: DirectoryData) => T): Promise<T> => serially(() => write(apply));

  const at = (): string => new Date(now()).toISOString();
  const putToken = (next: DirectoryData, secret: string, scope: Scope, mailbox?: string, note?: string): string => {
    const entry = { sha256: hash(secret), scope, ...(mailbox !== undefined && { mailbox }), ...(note !== undefined && { note }) };
    next.tokens.push(checked(tokenSchema, { ...entry, createdAt: at() }, 'token-invalid'));
    return secret;
  };
  const hasAdmin = (from: DirectoryData): boolean => from.tokens.some(({ scope }) => scope === 'admin');
  const has = (mailbox: string): boolean => entryOf(data, mailbox) !== undefined;

  return {
    has,
    mailboxes: () => Object.keys(data.mailboxes).toSorted(),
    mailbox: (name) => mailboxOf(data, name),
    retention: (mailbox) => retentionOf(data, mailbox),
    quota: (mailbox) => quotaOf(data, mailbox),
    shared: (mailbox) => entryOf(data, mailbox)?.shared ?? false,
    notify: () => data.defaults.notify,
    recordAge: () => data.defaults.recordAge ?? defaultRecordAge,
    defaults: () => ({ quota: unlimited, recordAge: defaultRecordAge, ...data.defaults }),
    grant(secret) {
      const entry = tokens.bySecret(secret);
      return entry && grantOf(entry);
    },
    addMailbox: (name, options = {}) =>
      change((next) => {
        if (!mailboxName.test(name))
          throw new Problem('mailbox-name-invalid', 'A mailbox name has 1 to 63 characters: a-z, 0-9, and after the first also . _ -');
        if (entryOf(next, name)) throw new Problem('mailbox-exists', `The mailbox ${name} exists already; nothing was changed.`);
        next.mailboxes[name] = {
          createdAt: at(),
          ...(options.shared !== undefined && { shared: options.shared }),
          ...(options.quota && { quota: checked(quotaSchema, options.quota, 'policy-invalid') }),
        };
        return { receiveToken: putToken(next, newSecret(), 'receive', name), sendToken: putToken(next, newSecret(), 'send', name) };
      }),
    removeMailbox: (name) =>
      change((next) => {
        knownEntry(next, name);
        delete next.mailboxes[name];
        next.tokens = next.tokens.filter(({ mailbox }) => mailbox !== name);
      }),
    setMailbox: (name, { shared, quota }) =>
      change((next) => {
        const entry = knownEntry(next, name);
        if (shared !== undefined) entry.shared = shared;
        if (quota) entry.quota = checked(quotaSchema, quota, 'policy-invalid');
        else if (quota === null) delete entry.quota;
      }),
    setRetention: (mailbox, retention) =>
      change((next) => {
        const entry = knownEntry(next, mailbox);
        if (retention) entry.retention = checked(retentionSchema, retention, 'policy-invalid');
        else delete entry.retention;
      }),
    setDefaults: ({ retention, quota, notify, recordAge }) =>
      change((next) => {
        Object.assign(next.defaults, {
          ...(retention && { retention: checked(retentionSchema, retention, 'policy-invalid') }),
          ...(quota && { quota: checked(quotaSchema, quota, 'policy-invalid') }),
          ...(notify && { notify: checked(notifySchema, notify, 'policy-invalid') }),
          ...(recordAge !== undefined && { recordAge: checked(recordAgeSchema, recordAge, 'policy-invalid') }),
        });
      }),
    tokens: ({ mailbox } = {}) =>
      tokens
        .all()
        .filter((entry) => mailbox === undefined || entry.mailbox === mailbox)
        .map(infoOf),
    addToken: (scope, mailbox, note) =>
      change((next) => {
        if (mailbox !== undefined) knownEntry(next, mailbox);
        const secret = putToken(next, newSecret(), scope, mailbox, note);
        return { token: nameOf({ sha256: hash(secret) }), secret };
      }),
    revokeToken: (token) =>
      change((next) => {
        const revoked = next.tokens.findLast((entry) => nameOf(entry) === token);
        if (!revoked) throw new Problem('token-not-found', `There is no token ${token.slice(0, 80)}.`);
        // Written by hand, one token may stand there twice: it would go on opening.
        next.tokens = next.tokens.filter((entry) => nameOf(entry) !== token);
        if (revoked.scope === 'admin' && !hasAdmin(next))
          throw new Problem('token-last-admin', 'This is the last admin token; make another before you revoke it. Nothing was changed.');
        return infoOf(revoked);
      }),
    ensureAdminToken: (keep) =>
      serially(async () => {
        if (hasAdmin(data)) return;
        const secret = newSecret();
        await keep(secret);
        await write((next) => putToken(next, secret, 'admin'));
      }),
    reload: () =>
      serially(async () => {
        await low.read();
        const changed = !isDeepStrictEqual(low.data, data);
        if (changed) hold(low.data);
        return { changed };
      }),
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
