import type { Readable } from 'node:stream';
import { Agent, type Dispatcher } from 'undici';
import type { z } from 'zod';
import { type AcquisitionRequest, formatAcquisition, methodOf } from '../../protocol/acquisition.ts';
import { actionResultSchema, pageSchema, takenOverSchema, tombstonesSchema } from '../../protocol/api.ts';
import { Problem } from '../../protocol/errors.ts';
import { decodeHeaderValue } from '../../protocol/header.ts';
import { operations } from '../../protocol/operations.ts';
import { type Acquisition, parseAcquired, parseDigest, parseRefused } from '../../protocol/response.ts';
import { formatTarget } from '../../protocol/target.ts';
import { largeFrom } from '../inbox/port.ts';
import { type Headers, headerOf, notRestante, readProblem, unreachable } from './failure.ts';
import { readParts } from './parts.ts';

/** A message on its way: its head has been judged well-formed, its body not yet read. */
export interface Incoming {
  readonly id: number;
  readonly uid: string;
  readonly size: number;
  readonly sha256: Uint8Array;
  readonly type: string;
  readonly subject: string;
  readonly sender: string;
  /** ms since the epoch. */
  readonly acceptedAt: number;
  readonly body: Readable;
}

/** One of several small messages that came together. */
export interface Small {
  readonly message: Omit<Incoming, 'body'>;
  readonly acquisition: Acquisition;
  /** Absent if it is too large to come with others: it is to be asked for alone. */
  readonly bytes: Uint8Array | undefined;
}

/** 103, S33: the judged answer. */
export type Answer =
  | {
      readonly kind: 'message';
      readonly acquisition: Acquisition;
      readonly refused: ReadonlyMap<number, string>;
      readonly message: Incoming;
    }
  /** As they come; it throws a Problem when they end too soon or are not what they should be. */
  | {
      readonly kind: 'several';
      readonly acquisition: Acquisition;
      readonly refused: ReadonlyMap<number, string>;
      readonly messages: AsyncIterable<Small>;
      /** For who does not read them. */
      readonly dismiss: () => void;
    }
  | { readonly kind: 'nothing'; readonly acquisition: Acquisition; readonly refused: ReadonlyMap<number, string> }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** The answer to a request for the rest of a message. */
export type Resumed =
  | Extract<Answer, { kind: 'message' | 'problem' }>
  /** The message is not what it was, or the server does not resume: to be asked for from its start. */
  | { readonly kind: 'changed' };

/** The server as the device sees it. */
export interface ServerClient {
  /** The rest of a message of which `from` bytes are here. */
  resume(mailbox: string, message: Incoming, from: number, signal: AbortSignal): Promise<Resumed>;
  acquire(mailbox: string, request: AcquisitionRequest, signal: AbortSignal): Promise<Answer>;
  /** The notification stream; its bytes. @throws Problem */
  listen(mailbox: string, signal: AbortSignal): Promise<Readable>;
  /** The delivery folder from behind a cursor on, the oldest first; nothing of it is marked. @throws Problem */
  waiting(mailbox: string, after: string | undefined, signal?: AbortSignal): Promise<WaitingPage>;
  /** What ended without this device having it, from behind a cursor on. @throws Problem */
  tombstones(mailbox: string, after: number, signal?: AbortSignal): Promise<Tombstones>;
  /** Brings messages from the processed folder back into the delivery folder, if they are still there. @throws Problem */
  redeliver(uids: readonly string[]): Promise<Redelivered[]>;
  /** Makes this device the one of the mailbox; the one before is refused from then on. @throws Problem */
  takeOver(mailbox: string): Promise<void>;
  /** Leaves its connections for new ones: after a sleep they may be dead and not know it. */
  reconnect(): void;
  close(): Promise<void>;
}

export type WaitingPage = z.infer<typeof pageSchema>;
export type Tombstones = z.infer<typeof tombstonesSchema>;
export type Redelivered = z.infer<typeof actionResultSchema>['results'][number];

/** How long a client waits for the server, in ms. */
export interface ClientPatience {
  /** For the head of an answer: the server commits to its disk before it answers. */
  readonly head: number;
  /** Without a byte of a body, or without a ping of the notification stream, which come every 25 s. */
  readonly silence: number;
  /** For a connection. */
  readonly connect: number;
}
const usual: ClientPatience = { head: 30_000, silence: 60_000, connect: 10_000 };

