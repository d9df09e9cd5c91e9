import { useEffect, useState } from 'react';
import type { Retention } from '../../protocol/bridge.ts';
import type { ServerPort } from '../server-port.ts';

/** The policy in force in a mailbox; null while it is not known. */
export const useRetention = (port: ServerPort, mailbox: string): Retention | null => {
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
  return policy;
};
