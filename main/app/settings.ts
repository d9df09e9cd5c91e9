import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { safeStorage } from 'electron';
import Store from 'electron-store';
import { z } from 'zod';
import { mailboxName } from '../../protocol/mailbox.ts';
import { defaultSettings, type Settings, settingsSchema } from '../../protocol/settings.ts';

/** The app's mailbox on its bundled server. Secrets stay in main. */
export interface Account {
  readonly mailbox: string;
  readonly receiveToken: string;
  readonly sendToken: string;
}

/** Where the bundled server listened last; it is asked for again, so that what was noted down keeps working. */
export interface Addresses {
  readonly http: string;
  readonly smtp: string;
}

export interface SettingsFile {
  read(): Settings;
  change(patch: Partial<Settings>): Settings;
  addresses(): Addresses;
  keepAddresses(addresses: Addresses): void;
  account(): Account | undefined;
  keepAccount(account: Account): void;
}

/** A secret as it is kept: sealed by the system's key store where there is one. */
type Kept = z.infer<typeof keptSchema>;

const keep = (secret: string): Kept =>
  safeStorage.isEncryptionAvailable() ? { sealed: safeStorage.encryptString(secret).toString('base64') } : { plain: secret };

const open = (kept: Kept): string | undefined => {
  if ('plain' in kept) return kept.plain;
  try {
    return safeStorage.decryptString(Buffer.from(kept.sealed, 'base64'));
  } catch {
    // Another user's key store, or none any more: new tokens will be asked for.
    return undefined;
  }
};

const keptSchema = z.union([z.strictObject({ sealed: z.string() }), z.strictObject({ plain: z.string() })]);
const accountSchema = z.strictObject({ mailbox: z.string().regex(mailboxName), receiveToken: keptSchema, sendToken: keptSchema });
const addressesSchema = z.strictObject({ http: z.string().regex(/^127\.0\.0\.1:\d+$/), smtp: z.string().regex(/^127\.0\.0\.1:\d+$/) });

interface Stored {
  settings: Record<string, unknown>;
  addresses: Addresses;
  account?: z.infer<typeof accountSchema>;
}

const defaults: Stored = { settings: {}, addresses: { http: '127.0.0.1:7425', smtp: '127.0.0.1:7426' } };

/** A file that is not JSON any more is set aside, not overwritten, and the app starts with its defaults. */
const openStore = (folder: string): Store<Stored> => {
  const options = { cwd: folder, name: 'settings', defaults, configFileMode: 0o600 };
  try {
    return new Store<Stored>(options);
  } catch (error) {
    const file = join(folder, 'settings.json');
    if (!(error instanceof SyntaxError) || !existsSync(file)) throw error;
    renameSync(file, join(folder, `settings.damaged-${Date.now()}.json`));
    return new Store<Stored>(options);
  }
};

/** What is valid of what was stored; the default for what is not, or not there yet. */
const validated = (stored: Record<string, unknown>): Settings => {
  const entries = Object.entries(settingsSchema.shape).map(([key, schema]) => {
    const parsed = schema.safeParse(stored[key]);
    return [key, parsed.success ? parsed.data : defaultSettings[key as keyof Settings]];
  });
  return settingsSchema.parse(Object.fromEntries(entries));
};

export const openSettings = (folder: string): SettingsFile => {
  const store = openStore(folder);
  const read = (): Settings => validated(store.get('settings') ?? {});
  return {
    read,
    change(patch) {
      const next = settingsSchema.parse({ ...read(), ...patch });
      store.set('settings', next);
      return next;
    },
    addresses: () => addressesSchema.safeParse(store.get('addresses')).data ?? defaults.addresses,
    keepAddresses: (addresses) => store.set('addresses', addresses),
    account() {
      const kept = accountSchema.safeParse(store.get('account')).data;
      const receiveToken = kept && open(kept.receiveToken);
      const sendToken = kept && open(kept.sendToken);
      return kept && receiveToken && sendToken ? { mailbox: kept.mailbox, receiveToken, sendToken } : undefined;
    },
    keepAccount: ({ mailbox, receiveToken, sendToken }) =>
      store.set('account', { mailbox, receiveToken: keep(receiveToken), sendToken: keep(sendToken) }),
  };
};
