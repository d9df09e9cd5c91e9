import { useCallback } from 'react';
import { useApp } from './app.ts';

/** Begins to save a message, or one of its attachments, where the reader says; what becomes of it is told as of any task. */
export const useSave = (): ((account: string, uid: string, attachment: number | null) => Promise<void>) => {
  const { bridge, toast } = useApp();
  return useCallback(
    async (account, uid, attachment) => {
      const outcome = await bridge.call('inbox.save', { account, uid, attachment });
      if (!outcome.ok) toast.set({ kind: 'problem', problem: outcome.problem });
    },
    [bridge, toast],
  );
};
