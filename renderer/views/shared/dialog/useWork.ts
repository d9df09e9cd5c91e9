import { useEffect, useRef, useState } from 'react';
import type { Outcome } from '../../../../protocol/bridge.ts';
import type { Problem } from '../../../bridge.ts';
import { useHold } from './holding.ts';

export interface Work {
  readonly busy: boolean;
  /** Why it was not done, until it is tried again. */
  readonly problem: Problem | null;
  /** Does it, and goes on with its result if anybody still waits for it. */
  run<T>(ask: () => Promise<Outcome<T>>, then: (value: T) => void): Promise<void>;
  /** What went wrong was told of something else. */
  forget(): void;
}

/**
 * What a dialog asks for. The dialog stays until the answer is there; an answer that comes when it is gone is dropped, so that
 * nothing is said or closed elsewhere. @param holds false: it changes nothing, and nobody need wait for it
 */
export const useWork = (holds = true): Work => {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const here = useRef(false);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  useHold(busy && holds);
  // A button that waits is disabled, and loses the focus: whoever pressed it goes on from there.
  const pressed = useRef<Element | null>(null);
  useEffect(() => {
    if (busy || document.activeElement !== document.body) return;
    if (pressed.current instanceof HTMLElement) pressed.current.focus();
    pressed.current = null;
  }, [busy]);
  return {
    busy,
    problem,
    async run(ask, then) {
      pressed.current = document.activeElement;
      setBusy(true);
      setProblem(null);
      const outcome = await ask();
      if (!here.current) return;
      setBusy(false);
      if (outcome.ok) then(outcome.value);
      else setProblem(outcome.problem);
    },
    forget: () => setProblem(null),
  };
};
