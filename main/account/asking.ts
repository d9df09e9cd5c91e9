import { Agent, type Dispatcher } from 'undici';
import { readProblem } from '../sync/failure.ts';

export interface CheckOptions {
  /** ms for the connection; an answer may take twice as long. */
  readonly patience?: number;
  /** Certificates to trust in place of the system's, PEM. */
  readonly ca?: Uint8Array;
}

/** One request of a check. @throws Problem, or what broke the connection */
type Asking = (method: 'GET' | 'POST', path: string, body?: unknown) => Promise<Dispatcher.ResponseData>;

/** The JSON of an answer; undefined if it is none. One that does not come is another matter. */
export const jsonOf = (response: Dispatcher.ResponseData): Promise<unknown> =>
  response.body.json().catch((error: unknown) => {
    if (!(error instanceof SyntaxError)) throw error;
  });

/** Asks a server that is perhaps none, over connections of its own that end with the questions. */
export const inquire = async <T>(
  to: CheckOptions & { readonly server: string; readonly token: string },
  judge: (ask: Asking) => Promise<T>,
): Promise<T> => {
  const { server, token, patience = 10_000, ca } = to;
  const agent = new Agent({ connect: { timeout: patience, ...(ca && { ca: Buffer.from(ca) }) } });
  try {
    return await judge(async (method, path, body) => {
      const response = await agent.request({
        origin: server,
        path,
        method,
        headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(2 * patience),
      });
      if (response.statusCode >= 400) throw await readProblem(response.statusCode, response.headers, response.body);
      return response;
    });
  } finally {
    await agent.destroy();
  }
};
