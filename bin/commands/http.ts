import { setTimeout as delay } from 'node:timers/promises';
import { type Dispatcher, request } from 'undici';
import { backoff } from '../../main/sync/backoff.ts';
import { readProblem, unreachable } from '../../main/sync/request.ts';
import { Problem, statusOf } from '../../protocol/errors.ts';

type Options = Pick<Dispatcher.RequestOptions, 'method' | 'headers' | 'body'>;

/** One request of a command. @throws Problem: the server's own, or that it did not answer. */
export const ask = async (server: string, token: string, path: string, options: Options): Promise<unknown> => {
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
  try {
    return await response.body.json();
  } catch (error) {
    throw new Problem('answer-invalid', `The answer (HTTP ${response.statusCode}) is not from a Restante server.`, { cause: error });
  }
};

/** Asks again a few times when the server cannot be reached or fails; only for what is safe to repeat. */
export const askPersistently = async <T>(attempt: () => Promise<T>, times = 5): Promise<T> => {
  for (let failures = 0; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      const passing =
        error instanceof Problem && error.code !== 'answer-invalid' && (statusOf(error.code) >= 500 || error.code === 'too-many-requests');
      if (!passing || failures + 1 >= times) throw error;
      await delay(backoff(failures, Math.random()));
    }
  }
};
