import { z } from 'zod';
import { accountId, accountLabel, accountSettingsSchema, defaultAccountSettings, ownAccount } from '../../protocol/account.ts';
import { serverLabel } from '../../protocol/administered.ts';
import { type BundledSettings, bundledSchema, defaultBundled } from '../../protocol/bundled.ts';
import { Problem } from '../../protocol/errors.ts';
import { mailboxName } from '../../protocol/mailbox.ts';
import { defaultSettings, type Settings, settingsSchema } from '../../protocol/settings.ts';
import { parseAddress } from '../account/address.ts';

/*
 * The settings file: what may stand in it, what stands for what is missing or not valid, and how an older one is read. Pure.
 */

/** A secret as it is kept: sealed by the system's key store, or plain where it has none. */
const keptSchema = z.union([z.strictObject({ sealed: z.string() }), z.strictObject({ plain: z.string() })]);
export type Kept = Readonly<z.infer<typeof keptSchema>>;

/** Where the app's own server listened last; it is asked for again, so that what was noted down keeps working. */
const door = z.string().regex(/^127\.0\.0\.1:\d{1,5}$/);
const addressesSchema = z.strictObject({ http: door, smtp: door });
export type Addresses = Readonly<z.infer<typeof addressesSchema>>;

/** What is remembered of the backups of the app's own server. */
const backupsSchema = z.strictObject({
  last: z.strictObject({ at: z.int(), path: z.string().min(1), bytes: z.int().nonnegative(), messages: z.int().nonnegative() }).nullable(),
  /** The folder of one that was begun and has not ended. */
  begun: z.string().min(1).nullable(),
});
export type Backups = Readonly<z.infer<typeof backupsSchema>>;

const isBaseUrl = (text: string): boolean => {
  // Whoever added it may have insisted.
  const address = parseAddress(text, true);
  return address.kind === 'address' && address.server === text;
};

/** What an account is known by: without any of it there is no account. */
const identitySchema = z.object({
  id: accountId,
  /** Null: the app's own, wherever that listens. */
  server: z.string().refine(isBaseUrl).nullable(),
  mailbox: z.string().regex(mailboxName),
});

const accountSchema = identitySchema.extend({
  label: accountLabel,
  ...accountSettingsSchema.shape,
  /** Null: not known yet, or never. */
  receiveToken: keptSchema.nullable(),
  sendToken: keptSchema.nullable(),
  /** Sends to every mailbox of the app's own server; with it letters are sent. */
  sendAllToken: keptSchema.nullable(),
  /** Its removal was decided: what is left of it goes, whatever interrupts that. */
  removing: z.boolean(),
});
export type StoredAccount = Readonly<z.infer<typeof accountSchema>>;

/** A server that is administered from here, beside the app's own. */
const serverSchema = z.object({
  id: z.uuid(),
  server: z.string().refine(isBaseUrl),
  label: serverLabel,
  /** Null: it could not be read any more. */
  adminToken: keptSchema.nullable(),
});
export type StoredServer = Readonly<z.infer<typeof serverSchema>>;

/**
 * The layout of this version. The first had no number; the second had no servers, and an app that knows no others would leave them
 * out without a word, token and all: so they have a number of their own.
 */
const version = 3;

export interface Stored {
  readonly version: typeof version;
  readonly settings: Settings;
  readonly addresses: Addresses;
  /** What was chosen for the app's own server. */
  readonly server: BundledSettings;
  readonly backups: Backups;
  /** The app's own first. */
  readonly accounts: readonly StoredAccount[];
  /** Those that are administered from here; the app's own is not among them. */
  readonly servers: readonly StoredServer[];
}

const defaultAddresses: Addresses = { http: '127.0.0.1:7425', smtp: '127.0.0.1:7426' };

const noBackups: Backups = { last: null, begun: null };

const accountDefaults = { label: '', ...defaultAccountSettings, receiveToken: null, sendToken: null, sendAllToken: null, removing: false };

type Rest = Readonly<Record<string, unknown>>;
const isRest = (value: unknown): value is Rest => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The values of a shape, each by itself: what is there and valid, else its default. Tells what was there and was not valid. */
const readEach = <S extends z.ZodRawShape>(
  schema: z.ZodObject<S>,
  defaults: z.infer<z.ZodObject<S>>,
  value: unknown,
  tell: (key: string) => void,
): z.infer<z.ZodObject<S>> => {
  const given = isRest(value) ? value : {};
  const entries = Object.keys(schema.shape).map((key) => {
    const fallback = (defaults as Rest)[key];
    if (given[key] === undefined) return [key, fallback];
    const parsed = (schema.shape[key] as unknown as z.ZodType).safeParse(given[key]);
    if (!parsed.success) tell(key);
    return [key, parsed.success ? parsed.data : fallback];
  });
  return schema.parse(Object.fromEntries(entries));
};

