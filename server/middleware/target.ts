import type { Middleware } from 'koa';
import { normalizeTarget } from '../../protocol/acquisition.ts';
import { Problem } from '../../protocol/errors.ts';

/** The door: brings the raw request target to its one form before anything reads it (fig. 6). */
export const target: Middleware = (ctx, next) => {
  if (ctx.req.httpVersion === '1.1' && ctx.req.headers.host === undefined)
    throw new Problem('request-malformed', 'A request of HTTP/1.1 has a Host header (RFC 9112 §3.2).');
  ctx.url = normalizeTarget(ctx.req.url ?? '/');
  return next();
};