/** Bytes of the whole and where these begin, of `Content-Range: bytes 4-7/8`. */
const parseContentRange = (value: string): { from: number; size: number } | undefined => {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(value);
  return match ? { from: Number(match[1]), size: Number(match[3]) } : undefined;
};

type Headed = Pick<Small, 'message' | 'acquisition'>;

/** What the head of a message says, or of the rest of one, whose `size` is that of the whole; `undefined` if it says too little. */
const readHead = (headers: Headers): Headed | undefined => {
  const acquisition = parseAcquired(headerOf(headers, 'acquisition'));
  const sha256 = parseDigest(headerOf(headers, 'repr-digest'));
  const length = headerOf(headers, 'content-length');
  if (!acquisition?.sent || !sha256 || !/^\d{1,15}$/.test(length)) return undefined;
  const message = {
    ...acquisition.sent,
    size: parseContentRange(headerOf(headers, 'content-range'))?.size ?? Number(length),
    sha256,
    type: headerOf(headers, 'content-type') || 'application/octet-stream',
    subject: decodeHeaderValue(headerOf(headers, 'subject')),
    sender: decodeHeaderValue(headerOf(headers, 'from')),
    acceptedAt: acquisition.accepted ?? (Date.parse(headerOf(headers, 'date')) || 0),
  };
  return { message, acquisition };
};

const incomplete = (): Problem => notRestante('The answer lacks what makes a message certain.');

const discard = (body: Readable): void => {
  body.on('error', () => {}).destroy();
};

