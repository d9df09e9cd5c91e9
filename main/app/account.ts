import { userInfo } from 'node:os';
import { Problem } from '../../protocol/errors.ts';
import { createAdminClient } from '../admin/client.ts';
import type { Account, SettingsFile } from './settings.ts';

/** A mailbox name made of the user's: what it may hold of it, else `me`. */
export const mailboxNameFor = (user: string): string =>
  user
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+/, '')
    .slice(0, 63) || 'me';

/** Whether the server still knows the account; what it does not say for sure counts as yes. */
const isOpen = async (server: string, { mailbox, receiveToken }: Account): Promise<boolean> => {
  const asDevice = createAdminClient({ server, token: receiveToken });
  try {
    await asDevice.retention(mailbox);
    return true;
  } catch (error) {
    return !(error instanceof Problem && ['token-unknown', 'token-scope', 'mailbox-unknown'].includes(error.code));
  } finally {
    await asDevice.close();
  }
};

/** The app's mailbox on its bundled server, made at the first start. */
export const openAccount = async (settings: SettingsFile, server: string, adminToken: string): Promise<Account> => {
  const known = settings.account();
  if (known && (await isOpen(server, known))) return known;
  const mailbox = known?.mailbox ?? mailboxNameFor(userInfo().username);
  const admin = createAdminClient({ server, token: adminToken });
  try {
    const account = { mailbox, ...(await admin.openMailbox(mailbox)) };
    settings.keepAccount(account);
    return account;
  } finally {
    await admin.close();
  }
};
