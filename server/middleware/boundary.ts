import type { Middleware } from 'koa';
import type { Logger } from 'pino';
import { formatProblem, Problem } from '../../protocol/errors.ts';
import { StorageError } from '../store/port.ts';

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
      const document = formatProblem(problem);
      if (document.status >= 500) log.error({ err: error, method: ctx.method, path: ctx.path }, problem.code);
      ctx.status = document.status;
      if (document.status === 401) ctx.set('WWW-Authenticate', 'Bearer');
      // The rest of a body that was refused is not read.
      if (!ctx.req.complete) ctx.set('Connection', 'close');
      ctx.body = JSON.stringify(document);
      ctx.set('Content-Type', 'application/problem+json');
    }
  };
