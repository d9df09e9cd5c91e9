import { useEffect, useState } from 'react';
import type { Amount, ServerFolder } from '../../protocol/bridge.ts';
import type { ServerPort } from '../server-port.ts';

/** How many messages a server's folders hold, over all mailboxes; null while that is not known. */
export const useServerTotals = (port: ServerPort): Readonly<Record<ServerFolder, Amount | null>> => {
  const [totals, setTotals] = useState<Readonly<Record<ServerFolder, Amount | null>>>({ delivery: null, processed: null });
  useEffect(() => {
    let current = true;
    const read = async (): Promise<void> => {
      const [delivery, processed] = await Promise.all([
        port.ask('messages', { query: { folder: 'delivery', limit: 1 } }),
        port.ask('messages', { query: { folder: 'processed', limit: 1 } }),
      ]);
      if (current)
        setTotals({ delivery: delivery.ok ? delivery.value.total : null, processed: processed.ok ? processed.value.total : null });
    };
    setTotals({ delivery: null, processed: null });
    void read();
    const stop = port.changed.subscribe(() => void read());
    return () => {
      current = false;
      stop();
    };
  }, [port]);
  return totals;
};
