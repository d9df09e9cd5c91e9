import { useCallback, useEffect, useRef, useState } from 'react';
import type { ApiPreview } from '../../../../protocol/api.ts';
import type { Outcome, Retention } from '../../../../protocol/bridge.ts';
import { useRetry } from '../../../state/retry.ts';
import { type Problem, useServer } from '../host.ts';
import { askPreview, type Target } from './target.ts';

/** A server is asked when a hand that types rests so long, in ms. */
const rest = 250;

export interface Previewing {
  /** What exactly this policy would do; null: that is not known yet, or no more. */
  readonly value: ApiPreview | null;
  readonly problem: Problem | null;
  /** Asks at once, and shows what is answered. Null: the policy is not valid. */
  look(): Promise<Outcome<ApiPreview> | null>;
}

/** What a policy would do, asked anew when it changes and when the server did; an answer is never shown under another policy. */
export const usePreview = (target: Target, policy: Retention | null): Previewing => {
  const { port } = useServer();
  const asked = policy === null ? null : JSON.stringify({ target, policy });
  const [answer, setAnswer] = useState<{ of: string | null; value: ApiPreview | null; problem: Problem | null }>({
    of: null,
    value: null,
    problem: null,
  });
  /** The newest question; what answers an older one comes too late. */
  const newest = useRef(0);
  const look = useCallback(async (): Promise<Outcome<ApiPreview> | null> => {
    if (asked === null) return null;
    newest.current += 1;
    const mine = newest.current;
    const { target, policy } = JSON.parse(asked) as { target: Target; policy: Retention };
    const outcome = await askPreview(port, target, policy);
    if (mine === newest.current)
      setAnswer({ of: asked, value: outcome.ok ? outcome.value : null, problem: outcome.ok ? null : outcome.problem });
    return outcome;
  }, [port, asked]);
  useEffect(() => {
    const timer = setTimeout(() => void look(), rest);
    const stop = port.changed.subscribe(() => void look());
    return () => {
      clearTimeout(timer);
      stop();
      // What was asked of another policy is no answer any more.
      newest.current += 1;
    };
  }, [port, look]);
  const current = answer.of === asked && asked !== null;
  const problem = current ? answer.problem : null;
  useRetry(problem, () => void look());
  return { value: current ? answer.value : null, problem, look };
};
