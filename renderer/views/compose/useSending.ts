import { useEffect, useState } from 'react';
import type { Sending } from '../../../protocol/bridge.ts';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';

/** Where the account may send, and mailboxes to choose from; null until the server has said so. Nobody waits for it. */
export const useSending = (): Sending | null => {
  const { bridge, account: current, serverChanged } = useApp();
  const { id: account } = useValue(current);
  const [sending, setSending] = useState<Sending | null>(null);
  useEffect(() => {
    let wanted = true;
    let clear = false;
    const ask = (): void =>
      void bridge.call('letters.sending', { account }).then((outcome) => {
        if (!wanted || !outcome.ok) return;
        setSending(outcome.value);
        clear = outcome.value.to === 'everyone' || outcome.value.to === 'own';
      });
    ask();
    // The app's own server may only be coming up.
    const stop = serverChanged.subscribe(() => {
      if (!clear) ask();
    });
    return () => {
      wanted = false;
      stop();
    };
  }, [bridge, account, serverChanged]);
  return sending;
};