/** The first layout: one account, and what is chosen for it among the settings of the app. */
const fromFirst = (raw: Rest): Rest => {
  const settings = isRest(raw.settings) ? raw.settings : {};
  const { cap, overwriteRead, afterReceipt, ...app } = settings;
  const account = isRest(raw.account) ? raw.account : {};
  return { ...raw, settings: app, accounts: [{ cap, overwriteRead, afterReceipt, ...account, id: ownAccount, server: null }] };
};

/**
 * Reads what a settings file says.
 * @param raw what the file holds; an empty object if there is none
 * @param ownMailbox the name of the mailbox on the app's own server, if none was made yet
 * @returns also the names of what was not valid and stands at its default, or was left out
 * @throws Problem `storage-newer` if a later version wrote it
 */
export const readStored = (raw: unknown, ownMailbox: string): { stored: Stored; fallbacks: string[] } => {
  const fallbacks: string[] = [];
  const tell = (key: string): void => {
    fallbacks.push(key);
  };
  const given = isRest(raw) ? raw : {};
  if (raw !== given) tell('settings.json');
  if (typeof given.version === 'number' && given.version > version)
    throw new Problem('storage-newer', 'The settings were written by a newer version of the app. Nothing was changed; start that version.');
  const current = given.version === undefined ? fromFirst(given) : given;

  const ownDefaults: StoredAccount = { ...accountDefaults, id: ownAccount, server: null, mailbox: ownMailbox };
  const readAccount = (value: unknown, place: number): StoredAccount | undefined => {
    const own = isRest(value) && value.id === ownAccount;
    const identity = identitySchema.safeParse(value);
    // Without a server, a mailbox or a folder of its own there is nothing to fall back to.
    if (!own && (!identity.success || identity.data.server === null)) {
      tell(`accounts.${place}`);
      return undefined;
    }
    const defaults = own ? ownDefaults : { ...accountDefaults, ...(identity.data as z.infer<typeof identitySchema>) };
    const account = readEach(accountSchema, defaults, value, (key) => tell(`accounts.${place}.${key}`));
    // The app's own stays, and is where the app's server is.
    return own ? { ...account, server: null, removing: false } : account;
  };
  const list = Array.isArray(current.accounts) ? current.accounts : [];
  if (current.accounts !== undefined && !Array.isArray(current.accounts)) tell('accounts');
  const seen = new Set<string>();
  const accounts = list.flatMap((value, place) => {
    const account = readAccount(value, place);
    if (!account) return [];
    if (!seen.has(account.id)) {
      seen.add(account.id);
      return [account];
    }
    tell(`accounts.${place}`);
    return [];
  });
  const own = accounts.find(({ id }) => id === ownAccount) ?? ownDefaults;

  /** Without an address or a name of its own there is none; what else is not valid falls back. */
  const readServer = (value: unknown, place: number): StoredServer | undefined => {
    const known = serverSchema.pick({ id: true, server: true }).safeParse(value);
    if (!known.success) {
      tell(`servers.${place}`);
      return undefined;
    }
    return readEach(serverSchema, { ...known.data, label: '', adminToken: null }, value, (key) => tell(`servers.${place}.${key}`));
  };
  if (current.servers !== undefined && !Array.isArray(current.servers)) tell('servers');
  const servers: StoredServer[] = [];
  for (const [place, value] of (Array.isArray(current.servers) ? current.servers : []).entries()) {
    const server = readServer(value, place);
    if (!server) continue;
    if (servers.some(({ id }) => id === server.id)) tell(`servers.${place}`);
    else servers.push(server);
  }
  return {
    stored: {
      version,
      settings: readEach(settingsSchema, defaultSettings, current.settings, (key) => tell(`settings.${key}`)),
      addresses: readEach(addressesSchema, defaultAddresses, current.addresses, (key) => tell(`addresses.${key}`)),
      server: readEach(bundledSchema, defaultBundled, current.server, (key) => tell(`server.${key}`)),
      backups: readEach(backupsSchema, noBackups, current.backups, (key) => tell(`backups.${key}`)),
      accounts: [own, ...accounts.filter(({ id }) => id !== ownAccount)],
      servers,
    },
    fallbacks,
  };
};

/** A new account, with nothing chosen for it yet. */
export const newAccount = (identity: z.infer<typeof identitySchema>): StoredAccount => ({ ...accountDefaults, ...identity });
