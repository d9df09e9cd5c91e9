import { useMemo } from 'react';
import type { MessageRow } from '../../protocol/bridge.ts';
import { useApp } from './app.ts';
import { useSave } from './save.ts';

/** What can be done with a message and its files on this computer. */
export interface Files {
  /** @param part the place of an attachment; null: the message as it came */
  save(part: number | null): void;
  saveAll(): void;
  open(part: number | null): void;
}

export const useFiles = ({ account, uid }: Pick<MessageRow, 'account' | 'uid'>): Files => {
  const { bridge, toast } = useApp();
  const save = useSave();
  return useMemo(
    () => ({
      save: (part) => void save(account, uid, part),
      async saveAll() {
        const outcome = await bridge.call('reading.saveAll', { account, uid });
        if (!outcome.ok) toast.set({ kind: 'problem', problem: outcome.problem });
      },
      async open(part) {
        const outcome = await bridge.call('reading.open', { account, uid, part });
        if (!outcome.ok) toast.set({ kind: 'problem', problem: outcome.problem });
      },
    }),
    [bridge, toast, save, account, uid],
  );
};
