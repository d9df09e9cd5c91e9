import type Router from '@koa/router';
import type { Middleware } from 'koa';
import { Problem } from '../../protocol/errors.ts';

/**
 * 405 with `Allow` (RFC 9110 §15.5.6) for what an address does not take. The router would answer HEAD
 * wherever it answers GET, and OPTIONS without a token; neither is of use here.
 */
export const methods =
  (router: Router): Middleware =>
  (ctx, next) => {
    const layers = router.match(ctx.path, ctx.method).path;
    const allowed = [...new Set(layers.flatMap((layer) => layer.methods))].filter((method) => method !== 'HEAD');
    if (layers.length === 0 || allowed.includes(ctx.method)) return next();
    ctx.set('Allow', allowed.join(', '));
    throw new Problem('method-not-allowed', `${ctx.method} is not answered here; ${allowed.join(', ')} is.`);
  };
