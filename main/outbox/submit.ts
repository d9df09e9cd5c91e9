import { createHash } from 'node:crypto';
import { Agent, type Dispatcher } from 'undici';
import { z } from 'zod';
import { type ApiStatus, statusSchema } from '../../protocol/api.ts';
import { Problem } from '../../protocol/errors.ts';
import { operations } from '../../protocol/operations.ts';
import { receiptSchema } from '../../protocol/submission.ts';
import { formatTarget } from '../../protocol/target.ts';
import { readProblem, unreachable } from '../sync/failure.ts';

/** What letters are sent with. */
export interface SendingConfig {
  /** Base URL. */
  readonly server: string;
  /** A send token: of one mailbox, or of all. */
  readonly token: string;
}

/** How an attempt ended. */
export type Attempt =
  | { readonly kind: 'accepted'; readonly uid: string }
  /** `certain`: the server does not have it. Else nobody knows. */
  | { readonly kind: 'failed'; readonly problem: Problem; readonly certain: boolean };

/** The server as a sender sees it. */
export interface SendingClient {
  /** A name of the token, without its secret. */
  readonly token: string;
  /** @param open the mail's bytes @param given called with how many of them were handed over */
  submit(
    mailbox: string,
    mail: { key: string; bytes: number; open: () => AsyncIterable<Uint8Array> },
    given: (bytes: number) => void,
    signal: AbortSignal,
  ): Promise<Attempt>;
  /** Undefined if the server knows no such message. @throws Problem */
  status(uid: string): Promise<ApiStatus | undefined>;
  /** Whether a letter to the mailbox would be taken; nothing is sent. @throws Problem if the server does not say */
  probe(mailbox: string): Promise<'known' | 'unknown' | 'forbidden'>;
  close(): Promise<void>;
}

/** ms: for a connection; for the answer, since the server commits to its disk before it; without a byte of one. */
const patience = { connect: 10_000, head: 60_000, silence: 60_000 };

/** Refusals that the server gives before it looks at the body, or after which it has kept nothing: all that it words itself. */
const isRefusal = ({ code }: Problem): boolean => code !== 'answer-invalid';

export const createSendingClient = ({ server, token }: SendingConfig): SendingClient => {
  const agent = new Agent({ connectTimeout: patience.connect, headersTimeout: patience.head, bodyTimeout: patience.silence });
  const headers = { authorization: `Bearer ${token}` };
  const ask = async (path: string, options: Partial<Dispatcher.RequestOptions> & { method: Dispatcher.HttpMethod }): Promise<unknown> => {
    let response: Dispatcher.ResponseData;
    try {
      response = await agent.request({ origin: server, path, ...options, headers: { ...headers, ...options.headers } });
    } catch (error) {
      throw unreachable(error);
    }
    if (response.statusCode >= 400) throw await readProblem(response.statusCode, response.headers, response.body);
    return response.body.json().catch(() => undefined);
  };

  return {
    token: createHash('sha256').update(token).digest('hex').slice(0, 16),
    async submit(mailbox, { key, bytes, open }, given, signal) {
      let handed = 0;
      const counted = async function* (): AsyncGenerator<Uint8Array> {
        for await (const part of open()) {
          // Before it goes: what may have been handed over counts.
          handed += part.byteLength;
          given(handed);
          yield part;
        }
      };
      try {
        const answer = await ask(formatTarget(operations.submit.path, { mailbox }), {
          method: 'POST',
          headers: { 'content-type': 'message/rfc822', 'content-length': String(bytes), 'idempotency-key': key },
          body: counted() as unknown as Buffer,
          signal,
        });
        const receipt = receiptSchema.safeParse(answer);
        if (receipt.success) return { kind: 'accepted', uid: receipt.data.uid };
        const problem = new Problem('answer-invalid', 'What answered is not a Restante server, or its answer broke off.');
        return { kind: 'failed', problem, certain: false };
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        // What was not handed over in full cannot have been accepted.
        const certain = error.code === 'server-unreachable' ? handed < bytes : isRefusal(error) && error.code !== 'internal';
        return { kind: 'failed', problem: error, certain };
      }
    },
    async status(uid) {
      try {
        return statusSchema.parse(await ask(formatTarget(operations.submission.path, { uid }), { method: 'GET' }));
      } catch (error) {
        if (error instanceof Problem && error.code === 'message-unknown') return undefined;
        if (error instanceof z.ZodError) throw new Problem('answer-invalid', 'What answered is not a Restante server.');
        throw error;
      }
    },
    async probe(mailbox) {
      try {
        // A submission that the server refuses for its query, after it has looked at the token and the mailbox.
        await ask(formatTarget(operations.submit.path, { mailbox }, { probe: 1 }), { method: 'POST' });
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        if (error.code === 'parameter-unknown') return 'known';
        if (error.code === 'mailbox-unknown') return 'unknown';
        if (error.code === 'token-scope') return 'forbidden';
        throw error;
      }
      throw new Problem('answer-invalid', 'What answered is not a Restante server.');
    },
    close: () => agent.destroy(),
  };
};
