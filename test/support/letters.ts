import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import PostalMime, { type Email } from 'postal-mime';
import type { AccountConfig } from '#restante/main/engine/calls';
import type { Letter, LetterPage } from '#restante/protocol/bridge';
import type { startTestEngine, TestAccount } from './engine.ts';
import { temporaryFolder } from './folder.ts';
import { call, type Server, type Tokens } from './server.ts';

/** An account of ann that may send to everyone, as the app's own. */
export const senderOf = async (
  server: Server,
  tokens: Tokens,
  change: Partial<AccountConfig> & { at?: string } = {},
): Promise<AccountConfig> => {
  const { at = server.http, ...rest } = change;
  return {
    id: 'own',
    folder: join(temporaryFolder(), 'inbox'),
    mailbox: tokens.mailbox,
    label: 'Ann Lee',
    link: { server: at, receiveToken: tokens.receiveToken },
    settings: { cap: { unit: 'messages', limit: 100 }, overwriteRead: false, afterReceipt: 'move' },
    sending: { server: at, token: await sendAllToken(server) },
    ...rest,
  };
};

export const sendAllToken = async (server: Server): Promise<string> => {
  const answer = await call(server, server.adminToken, '/v1/tokens', { method: 'POST', body: JSON.stringify({ scope: 'send' }) });
  return ((await answer.json()) as { secret: string }).secret;
};

export const draft = (
  account: TestAccount,
  change: Partial<Record<'id' | 'subject' | 'text' | 'answers', string> & { to: string[] }> = {},
) => account.ask<Letter>('letters.save', { id: randomUUID(), to: ['bob'], subject: 'Hello', text: 'Hello, Bob.', ...change });

export const lettersIn = async (account: TestAccount, folder: 'drafts' | 'sent') =>
  (await account.ask<LetterPage>('letters.page', { folder, before: null, limit: 50 })).rows;

/** The letter as soon as the test holds for it. */
export const letterWhen = async (
  { next }: ReturnType<typeof startTestEngine>,
  account: TestAccount,
  id: string,
  matches: (letter: Letter) => boolean,
): Promise<Letter> => {
  for (;;) {
    const changed = next('letters-changed');
    const letter = await account.ask<Letter>('letters.read', { id });
    if (matches(letter)) return letter;
    await changed;
  }
};

export interface Waiting {
  readonly uid: string;
  readonly sender: string;
  readonly subject: string;
  readonly type: string;
}

/** What the delivery folder of a mailbox holds. */
export const waitingFor = async (server: { http: string }, { mailbox, receiveToken }: Tokens): Promise<Waiting[]> => {
  const answer = await call(server, receiveToken, `/v1/mailboxes/${mailbox}/delivery`);
  return ((await answer.json()) as { messages: Waiting[] }).messages;
};

export const rawMail = async (server: { http: string }, { receiveToken }: Tokens, uid: string): Promise<Buffer> =>
  Buffer.from(await (await call(server, receiveToken, `/v1/messages/${uid}/body`)).arrayBuffer());

export const mailOf = async (server: { http: string }, tokens: Tokens, uid: string): Promise<Email> =>
  PostalMime.parse(await rawMail(server, tokens, uid));
