import { useCallback, useEffect, useState } from 'react';
import type { Retention } from '../../protocol/bridge.ts';
import type { Problem } from '../bridge.ts';
import { useApp } from './app.ts';

export interface RetentionState {
  readonly policy: Retention | null;
  save(policy: Retention): Promise<Problem | null>;
}

export const useRetention = (): RetentionState => {
  const app = useApp();
  const [policy, setPolicy] = useState<Retention | null>(null);
  useEffect(() => {
    let current = true;
    const read = async (): Promise<void> => {
      const outcome = await app.bridge.call('server.retention');
      if (current) setPolicy(outcome.ok ? outcome.value : null);
    };
    void read();
    const stop = app.serverChanged.subscribe(() => void read());
    return () => {
      current = false;
      stop();
    };
  }, [app]);
  const save = useCallback(
    async (next: Retention) => {
      const outcome = await app.bridge.call('server.changeRetention', next);
      if (!outcome.ok) return outcome.problem;
      setPolicy(outcome.value);
      return null;
    },
    [app],
  );
  return { policy, save };
};
