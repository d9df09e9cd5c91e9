import type { IncomingMessage } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import type { Middleware } from 'koa';
import type { Logger } from 'pino';
import { formatProblem, Problem } from '../../protocol/errors.ts';
import { limits } from '../limits.ts';
import { withoutTokens } from '../log.ts';
import { StorageError } from '../store/port.ts';
import { instanceOf, logOf, noteProblem } from './request.ts';

/** What an unexpected failure may say to the other side. */
const toProblem = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  if (error instanceof StorageError) {
    if (error.failure === 'full')
      return new Problem('storage-full', 'The disk of the server is full. Nothing was changed; try again later.', { cause: error });
    if (error.failure === 'closed')
      return new Problem('stopping', 'The server is stopping. Nothing was changed; try again.', { cause: error });
    return new Problem('storage-failed', 'The disk of the server failed. Nothing was changed.', { cause: error });
  }
  return new Problem('internal', 'The server failed in a way that it did not expect. Nothing was changed.', { cause: error });
};

/**
 * An answer to a request whose body is still coming. It leaves whole and at once, but the connection is
 * ended only when the other side has stopped sending, or after a while: ended earlier, what is still on its
 * way would make the system reset the connection, and the client would see a failure and not its answer.
 */
const answerWhileSending = (request: IncomingMessage, text: string): Readable => {
  const answer = new PassThrough();
  answer.write(text);
  const end = (): void => {
    clearTimeout(late);
    answer.end();
  };
  const late = setTimeout(end, limits.linger);
  request.once('end', end).once('close', end).once('error', end).resume();
  return answer;
};

/** The one error boundary: every failure leaves as problem+json with a code, and unexpected ones are logged. */
export const boundary =
  (log: Logger): Middleware =>
  async (ctx, next) => {
    ctx.set('Cache-Control', 'no-store');
    ctx.set('X-Content-Type-Options', 'nosniff');
    try {
      await next();
      if (ctx.status === 404 && ctx.body === undefined) throw new Problem('route-unknown', 'There is nothing at this address.');
    } catch (error) {
      // The other side has gone; there is nobody to answer.
      if (ctx.req.destroyed && !ctx.req.complete) return;
      const problem = toProblem(error);
      noteProblem(ctx, problem.code);
      const document = formatProblem(problem, instanceOf(ctx));
      // What is wrong is repeated to whoever sent it, and may be shown on; a token in the wrong place is not.
      document.detail = withoutTokens(document.detail);
      // What the server foresaw and refuses is not a fault of its own.
      if (document.status >= 500 && !(error instanceof Problem)) logOf(ctx, log).error({ err: error }, problem.code);
      ctx.status = document.status;
      if (document.status === 401) ctx.set('WWW-Authenticate', 'Bearer');
      const text = JSON.stringify(document);
      if (ctx.req.complete) ctx.body = text;
      else {
        ctx.set('Connection', 'close');
        ctx.body = answerWhileSending(ctx.req, text);
      }
      ctx.length = Buffer.byteLength(text);
      ctx.set('Content-Type', 'application/problem+json');
    }
  };
