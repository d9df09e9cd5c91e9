import { randomUUID } from 'node:crypto';
import { ownAccount } from '../../protocol/account.ts';
import { Problem } from '../../protocol/errors.ts';
import type { AdminClient } from '../admin/client.ts';
import type { SettingsFile } from '../settings/settings.ts';

/** Loaded when the server listens: until then the window has the processor. */
const load = async () => ({ ...(await import('../admin/client.ts')), ...(await import('../outbox/submit.ts')) });

/** A mailbox name made of the user's: what it may hold of it, else `me`. */
export const mailboxNameFor = (user: string): string =>
  user
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+/, '')
    .slice(0, 63) || 'me';

/** Whether the server still knows the mailbox and its token; what it does not say for sure counts as yes. */
const isOpen = async (server: string, mailbox: string, receiveToken: string): Promise<boolean> => {
  const { createAdminClient } = await load();
  const asDevice = createAdminClient({ server, token: receiveToken });
  try {
    await asDevice.ask('retention', { path: { mailbox } });
    return true;
  } catch (error) {
    return !(error instanceof Problem && ['token-unknown', 'token-scope', 'mailbox-unknown'].includes(error.code));
  } finally {
    await asDevice.close();
  }
};

/** Whether the server still knows the token; what it does not say for sure counts as yes. */
const opensSending = async (server: string, token: string): Promise<boolean> => {
  const { createSendingClient } = await load();
  const asSender = createSendingClient({ server, token });
  try {
    await asSender.status(randomUUID());
    return true;
  } catch (error) {
    return !(error instanceof Problem && error.code === 'token-unknown');
  } finally {
    await asSender.close();
  }
};

/** Letters go to every mailbox of the own server, with a token that can do nothing else. Without one they go to the own mailbox. */
const openSending = async (settings: SettingsFile, server: string, admin: AdminClient): Promise<void> => {
  const token = settings.accounts().find(({ id }) => id === ownAccount)?.sendAllToken;
  if (token !== undefined && (await opensSending(server, token))) return;
  try {
    const { secret } = await admin.ask('addToken', { body: { scope: 'send', note: 'Letters of the Restante app' } });
    settings.changeAccount(ownAccount, { sendAllToken: secret });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
};

/** The app's mailbox on its own server, made at the first start. */
export const openOwnMailbox = async (
  settings: SettingsFile,
  server: string,
  adminToken: string,
): Promise<{ mailbox: string; sendToken: string }> => {
  const own = settings.accounts().find(({ id }) => id === ownAccount);
  if (!own) throw new Error('the settings have no account of the own server');
  const { mailbox, receiveToken, sendToken } = own;
  const { createAdminClient } = await load();
  const admin = createAdminClient({ server, token: adminToken });
  try {
    await openSending(settings, server, admin);
    if (receiveToken !== undefined && sendToken !== undefined && (await isOpen(server, mailbox, receiveToken)))
      return { mailbox, sendToken };
    const tokens = await admin.openMailbox(mailbox);
    settings.changeAccount(ownAccount, tokens);
    return { mailbox, sendToken: tokens.sendToken };
  } finally {
    await admin.close();
  }
};
