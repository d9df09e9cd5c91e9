import type { Context, Middleware } from 'koa';
import { Problem } from '../../protocol/errors.ts';
import { clientKey, type Decision, type Rates } from '../rates.ts';

/** RFC 9110 §10.2.3, in whole seconds. @throws Problem `too-many-requests` */
const hold = (ctx: Context, decision: Decision, detail: string): void => {
  if (decision.kind === 'allowed') return;
  ctx.set('Retry-After', String(Math.max(1, Math.ceil(decision.retryAfter / 1_000))));
  throw new Problem('too-many-requests', detail);
};

/**
 * Tokens that are not known, one after the other from one client: from a certain number on they are told to wait.
 * The token has been looked up by then: a valid one passes whatever its neighbours behind the same address do.
 */
export const guessing =
  (rates: Rates): Middleware =>
  async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      if (error instanceof Problem && error.code === 'token-unknown')
        hold(
          ctx,
          rates.failures.take(clientKey(ctx.ip)),
          'Too many tokens that are not known came from this address. Wait before the next try.',
        );
      throw error;
    }
  };

/** A sender that runs away is stopped before its body is read. @throws Problem `too-many-requests` */
export const admitSubmission = (ctx: Context, rates: Rates, token: string): void =>
  hold(ctx, rates.submissions.take(token), 'Too many messages came with this token. Nothing was stored; wait before the next.');
