import { useEffect, useState } from 'react';
import type { Status } from '../../protocol/bridge.ts';
import { useApp } from './app.ts';
import { useValue } from './value.ts';

/** How every account stands, as far as it is known. */
export const useStatuses = (): ReadonlyMap<string, Status> => {
  const { bridge, accounts } = useApp();
  const ids = useValue(accounts)
    .map(({ id }) => id)
    .join();
  const [statuses, setStatuses] = useState<ReadonlyMap<string, Status>>(new Map());
  useEffect(() => {
    let current = true;
    const know = (id: string, status: Status, anew: boolean): void =>
      setStatuses((before) => (!anew && before.has(id) ? before : new Map(before).set(id, status)));
    const stop = bridge.listen((event) => {
      if (event.kind === 'status') know(event.account, event.status, true);
    });
    for (const account of ids.split(','))
      void bridge.call('status.read', { account }).then((outcome) => {
        // An event that came first is newer.
        if (current && outcome.ok) know(account, outcome.value, false);
      });
    return () => {
      current = false;
      stop();
    };
  }, [bridge, ids]);
  return statuses;
};
