import { Agent, type Dispatcher } from 'undici';
import { addedMailboxSchema, addedTokenSchema, mailboxesSchema, pageSchema } from '../../protocol/api.ts';
import type { ServerFolder, ServerPage } from '../../protocol/bridge.ts';
import { Problem } from '../../protocol/errors.ts';
import { type Retention, retentionSchema } from '../../protocol/retention.ts';
import { readProblem, unreachable } from '../sync/request.ts';

/** The server's own side, for who holds an admin token. */
export interface AdminClient {
  /** Adds the mailbox if it is not there, and returns tokens for it. */
  openMailbox(mailbox: string): Promise<{ receiveToken: string; sendToken: string }>;
  /** A token that sends to every mailbox, and does nothing else. @param note for whoever sees the list of tokens */
  addSendToken(note: string): Promise<string>;
  /** The names of all mailboxes. */
  mailboxes(): Promise<string[]>;
  folder(mailbox: string, folder: ServerFolder, after: string | null): Promise<ServerPage>;
  retention(mailbox: string): Promise<Retention>;
  changeRetention(mailbox: string, policy: Retention): Promise<Retention>;
  /** Calls back whenever something in the server's folders changed, until the stream ends. */
  watch(signal: AbortSignal, changed: () => void): Promise<void>;
  close(): Promise<void>;
}

export const createAdminClient = (options: { server: string; token: string }): AdminClient => {
  const agent = new Agent({ headersTimeout: 30_000, bodyTimeout: 60_000 });
  const headers = { authorization: `Bearer ${options.token}`, 'content-type': 'application/json' };
  const origin = options.server;

  const open = async (path: string, method: Dispatcher.HttpMethod, extra: Partial<Dispatcher.RequestOptions> = {}) => {
    let response: Dispatcher.ResponseData;
    try {
      response = await agent.request({ origin, path, method, headers, ...extra });
    } catch (error) {
      throw unreachable(error);
    }
    if (response.statusCode >= 400) throw await readProblem(response.statusCode, response.headers, response.body);
    return response.body;
  };
  const ask = async (path: string, method: Dispatcher.HttpMethod = 'GET', body?: unknown): Promise<unknown> => {
    const answer = await open(path, method, body === undefined ? {} : { body: JSON.stringify(body) });
    return await answer.json();
  };

  return {
    async openMailbox(mailbox) {
      try {
        return addedMailboxSchema.parse(await ask('/v1/mailboxes', 'POST', { name: mailbox }));
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== 'mailbox-exists') throw error;
        // It was added before, and its tokens were lost on the way: it gets new ones.
        const add = async (scope: string): Promise<string> =>
          addedTokenSchema.parse(await ask('/v1/tokens', 'POST', { scope, mailbox })).secret;
        return { receiveToken: await add('receive'), sendToken: await add('send') };
      }
    },
    addSendToken: async (note) => addedTokenSchema.parse(await ask('/v1/tokens', 'POST', { scope: 'send', note })).secret,
    mailboxes: async () => mailboxesSchema.parse(await ask('/v1/mailboxes')).mailboxes.map(({ name }) => name),
    folder: async (mailbox, folder, after) =>
      pageSchema.parse(await ask(`/v1/mailboxes/${mailbox}/${folder}${after === null ? '' : `?after=${encodeURIComponent(after)}`}`)),
    retention: async (mailbox) => retentionSchema.parse(await ask(`/v1/mailboxes/${mailbox}/retention`)),
    changeRetention: async (mailbox, policy) => retentionSchema.parse(await ask(`/v1/mailboxes/${mailbox}/retention`, 'PUT', policy)),
    async watch(signal, changed) {
      const stream = await open('/v1/changes', 'GET', { signal, headers: { ...headers, accept: 'text/event-stream' } });
      changed();
      // What changed is asked for; that an event came says enough.
      for await (const part of stream) if ((part as Buffer).includes('event: ')) changed();
    },
    close: () => agent.destroy(),
  };
};
