import type { Middleware } from 'koa';
import { normalizeTarget } from '../../protocol/acquisition.ts';
import { Problem } from '../../protocol/errors.ts';

/** The door: brings the raw request target to its one form before anything reads it (fig. 6). */
export const target: Middleware = (ctx, next) => {
  ctx.url = normalizeTarget(ctx.req.url ?? '/');
  // The router would answer HEAD wherever it answers GET, and OPTIONS without a token; neither is of use here.
  if (ctx.method === 'HEAD' || ctx.method === 'OPTIONS') throw new Problem('method-not-allowed', `${ctx.method} is not answered here.`);
  return next();
};