async function* readSeveral(body: Readable): AsyncGenerator<Small, undefined> {
  try {
    for await (const { headers, bytes } of readParts(body, largeFrom - 1)) {
      const head = readHead(headers);
      if (!head) throw incomplete();
      yield { ...head, bytes };
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem('body-truncated', 'The connection broke within a message; it is asked for again.', { cause: error });
  } finally {
    discard(body);
  }
}

const readAnswer = async ({ statusCode, headers, body }: Dispatcher.ResponseData, success: 200 | 206): Promise<Answer> => {
  const refuse = (problem: Problem): Answer => {
    body.on('error', () => {}).destroy();
    return { kind: 'problem', problem };
  };
  if (statusCode >= 400) return { kind: 'problem', problem: await readProblem(statusCode, headers, body) };
  const acquisition = parseAcquired(headerOf(headers, 'acquisition'));
  const refused = parseRefused(headerOf(headers, 'refused'));
  // A captive portal answers 200 to everything; without the acquisition information it is no answer.
  if (!acquisition || !refused || (statusCode !== success && statusCode !== 204))
    return refuse(notRestante(`The answer (HTTP ${statusCode}) is not from a Restante server.`));
  if (statusCode === 204) {
    await body.dump();
    return acquisition.sent
      ? refuse(notRestante('The answer announces a message and brings none.'))
      : { kind: 'nothing', acquisition, refused };
  }
  if (!acquisition.sent && headerOf(headers, 'content-type').startsWith('application/http'))
    return { kind: 'several', acquisition, refused, messages: readSeveral(body), dismiss: () => discard(body) };
  const head = readHead(headers);
  return head ? { kind: 'message', refused, acquisition, message: { ...head.message, body } } : refuse(incomplete());
};

/** Whether an answer brings the rest of just that message. */
const isRestOf = (message: Incoming, from: number, resumed: Incoming, contentRange: string): boolean =>
  resumed.id === message.id &&
  resumed.uid === message.uid &&
  resumed.size === message.size &&
  Buffer.compare(resumed.sha256, message.sha256) === 0 &&
  parseContentRange(contentRange)?.from === from;

/** @param options.server base URL @param options.device a stable name of this device; without one nothing can be acquired that belongs to a device */
export const createServerClient = (options: {
  server: string;
  token: string;
  device?: string;
  patience?: Partial<ClientPatience>;
}): ServerClient => {
  const { head, silence, connect } = { ...usual, ...options.patience };
  const newAgent = (): Agent => new Agent({ headersTimeout: head, bodyTimeout: silence, connectTimeout: connect });
  let agent = newAgent();
  /** Those that finish what is under way. */
  const before = new Set<Agent>();
  const headers = { authorization: `Bearer ${options.token}`, ...(options.device !== undefined && { device: options.device }) };
  const origin = options.server;

  /** One of the operations that answer JSON. @throws Problem: the server's own, or that it did not answer, or something else did */
  const ask = async <T>(
    name: 'delivery' | 'tombstones' | 'act' | 'takeOver',
    schema: z.ZodType<T>,
    names: Record<string, string>,
    { query, body, signal }: { query?: Record<string, string | number | undefined>; body?: unknown; signal?: AbortSignal | undefined } = {},
  ): Promise<T> => {
    const { methods, path } = operations[name];
    let response: Dispatcher.ResponseData;
    try {
      response = await agent.request({
        origin,
        path: formatTarget(path, names, query),
        method: methods[0],
        headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(signal && { signal }),
      });
    } catch (error) {
      throw unreachable(error);
    }
    if (response.statusCode >= 400) throw await readProblem(response.statusCode, response.headers, response.body);
    const parsed = schema.safeParse(await response.body.json().catch(() => undefined));
    if (!parsed.success) throw notRestante(`The answer (HTTP ${response.statusCode}) is not from a Restante server.`);
    return parsed.data;
  };

  return {
    async acquire(mailbox, request, signal) {
      try {
        const path = formatAcquisition(mailbox, request);
        return await readAnswer(await agent.request({ origin, path, method: methodOf(request), headers, signal }), 200);
      } catch (error) {
        return { kind: 'problem', problem: error instanceof Problem ? error : unreachable(error) };
      }
    },
    async resume(mailbox, message, from, signal) {
      const path = formatAcquisition(mailbox, { get: message.id, instructions: [] });
      try {
        const range = { range: `bytes=${from}-`, 'if-match': `"${message.uid}"` };
        const response = await agent.request({ origin, path, method: 'GET', headers: { ...headers, ...range }, signal });
        if (response.statusCode === 200) {
          response.body.on('error', () => {}).destroy();
          return { kind: 'changed' };
        }
        const answer = await readAnswer(response, 206);
        if (answer.kind === 'problem')
          return ['message-other', 'range-unsatisfiable'].includes(answer.problem.code) ? { kind: 'changed' } : answer;
        if (answer.kind !== 'message') return { kind: 'changed' };
        if (isRestOf(message, from, answer.message, headerOf(response.headers, 'content-range'))) return answer;
        answer.message.body.on('error', () => {}).destroy();
        return { kind: 'changed' };
      } catch (error) {
        return { kind: 'problem', problem: error instanceof Problem ? error : unreachable(error) };
      }
    },
    async listen(mailbox, signal) {
      const path = `/v1/mailboxes/${mailbox}/notifications`;
      let response: Dispatcher.ResponseData;
      try {
        response = await agent.request({ origin, path, method: 'GET', headers: { ...headers, accept: 'text/event-stream' }, signal });
      } catch (error) {
        throw unreachable(error);
      }
      const { statusCode, headers: answered, body } = response;
      if (statusCode >= 400) throw await readProblem(statusCode, answered, body);
      if (statusCode === 200 && headerOf(answered, 'content-type').startsWith('text/event-stream')) return body;
      body.on('error', () => {}).destroy();
      throw notRestante(`The notification stream (HTTP ${statusCode}) is not from a Restante server.`);
    },
    waiting: (mailbox, after, signal) => ask('delivery', pageSchema, { mailbox }, { query: { after }, signal }),
    tombstones: (mailbox, after, signal) => ask('tombstones', tombstonesSchema, { mailbox }, { query: { after }, signal }),
    redeliver: async (uids) => (await ask('act', actionResultSchema, {}, { body: { action: 'redeliver', uids } })).results,
    async takeOver(mailbox) {
      await ask('takeOver', takenOverSchema, { mailbox });
    },
    reconnect() {
      const left = agent;
      agent = newAgent();
      before.add(left);
      left.close().finally(() => before.delete(left));
    },
    async close() {
      await Promise.all([agent, ...before].map((each) => each.destroy()));
    },
  };
};
