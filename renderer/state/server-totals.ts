import { useCallback } from 'react';
import type { Amount, ServerFolder } from '../../protocol/bridge.ts';
import type { ServerPort } from '../server-port.ts';
import { useAnswer } from './answer.ts';

const unknown = { delivery: null, processed: null };

/** How many messages a server's folders hold, over all mailboxes; null while that is not known. */
export const useServerTotals = (port: ServerPort): Readonly<Record<ServerFolder, Amount | null>> => {
  const ask = useCallback(async () => {
    const totalOf = async (folder: ServerFolder): Promise<Amount | null> => {
      const outcome = await port.ask('messages', { query: { folder, limit: 1 } });
      return outcome.ok ? outcome.value.total : null;
    };
    const [delivery, processed] = await Promise.all([totalOf('delivery'), totalOf('processed')]);
    return { delivery, processed };
  }, [port]);
  return useAnswer(port.changed, ask).answer ?? unknown;
};
