import { useCallback } from 'react';
import { type MarkChange, useApp } from './app.ts';
import { useValue } from './value.ts';

/** Messages in one call; the bridge takes no more. */
const batch = 1_000;

export type Mark = (uids: readonly string[], change: MarkChange) => Promise<string[] | null>;

/** Marks messages; answers which were changed, or null after it has shown what went wrong. */
export const useMark = (): Mark => {
  const { bridge, toast, account: current } = useApp();
  const { id: account } = useValue(current);
  return useCallback(
    async (uids, change) => {
      const done: string[] = [];
      for (let start = 0; start < uids.length; start += batch) {
        const outcome = await bridge.call('inbox.mark', { account, uids: uids.slice(start, start + batch), ...change });
        if (!outcome.ok) {
          toast.set({ kind: 'problem', problem: outcome.problem });
          return done.length > 0 ? done : null;
        }
        done.push(...outcome.value);
      }
      return done;
    },
    [bridge, toast, account],
  );
};
