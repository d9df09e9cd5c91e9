import type { Readable } from 'node:stream';
import { Agent, type Dispatcher } from 'undici';
import { type AcquisitionRequest, formatAcquisition, methodOf } from '../../protocol/acquisition.ts';
import { takenOverSchema } from '../../protocol/api.ts';
import { Problem, type ProblemCode, problems } from '../../protocol/errors.ts';
import { decodeHeaderValue } from '../../protocol/header.ts';
import { type Acquisition, parseAcquired, parseDigest, parseRefused } from '../../protocol/response.ts';

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

/** 103, S33: the judged answer. */
export type Answer =
  | {
      readonly kind: 'message';
      readonly acquisition: Acquisition;
      readonly refused: ReadonlyMap<number, string>;
      readonly message: Incoming;
    }
  | { readonly kind: 'nothing'; readonly acquisition: Acquisition; readonly refused: ReadonlyMap<number, string> }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** The server as the device sees it. */
export interface ServerClient {
  acquire(mailbox: string, request: AcquisitionRequest, signal: AbortSignal): Promise<Answer>;
  /** The notification stream; its bytes. @throws Problem */
  listen(mailbox: string, signal: AbortSignal): Promise<Readable>;
  /** Makes this device the one of the mailbox; the one before is refused from then on. @throws Problem */
  takeOver(mailbox: string): Promise<void>;
  close(): Promise<void>;
}

/** ms for the head of an answer: the server commits to its disk before it answers. */
const headTimeout = 30_000;
/** ms without a byte of a body, or without a ping of the notification stream, which come every 25 s. */
const silence = 60_000;

type Headers = Record<string, string | string[] | undefined>;
const headerOf = (headers: Headers, name: string): string => {
  const value = headers[name];
  return Array.isArray(value) ? (value[0] ?? '') : (value ?? '');
};

const notRestante = (detail: string): Problem =>
  new Problem('answer-invalid', `${detail} Nothing was taken from it; your messages are safe at the server.`);

/** An error answer; only our own document says that the server itself refused. */
export const readProblem = async (status: number, headers: Headers, body: Dispatcher.ResponseData['body']): Promise<Problem> => {
  const type = headerOf(headers, 'content-type');
  const text = await readStart(body, 16_384);
  if (type.startsWith('application/problem+json')) {
    try {
      const { code, detail } = JSON.parse(text) as { code?: unknown; detail?: unknown };
      if (typeof code === 'string' && Object.hasOwn(problems, code)) return new Problem(code as ProblemCode, String(detail));
    } catch {
      // Falls through: not a document of ours.
    }
  }
  return notRestante(`The answer (HTTP ${status}) is not from a Restante server.`);
};

const readStart = async (body: Readable, limit: number): Promise<string> => {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    parts.push(part);
    size += part.byteLength;
    if (size > limit) break;
  }
  return Buffer.concat(parts).toString('utf8');
};

const readAnswer = async ({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<Answer> => {
  const refuse = (problem: Problem): Answer => {
    body.on('error', () => {}).destroy();
    return { kind: 'problem', problem };
  };
  if (statusCode >= 400) return { kind: 'problem', problem: await readProblem(statusCode, headers, body) };
  const acquisition = parseAcquired(headerOf(headers, 'acquisition'));
  const refused = parseRefused(headerOf(headers, 'refused'));
  // A captive portal answers 200 to everything; without the acquisition information it is no answer.
  if (!acquisition || !refused || (statusCode !== 200 && statusCode !== 204))
    return refuse(notRestante(`The answer (HTTP ${statusCode}) is not from a Restante server.`));
  if (statusCode === 204) {
    await body.dump();
    return acquisition.sent
      ? refuse(notRestante('The answer announces a message and brings none.'))
      : { kind: 'nothing', acquisition, refused };
  }
  const sha256 = parseDigest(headerOf(headers, 'repr-digest'));
  const length = headerOf(headers, 'content-length');
  if (!acquisition.sent || !sha256 || !/^\d{1,15}$/.test(length))
    return refuse(notRestante('The answer lacks what makes a message certain.'));
  const message: Incoming = {
    ...acquisition.sent,
    size: Number(length),
    sha256,
    type: headerOf(headers, 'content-type') || 'application/octet-stream',
    subject: decodeHeaderValue(headerOf(headers, 'subject')),
    sender: decodeHeaderValue(headerOf(headers, 'from')),
    acceptedAt: acquisition.accepted ?? (Date.parse(headerOf(headers, 'date')) || 0),
    body,
  };
  return { kind: 'message', acquisition, refused, message };
};

export const unreachable = (error: unknown): Problem => {
  const { code, message } = error as NodeJS.ErrnoException;
  return new Problem('server-unreachable', `The server did not answer (${code ?? message}). Nothing that it has confirmed is lost.`, {
    cause: error,
  });
};

/** @param server base URL @param device a stable name of this device */
export const createServerClient = (options: { server: string; token: string; device: string }): ServerClient => {
  const agent = new Agent({ headersTimeout: headTimeout, bodyTimeout: silence, connectTimeout: 10_000 });
  const headers = { authorization: `Bearer ${options.token}`, device: options.device };
  const origin = options.server;
  return {
    async acquire(mailbox, request, signal) {
      try {
        const path = formatAcquisition(mailbox, request);
        return await readAnswer(await agent.request({ origin, path, method: methodOf(request), headers, signal }));
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
    async takeOver(mailbox) {
      let response: Dispatcher.ResponseData;
      try {
        response = await agent.request({ origin, path: `/v1/mailboxes/${mailbox}/device`, method: 'PUT', headers });
      } catch (error) {
        throw unreachable(error);
      }
      const { statusCode, headers: answered, body } = response;
      if (statusCode >= 400) throw await readProblem(statusCode, answered, body);
      if (!takenOverSchema.safeParse(await body.json().catch(() => undefined)).success)
        throw notRestante(`The answer (HTTP ${statusCode}) is not from a Restante server.`);
    },
    close: () => agent.destroy(),
  };
};
