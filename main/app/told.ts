import type { Logger } from 'pino';
import type { BridgeEvent, Status } from '../../protocol/bridge.ts';
import type { Counts } from './tray.ts';

/** What the app tells of its accounts, beside the window: their counts together, and a log of how they stand. */
export interface Told {
  tell(event: BridgeEvent): void;
  counts(): Counts;
}

/** @param changed the counts may be others now */
export const createTold = (log: Logger, changed: () => void): Told => {
  const statuses = new Map<string, Status>();
  return {
    tell(event) {
      if (event.kind === 'status') {
        const { account, status } = event;
        const before = statuses.get(account)?.connection;
        statuses.set(account, status);
        const { connection } = status;
        const code = 'code' in connection ? connection.code : undefined;
        const codeBefore = before && 'code' in before ? before.code : undefined;
        // While messages come, it says so with each of them.
        if (connection.kind !== before?.kind || code !== codeBefore)
          log[code === undefined ? 'info' : 'warn'](
            { account, connection: connection.kind, code, waiting: status.waiting.count },
            'connection',
          );
        changed();
      }
      if (event.kind === 'trouble') log.warn({ account: event.account, code: event.problem.code }, 'trouble with a message');
      if (event.kind === 'accounts') {
        for (const id of statuses.keys()) if (!event.accounts.some((account) => account.id === id)) statuses.delete(id);
        changed();
      }
    },
    counts: () =>
      [...statuses.values()].reduce((sum, { unread, waiting }) => ({ unread: sum.unread + unread, waiting: sum.waiting + waiting.count }), {
        unread: 0,
        waiting: 0,
      }),
  };
};
