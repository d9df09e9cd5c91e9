import { useCallback, useEffect, useState } from 'react';
import type { Retention } from '../../protocol/bridge.ts';
import type { Problem } from '../bridge.ts';
import type { ServerPort } from '../server-port.ts';

export interface RetentionState {
  readonly policy: Retention | null;
  save(policy: Retention): Promise<Problem | null>;
}

/** The policy in force in a mailbox. */
export const useRetention = (port: ServerPort, mailbox: string): RetentionState => {
  const [policy, setPolicy] = useState<Retention | null>(null);
  useEffect(() => {
    let current = true;
    const read = async (): Promise<void> => {
      const outcome = await port.ask('retention', { path: { mailbox } });
      if (current) setPolicy(outcome.ok ? outcome.value : null);
    };
    void read();
    const stop = port.changed.subscribe(() => void read());
    return () => {
      current = false;
      stop();
    };
  }, [port, mailbox]);
  const save = useCallback(
    async (next: Retention) => {
      const outcome = await port.ask('setRetention', { path: { mailbox }, body: next });
      if (!outcome.ok) return outcome.problem;
      setPolicy(outcome.value);
      return null;
    },
    [port, mailbox],
  );
  return { policy, save };
};
