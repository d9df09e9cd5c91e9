import { useCallback } from 'react';
import type { AdminAnswer } from '../../protocol/admin.ts';
import type { Amount, Outcome, ServerFolder } from '../../protocol/bridge.ts';
import type { ServerPort } from '../server-port.ts';
import { useAnswer } from './answer.ts';
import { problemOf } from './retry.ts';

type Totals = Readonly<Record<ServerFolder, Outcome<AdminAnswer<'messages'>>>>;

const problemIn = ({ delivery, processed }: Totals) => problemOf(delivery) ?? problemOf(processed);
const totalOf = (outcome: Totals[ServerFolder] | undefined): Amount | null => (outcome?.ok ? outcome.value.total : null);

/** How many messages a server's folders hold, over all mailboxes; null while that is not known. */
export const useServerTotals = (port: ServerPort): Readonly<Record<ServerFolder, Amount | null>> => {
  const ask = useCallback(async () => {
    const folder = (name: ServerFolder) => port.ask('messages', { query: { folder: name, limit: 1 } });
    const [delivery, processed] = await Promise.all([folder('delivery'), folder('processed')]);
    return { delivery, processed };
  }, [port]);
  const { answer } = useAnswer(port.changed, ask, problemIn);
  return { delivery: totalOf(answer?.delivery), processed: totalOf(answer?.processed) };
};
