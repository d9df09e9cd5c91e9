import { useEffect, useRef } from 'react';
import type { Outcome } from '../../protocol/bridge.ts';

type Problem = Extract<Outcome<never>, { ok: false }>['problem'];

/** What passes by itself, of the server or of the way to it; everything else is an answer. */
const passing: ReadonlySet<string> = new Set([
  'server-unreachable',
  'answer-invalid',
  'body-truncated',
  'request-timeout',
  'too-many-requests',
  'internal',
  'stopping',
  'storage-failed',
]);

/** The first pause before something is asked again, which doubles, and the longest, in ms. */
const first = 2_000;
const longest = 30_000;

/** Asks again what failed and may not fail the next time. */
export interface Retry {
  /** This came of the last attempt; null: what was asked for, or nothing yet. */
  told(problem: Problem | null): void;
  end(): void;
}

export const createRetry = (again: () => void): Retry => {
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    told(problem) {
      clearTimeout(timer);
      if (!problem || !passing.has(problem.code)) {
        failures = 0;
        return;
      }
      timer = setTimeout(again, Math.min(first * 2 ** failures, longest));
      failures += 1;
    },
    end: () => clearTimeout(timer),
  };
};

/** The same for what is told as a value: each attempt that fails must bring a problem of its own. */
export const useRetry = (problem: Problem | null, again: () => void): void => {
  const latest = useRef(again);
  useEffect(() => {
    latest.current = again;
  });
  const retry = useRef<Retry>(undefined);
  useEffect(() => {
    const mine = createRetry(() => latest.current());
    retry.current = mine;
    return mine.end;
  }, []);
  useEffect(() => retry.current?.told(problem), [problem]);
};

export const problemOf = (outcome: Outcome<unknown>): Problem | null => (outcome.ok ? null : outcome.problem);
