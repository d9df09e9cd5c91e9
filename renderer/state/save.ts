import { useCallback } from 'react';
import { useApp } from './app.ts';
import { useValue } from './value.ts';

/** Saves a message, or one of its attachments, where the reader says. */
export const useSave = (): ((uid: string, attachment: number | null) => Promise<void>) => {
  const { bridge, toast, account: current } = useApp();
  const { id: account } = useValue(current);
  return useCallback(
    async (uid, attachment) => {
      const outcome = await bridge.call('inbox.save', { account, uid, attachment });
      if (!outcome.ok) toast.set({ kind: 'problem', problem: outcome.problem });
      else if (outcome.value) toast.set({ kind: 'saved', path: outcome.value.path });
    },
    [bridge, toast, account],
  );
};
