import type { Middleware } from 'koa';
import { normalizeTarget } from '../../protocol/acquisition.ts';

/** The door: brings the raw request target to its one form before anything reads it (fig. 6). */
export const target: Middleware = (ctx, next) => {
  ctx.url = normalizeTarget(ctx.req.url ?? '/');
  return next();
};
