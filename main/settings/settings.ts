import { randomUUID } from 'node:crypto';
import type { AccountInfo, AccountSettings } from '../../protocol/account.ts';
import { ownAccount } from '../../protocol/account.ts';
import type { BundledSettings } from '../../protocol/bundled.ts';
import { defaultSettings, type Settings, settingsSchema } from '../../protocol/settings.ts';
import {
  type Addresses,
  type Backups,
  type Kept,
  newAccount,
  readStored,
  type Stored,
  type StoredAccount,
  type StoredServer,
} from './stored.ts';

/** The file in which the settings are kept. */
export interface SettingsStore {
  /** What it holds: an empty object if there is none, undefined if it could not be read and was put aside. */
  read(): unknown;
  /** Replaces all of it; durable when it returns. */
  write(stored: Stored): void;
  /** Puts a copy of it aside, for a person to look at. */
  keepAside(): void;
}

/** The system's key store. */
export interface Vault {
  /** It protects what it seals. Where it does not, secrets are kept plain: better none than one that looks like some. */
  readonly protects: boolean;
  seal(secret: string): string;
  /** Throws if it cannot be opened: sealed for another user, or by a key store that is gone. */
  unseal(sealed: string): string;
}

/** An account with its secrets, which stay in main. */
export interface Account extends AccountSettings {
  readonly id: string;
  readonly label: string;
  /** Null: the app's own. */
  readonly server: string | null;
  readonly mailbox: string;
  /** Undefined: there is none, or it cannot be unsealed any more. */
  readonly receiveToken: string | undefined;
  readonly sendToken: string | undefined;
  /** Only of the app's own: see ADR 38. */
  readonly sendAllToken: string | undefined;
  readonly sealed: boolean;
}

/** A server that is administered from here, with its secret, which stays in main. */
export interface AdministeredServer {
  readonly id: string;
  /** Base URL. */
  readonly server: string;
  readonly label: string;
  /** Undefined: it cannot be unsealed any more. */
  readonly adminToken: string | undefined;
  readonly sealed: boolean;
}
export type ServerChange = Partial<Pick<AdministeredServer, 'label' | 'adminToken'>>;

/** What can be changed of an account; what is absent stays. */
export type AccountChange = Partial<Pick<Account, 'label' | 'receiveToken' | 'sendToken' | 'sendAllToken' | keyof AccountSettings>>;

export interface SettingsFile {
  read(): Settings;
  change(patch: Partial<Settings>): Settings;
  /** To the defaults; accounts stay as they are. */
  reset(): Settings;
  /** What was not valid when the file was read, and stands at its default or was left out; the file is kept aside then. */
  readonly fallbacks: readonly string[];
  addresses(): Addresses;
  keepAddresses(addresses: Addresses): void;
  /** What was chosen for the app's own server. */
  server(): BundledSettings;
  keepServer(server: BundledSettings): void;
  backups(): Backups;
  keepBackups(backups: Backups): void;
  /** The app's own first; without those that are being removed. */
  accounts(): readonly Account[];
  addAccount(account: Pick<Account, 'mailbox'> & { readonly server: string } & AccountChange): Account;
  /** Undefined if there is no such account. */
  changeAccount(id: string, change: AccountChange): Account | undefined;
  /** Its removal was decided: it is no account any more, and its id stays until `endRemoval`. */
  beginRemoval(id: string): void;
  endRemoval(id: string): void;
  /** Accounts whose removal has begun and not ended. */
  removing(): readonly string[];
  /** Without the app's own. */
  servers(): readonly AdministeredServer[];
  addServer(server: { readonly server: string } & ServerChange): AdministeredServer;
  /** Undefined if there is no such server. */
  changeServer(id: string, change: ServerChange): AdministeredServer | undefined;
  removeServer(id: string): void;
}

/**
 * @param ownMailbox the name of the mailbox on the app's own server, until one was made
 * @throws Problem `storage-newer`
 */
