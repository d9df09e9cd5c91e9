import { Agent, type Dispatcher } from 'undici';
import { type AdminAnswer, type AdminOperation, type AdminRequest, type AnyAdminRequest, adminTarget } from '../../protocol/admin.ts';
import { Problem } from '../../protocol/errors.ts';
import { type Operation, operations } from '../../protocol/operations.ts';
import { readProblem, unreachable } from '../sync/request.ts';

/** The server's own side, for who holds an admin token. */
export interface AdminClient {
  /** One operation of the server's interface. @throws Problem */
  ask<N extends AdminOperation>(name: N, request: AdminRequest<N>): Promise<AdminAnswer<N>>;
  /** The same, where its types are not known any more. @throws Problem also `call-invalid` */
  pass(name: AdminOperation, request: AnyAdminRequest): Promise<unknown>;
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

  const open = async (
    path: string,
    method: Dispatcher.HttpMethod,
    extra: Partial<Dispatcher.RequestOptions> = {},
    answers: Operation['answers'] = {},
  ) => {
    let response: Dispatcher.ResponseData;
    try {
      response = await agent.request({ origin, path, method, headers, ...extra });
    } catch (error) {
      throw unreachable(error);
    }
    // That a server is not ready is an answer too.
    if (response.statusCode >= 400 && !answers[response.statusCode])
      throw await readProblem(response.statusCode, response.headers, response.body);
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
    const { statusCode, body: answer } = await open(target, methods[0] ?? 'GET', sent, answers);
    const schema = answers[statusCode]?.body;
    if (!schema) {
      await answer.dump();
      return null;
    }
    const parsed = schema.safeParse(await answer.json().catch(() => undefined));
    if (!parsed.success) throw new Problem('answer-invalid', `What answered ${name} is not a Restante server, or another version of it.`);
    return parsed.data;
  };
  const ask: AdminClient['ask'] = (name, request) => pass(name, request as AnyAdminRequest) as Promise<never>;

  return {
    ask,
    pass,
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
      for await (const part of stream) if ((part as Buffer).includes('event: ')) changed();
    },
    close: () => agent.destroy(),
  };
};
