import { userInfo } from 'node:os';
import { createAdminClient } from '../admin/client.ts';
import type { Account, SettingsFile } from './settings.ts';

/** A mailbox name made of the user's: what it may hold of it, else `me`. */
export const mailboxNameFor = (user: string): string =>
  user
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+/, '')
    .slice(0, 63) || 'me';

/** The app's mailbox on its bundled server, made at the first start. */
export const openAccount = async (settings: SettingsFile, server: string, adminToken: string): Promise<Account> => {
  const known = settings.account();
  if (known) return known;
  const mailbox = mailboxNameFor(userInfo().username);
  const admin = createAdminClient({ server, token: adminToken });
  try {
    const account = { mailbox, ...(await admin.openMailbox(mailbox)) };
    settings.keepAccount(account);
    return account;
  } finally {
    await admin.close();
  }
};
