import { useEffect, useState } from 'react';
import { useApp } from './app.ts';
import { useValue } from './value.ts';

const none: ReadonlySet<string> = new Set();

/** How the inboxes of this computer call themselves at their servers, as far as it is known. */
export const useOwnDevices = (): ReadonlySet<string> => {
  const { bridge, accounts } = useApp();
  const ids = useValue(accounts)
    .map(({ id }) => id)
    .join();
  const [devices, setDevices] = useState(none);
  useEffect(() => {
    let current = true;
    for (const account of ids.split(','))
      void bridge.call('inbox.device', { account }).then((outcome) => {
        if (current && outcome.ok) setDevices((before) => new Set(before).add(outcome.value));
      });
    return () => {
      current = false;
    };
  }, [bridge, ids]);
  return devices;
};
