import { useCallback, useEffect, useRef, useState } from 'react';
import { createRetry, type Retry } from './retry.ts';
import type { Signal } from './signal.ts';

/** Asks one thing again and again. */
export interface Asking {
  /** Asks; while that is under way once more behind it, however often it is called. */
  again(): void;
  /** Nothing is told any more. */
  end(): void;
}

/** One question at a time: an older answer never comes behind a newer one, and the last was asked for after the last call. */
export const createAsking = <T>(ask: () => Promise<T>, tell: (answer: T) => void): Asking => {
  let under = false;
  let stale = false;
  let ended = false;
  const run = async (): Promise<void> => {
    under = true;
    do {
      stale = false;
      const answer = await ask();
      if (ended) return;
      tell(answer);
    } while (stale);
    under = false;
  };
  return {
    again() {
      if (under) stale = true;
      else void run();
    },
    end() {
      ended = true;
    },
  };
};

/**
 * The newest answer to a question, which is asked anew whenever something changed. `ask` must not reject, and is another function
 * only when it asks something else: what is answered then was asked of it. Null: nothing is asked.
 * @param problemOf why it could not be answered: what may pass is asked again by itself
 */
export const useAnswer = <T>(
  changed: Signal,
  ask: (() => Promise<T>) | null,
  problemOf: (answer: T) => Parameters<Retry['told']>[0],
): { answer: T | undefined; again(): void } => {
  const [told, setTold] = useState<{ of: () => Promise<T>; answer: T }>();
  const asking = useRef<Asking>(undefined);
  useEffect(() => {
    if (ask === null) return;
    const retry = createRetry(() => mine.again());
    const mine = createAsking(ask, (answer) => {
      setTold({ of: ask, answer });
      retry.told(problemOf(answer));
    });
    asking.current = mine;
    mine.again();
    const stop = changed.subscribe(mine.again);
    return () => {
      stop();
      retry.end();
      mine.end();
      asking.current = undefined;
    };
  }, [changed, ask, problemOf]);
  const again = useCallback(() => asking.current?.again(), []);
  return { answer: ask !== null && told?.of === ask ? told.answer : undefined, again };
};
