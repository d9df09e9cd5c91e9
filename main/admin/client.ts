import { createHash } from 'node:crypto';
import { createParser } from 'eventsource-parser';
import { Agent, type Dispatcher } from 'undici';
import { type AdminAnswer, type AdminOperation, type AdminRequest, type AnyAdminRequest, adminTarget } from '../../protocol/admin.ts';
import { Problem } from '../../protocol/errors.ts';
import { type Operation, operations } from '../../protocol/operations.ts';
import { readProblem, unreachable } from '../sync/failure.ts';

/** The server's own side, for who holds an admin token. */
export interface AdminClient {
  /** One operation of the server's interface. @throws Problem */
  ask<N extends AdminOperation>(name: N, request: AdminRequest<N>): Promise<AdminAnswer<N>>;
  /** The same, where its types are not known any more. @throws Problem also `call-invalid` */
  pass(name: AdminOperation, request: AnyAdminRequest): Promise<unknown>;
  /** The bytes of a message, and nothing of it is marked. It throws `digest-mismatch` behind the last if they are not those of the digest. @throws Problem */
  body(uid: string, sha256: string): Promise<AsyncIterable<Uint8Array>>;
  /** Adds the mailbox if it is not there, and returns tokens for it. */
  openMailbox(mailbox: string): Promise<{ receiveToken: string; sendToken: string }>;
  /** The names of all mailboxes. */
  mailboxes(): Promise<string[]>;
  /** Calls back whenever something in the server's folders changed, until the stream ends. */
  watch(signal: AbortSignal, changed: () => void): Promise<void>;
  close(): Promise<void>;
}

export const createAdminClient = (options: { server: string; token: string }): AdminClient => {
  const agent = new Agent({ headersTimeout: 30_000, bodyTimeout: 60_000 });
  const headers = { authorization: `Bearer ${options.token}`, 'content-type': 'application/json' };
  const origin = options.server;

  /** @param described an answer of this status has a description of its own, and is no refusal */
  const open = async (
    path: string,
    method: Dispatcher.HttpMethod,
    extra: Partial<Dispatcher.RequestOptions> = {},
    described: (status: number) => boolean = () => false,
  ) => {
    let response: Dispatcher.ResponseData;
    try {
      response = await agent.request({ origin, path, method, headers, ...extra });
    } catch (error) {
      throw unreachable(error);
    }
    const { statusCode } = response;
    if (statusCode >= 400 && !described(statusCode)) throw await readProblem(statusCode, response.headers, response.body);
    return response;
  };
  const pass: AdminClient['pass'] = async (name, request) => {
    const { methods, answers }: Operation = operations[name];
    let target: string;
    try {
      target = adminTarget(name, request);
    } catch (error) {
      throw new Problem('call-invalid', (error as Error).message, { cause: error });
    }
    const { body } = request;
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const described = (status: number): boolean => answers[status]?.body !== undefined;
    const { statusCode, body: answer } = await open(target, methods[0] ?? 'GET', sent, described);
    const schema = answers[statusCode]?.body;
    if (!schema) {
      await answer.dump();
      return null;
    }
    const parsed = schema.safeParse(await answer.json().catch(() => undefined));
    if (!parsed.success) throw new Problem('answer-invalid', `What answered ${name} is not a Restante server, or another version of it.`);
    return parsed.data;
  };
  async function* whole(body: AsyncIterable<Uint8Array>, sha256: string): AsyncGenerator<Uint8Array> {
    const hash = createHash('sha256');
    try {
      for await (const part of body) {
        hash.update(part);
        yield part;
      }
    } catch (error) {
      throw new Problem('body-truncated', 'The connection broke within the message.', { cause: error });
    }
    if (hash.digest('hex') !== sha256) throw new Problem('digest-mismatch', 'The message did not come as the server accepted it.');
  }
  const ask: AdminClient['ask'] = (name, request) => pass(name, request as AnyAdminRequest) as Promise<never>;

  return {
    ask,
    pass,
    async body(uid, sha256) {
      const { body } = await open(`/v1/messages/${encodeURIComponent(uid)}/body`, 'GET');
      return whole(body, sha256);
    },
    async openMailbox(mailbox) {
      try {
        return await ask('addMailbox', { body: { name: mailbox } });
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== 'mailbox-exists') throw error;
        // It was added before, and its tokens were lost on the way: it gets new ones.
        const add = async (scope: 'receive' | 'send'): Promise<string> => (await ask('addToken', { body: { scope, mailbox } })).secret;
        return { receiveToken: await add('receive'), sendToken: await add('send') };
      }
    },
    mailboxes: async () => (await ask('mailboxes', {})).mailboxes.map(({ name }) => name),
    async watch(signal, changed) {
      const { body: stream } = await open('/v1/changes', 'GET', { signal, headers: { ...headers, accept: 'text/event-stream' } });
      changed();
      // What changed is asked for; that an event came says enough.
      const parser = createParser({ onEvent: changed });
      const decoder = new TextDecoder();
      for await (const part of stream) parser.feed(decoder.decode(part as Buffer, { stream: true }));
    },
    close: () => agent.destroy(),
  };
};
