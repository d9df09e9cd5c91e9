import type { Middleware } from 'koa';
import { normalizeTarget } from '../../protocol/acquisition.ts';
import { Problem } from '../../protocol/errors.ts';

/** The door: brings the raw request target to its one form before anything reads it (fig. 6). */
export const target: Middleware = (ctx, next) => {
  ctx.url = normalizeTarget(ctx.req.url ?? '/');
  // The router would answer HEAD wherever it answers GET; asking for a message is not idle curiosity.
  if (ctx.method === 'HEAD') throw new Problem('method-not-allowed', 'HEAD is not answered here.');
  return next();
};
