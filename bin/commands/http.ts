import { setTimeout as delay } from 'node:timers/promises';
import { type Dispatcher, request } from 'undici';
import type { z } from 'zod';
import { backoff } from '../../main/sync/backoff.ts';
import { readProblem, unreachable } from '../../main/sync/failure.ts';
import { Problem, type ProblemCode, statusOf } from '../../protocol/errors.ts';

type Options = Pick<Dispatcher.RequestOptions, 'method' | 'headers' | 'body' | 'signal' | 'bodyTimeout'>;

/** The head of an answer, its body to be read. @throws Problem: the server's own, or that it did not answer. */
export const open = async (server: string, token: string, path: string, options: Options): Promise<Dispatcher.ResponseData> => {
  let response: Dispatcher.ResponseData;
  try {
    response = await request(`${server}${path}`, {
      ...options,
      headers: { ...(options.headers as object), authorization: `Bearer ${token}` },
    });
  } catch (error) {
    throw unreachable(error);
  }
  if (response.statusCode >= 400) throw await readProblem(response.statusCode, response.headers, response.body);
  return response;
};

/** One request of a command. @throws Problem */
export const ask = async (server: string, token: string, path: string, options: Options): Promise<unknown> => {
  const response = await open(server, token, path, options);
  if (response.statusCode === 204) {
    await response.body.dump();
    return undefined;
  }
  try {
    return await response.body.json();
  } catch (error) {
    throw new Problem('answer-invalid', `The answer (HTTP ${response.statusCode}) is not from a Restante server.`, { cause: error });
  }
};

/** @throws Problem if an answer is not what its schema says */
export const readAnswer = <T>(schema: z.ZodType<T>, answer: unknown): T => {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Problem(
    'answer-invalid',
    `The server's answer is not what this version expects (${issue?.path.join('.')}: ${issue?.message}).`,
  );
};

/** What asking again at once does not mend, for all its status. */
const lasting = new Set<ProblemCode>(['answer-invalid', 'mailbox-full']);

/** Asks again a few times when the server cannot be reached or fails; only for what is safe to repeat. */
export const askPersistently = async <T>(attempt: () => Promise<T>, times = 5): Promise<T> => {
  for (let failures = 0; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      const passing =
        error instanceof Problem && !lasting.has(error.code) && (statusOf(error.code) >= 500 || error.code === 'too-many-requests');
      if (!passing || failures + 1 >= times) throw error;
      await delay(backoff(failures, Math.random()));
    }
  }
};
