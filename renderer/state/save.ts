import { useCallback } from 'react';
import { useApp } from './app.ts';

/** Saves a message, or one of its attachments, where the reader says. */
export const useSave = (): ((account: string, uid: string, attachment: number | null) => Promise<void>) => {
  const { bridge, toast } = useApp();
  return useCallback(
    async (account, uid, attachment) => {
      const outcome = await bridge.call('inbox.save', { account, uid, attachment });
      if (!outcome.ok) toast.set({ kind: 'problem', problem: outcome.problem });
      else if (outcome.value) toast.set({ kind: 'saved', path: outcome.value.path });
    },
    [bridge, toast],
  );
};