export const openSettings = (deps: { store: SettingsStore; vault: Vault; ownMailbox: string }): SettingsFile => {
  const { store, vault } = deps;
  const raw = store.read();
  const read = readStored(raw, deps.ownMailbox);
  const { fallbacks } = read;
  let { stored } = read;
  const write = (next: Stored): void => {
    store.write(next);
    stored = next;
  };

  const keep = (secret: string): Kept => (vault.protects ? { sealed: vault.seal(secret) } : { plain: secret });
  /** A key store that came later seals what is plain. */
  const keepAnew = (kept: Kept | null): Kept | null => (kept && 'plain' in kept ? keep(kept.plain) : kept);
  const open = (kept: Kept | null): string | undefined => {
    if (kept === null) return undefined;
    if ('plain' in kept) return kept.plain;
    try {
      return vault.unseal(kept.sealed);
    } catch {
      return undefined;
    }
  };
  const toAccount = ({ removing: _, receiveToken, sendToken, sendAllToken, ...account }: StoredAccount): Account => ({
    ...account,
    receiveToken: open(receiveToken),
    sendToken: open(sendToken),
    sendAllToken: open(sendAllToken),
    sealed: vault.protects && [receiveToken, sendToken, sendAllToken].every((kept) => kept === null || 'sealed' in kept),
  });
  const changed = (account: StoredAccount, { receiveToken, sendToken, sendAllToken, ...change }: AccountChange): StoredAccount => ({
    ...account,
    ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)),
    ...(receiveToken !== undefined && { receiveToken: keep(receiveToken) }),
    ...(sendToken !== undefined && { sendToken: keep(sendToken) }),
    ...(sendAllToken !== undefined && { sendAllToken: keep(sendAllToken) }),
  });
  const toServer = ({ adminToken, ...server }: StoredServer): AdministeredServer => ({
    ...server,
    adminToken: open(adminToken),
    sealed: vault.protects && (adminToken === null || 'sealed' in adminToken),
  });
  const changedServer = (server: StoredServer, { label, adminToken }: ServerChange): StoredServer => ({
    ...server,
    ...(label !== undefined && { label }),
    ...(adminToken !== undefined && { adminToken: keep(adminToken) }),
  });
  const writeServers = (servers: readonly StoredServer[]): void => write({ ...stored, servers });
  const writeAccounts = (accounts: readonly StoredAccount[]): void => write({ ...stored, accounts });

  // What is not valid is about to be written over: it may be all that somebody has of a token.
  if (fallbacks.length > 0) store.keepAside();
  const accounts = stored.accounts.map((account) => ({
    ...account,
    receiveToken: keepAnew(account.receiveToken),
    sendToken: keepAnew(account.sendToken),
    sendAllToken: keepAnew(account.sendAllToken),
  }));
  const servers = stored.servers.map((server) => ({ ...server, adminToken: keepAnew(server.adminToken) }));
  const asItShallBe = { ...stored, accounts, servers };
  if (JSON.stringify(raw) !== JSON.stringify(asItShallBe)) write(asItShallBe);

  return {
    fallbacks,
    read: () => stored.settings,
    change(patch) {
      write({ ...stored, settings: settingsSchema.parse({ ...stored.settings, ...patch }) });
      return stored.settings;
    },
    reset() {
      write({ ...stored, settings: defaultSettings });
      return stored.settings;
    },
    addresses: () => stored.addresses,
    keepAddresses: (addresses) => write({ ...stored, addresses }),
    server: () => stored.server,
    keepServer: (server) => write({ ...stored, server }),
    backups: () => stored.backups,
    keepBackups: (backups) => write({ ...stored, backups }),
    accounts: () => stored.accounts.filter(({ removing }) => !removing).map(toAccount),
    addAccount({ server, mailbox, ...change }) {
      const account = changed(newAccount({ id: randomUUID(), server, mailbox }), change);
      writeAccounts([...stored.accounts, account]);
      return toAccount(account);
    },
    changeAccount(id, change) {
      const known = stored.accounts.find((account) => account.id === id && !account.removing);
      if (!known) return undefined;
      const account = changed(known, change);
      writeAccounts(stored.accounts.map((one) => (one === known ? account : one)));
      return toAccount(account);
    },
    beginRemoval: (id) =>
      writeAccounts(stored.accounts.map((account) => (account.id === id && id !== ownAccount ? { ...account, removing: true } : account))),
    endRemoval: (id) => writeAccounts(stored.accounts.filter((account) => account.id !== id || id === ownAccount)),
    removing: () => stored.accounts.filter(({ removing }) => removing).map(({ id }) => id),
    servers: () => stored.servers.map(toServer),
    addServer({ server, ...change }) {
      const added = changedServer({ id: randomUUID(), server, label: '', adminToken: null }, change);
      writeServers([...stored.servers, added]);
      return toServer(added);
    },
    changeServer(id, change) {
      const known = stored.servers.find((server) => server.id === id);
      if (!known) return undefined;
      const server = changedServer(known, change);
      writeServers(stored.servers.map((one) => (one === known ? server : one)));
      return toServer(server);
    },
    removeServer: (id) => writeServers(stored.servers.filter((server) => server.id !== id)),
  };
};

/** What the window is told of an account. @param ownServer where the app's own server listens, if that is known */
export const toAccountInfo = (account: Account, ownServer: string | null): AccountInfo => {
  const { receiveToken: _, sendAllToken: __, sendToken, server, ...info } = account;
  return { ...info, server: server ?? ownServer, own: account.id === ownAccount, canSend: sendToken !== undefined };
};
