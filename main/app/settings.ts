import { copyFileSync, existsSync, renameSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { safeStorage } from 'electron';
import Store from 'electron-store';
import { openSettings, type SettingsFile, type SettingsStore, type Vault } from '../settings/settings.ts';
import { mailboxNameFor } from './account.ts';

const asideIn = (folder: string): string => join(folder, `settings.damaged-${Date.now()}.json`);

/** A file that is not JSON any more is set aside, not overwritten, and the app starts with its defaults. */
const openStore = (folder: string): { store: Store<Record<string, unknown>>; damaged: boolean } => {
  const options = { cwd: folder, name: 'settings', configFileMode: 0o600 };
  try {
    return { store: new Store(options), damaged: false };
  } catch (error) {
    const file = join(folder, 'settings.json');
    if (!(error instanceof SyntaxError) || !existsSync(file)) throw error;
    renameSync(file, asideIn(folder));
    return { store: new Store(options), damaged: true };
  }
};

const createStore = (folder: string): SettingsStore => {
  const { store, damaged } = openStore(folder);
  return {
    read: () => (damaged ? undefined : store.store),
    write: (stored) => {
      store.store = { ...stored };
    },
    keepAside: () => {
      if (!damaged) copyFileSync(store.path, asideIn(folder));
    },
  };
};

/** On Linux without a keyring the key is one that stands in Chromium's sources: that protects nothing. */
const protects = (): boolean =>
  safeStorage.isEncryptionAvailable() && (process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text');

const createVault = (): Vault => ({
  protects: protects(),
  seal: (secret) => safeStorage.encryptString(secret).toString('base64'),
  unseal: (sealed) => safeStorage.decryptString(Buffer.from(sealed, 'base64')),
});

/** The settings in the app's data folder; the app must be ready. @throws Problem `storage-newer` */
export const openSettingsIn = (folder: string): SettingsFile =>
  openSettings({ store: createStore(folder), vault: createVault(), ownMailbox: mailboxNameFor(userInfo().username) });
