import type { Readable } from 'node:stream';
import { Problem, type ProblemCode, problems } from '../../protocol/errors.ts';

/* What kept a server from answering. Apart from request.ts, so that commands which administer load no storage and no parsers. */

export type Headers = Record<string, string | string[] | undefined>;
export const headerOf = (headers: Headers, name: string): string => {
  const value = headers[name];
  return Array.isArray(value) ? (value[0] ?? '') : (value ?? '');
};

export const notRestante = (detail: string): Problem =>
  new Problem('answer-invalid', `${detail} Nothing was taken from it; your messages are safe at the server.`);

/** An error answer; only our own document says that the server itself refused. */
export const readProblem = async (status: number, headers: Headers, body: Readable): Promise<Problem> => {
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

export const unreachable = (error: unknown): Problem => {
  const { code, message } = error as NodeJS.ErrnoException;
  return new Problem('server-unreachable', `The server did not answer (${code ?? message}). Nothing that it has confirmed is lost.`, {
    cause: error,
  });
};
