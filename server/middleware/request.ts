import type { Context, Middleware } from 'koa';
import type { Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import type { ProblemCode } from '../../protocol/errors.ts';
import { type Operation, type OperationName, operations } from '../../protocol/operations.ts';
import { withoutTokens } from '../log.ts';

/** What is known of a request while it is answered. */
interface Known {
  readonly id: string;
  operation?: OperationName;
  problem?: ProblemCode;
}

/** A request that has ended, whether its answer left whole or not. */
export interface Finished {
  readonly operation: OperationName | 'none';
  readonly method: string;
  readonly status: number;
  /** Until the last byte of the answer was handed to the system; of an event stream `undefined`. */
  readonly ms: number | undefined;
  readonly problem: ProblemCode | undefined;
}

const known = new WeakMap<object, Known>();

const of = (ctx: Context): Known => {
  const found = known.get(ctx.req);
  if (!found) throw new Error('the request was not introduced');
  return found;
};

/** The id that the other side gave, if it can stand in a log line and a header and is no token; else one of our own. */
const idOf = (given: string): string => (/^[A-Za-z0-9._-]{1,64}$/.test(given) && withoutTokens(given) === given ? given : uuidv7());

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The request as a problem document names it, a URI reference (RFC 9457 §3.1.5). */
export const instanceOf = (ctx: Context): string => {
  const { id } = of(ctx);
  return uuid.test(id) ? `urn:uuid:${id.toLowerCase()}` : id;
};

/** Log lines of this request carry its id. */
export const logOf = (ctx: Context, log: Logger): Logger => log.child({ request: of(ctx).id });

export const noteOperation = (ctx: Context, operation: OperationName): void => {
  of(ctx).operation = operation;
};
export const noteProblem = (ctx: Context, problem: ProblemCode): void => {
  of(ctx).problem = problem;
};

const isStream = (name: OperationName): boolean => {
  const { answers }: Operation = operations[name];
  return answers[200]?.type === 'text/event-stream';
};

const methodsTold = new Set(['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH']);

/** Gives each request its id, and tells of each once it has ended. Paths are not told: they hold names, and what people mistype. */
export const introduce =
  (log: Logger, finished: (request: Finished) => void): Middleware =>
  (ctx, next) => {
    const begun = performance.now();
    const request: Known = { id: idOf(ctx.get('X-Request-Id')) };
    known.set(ctx.req, request);
    ctx.set('X-Request-Id', request.id);
    ctx.res.once('close', () => {
      const { operation = 'none', problem } = request;
      const method = methodsTold.has(ctx.method) ? ctx.method : 'other';
      const ms = performance.now() - begun;
      const streamed = operation !== 'none' && isStream(operation) && problem === undefined;
      finished({ operation, method, status: ctx.res.statusCode, ms: streamed ? undefined : ms, problem });
      if (!log.isLevelEnabled('debug')) return;
      const whole = ctx.res.writableFinished;
      log.debug({ request: request.id, operation, method, status: ctx.res.statusCode, ms: Math.round(ms), problem, whole }, 'request');
    });
    return next();
  };
