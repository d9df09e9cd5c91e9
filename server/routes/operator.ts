import type { Context } from 'koa';
import type { ApiHealth } from '../../protocol/api.ts';
import { describe } from '../../protocol/openapi.ts';
import { operations } from '../../protocol/operations.ts';
import type { Metrics } from '../metrics.ts';
import type { Serve } from './operation.ts';

/** Health, metrics and the description of the interface: nothing here names a mailbox. */
export const operatorRoutes = (serve: Serve, deps: { health: () => ApiHealth; metrics: Pick<Metrics, 'text' | 'contentType'> }): void => {
  let description: ReturnType<typeof describe> | undefined;
  const answer = (ctx: Context): undefined => {
    const health = deps.health();
    ctx.status = health.status === 'ready' ? 200 : 503;
    ctx.body = health;
  };

  serve('live', () => ({ status: 'live' as const }));
  serve('ready', ({ ctx }) => answer(ctx));
  serve('health', ({ ctx }) => answer(ctx));
  serve('metrics', async ({ ctx }) => {
    ctx.body = await deps.metrics.text();
    ctx.set('Content-Type', deps.metrics.contentType);
    return undefined;
  });
  serve('openapi', () => {
    description ??= describe(operations);
    return description;
  });
};
