import { useCallback } from 'react';
import { useApp } from './app.ts';
import { everywhere } from './undo.ts';
import { useValue } from './value.ts';

/** Undo and redo for the account that is shown, as far as there is something; each tells what it did. */
export const useUndo = (): { readonly undo: (() => void) | undefined; readonly redo: (() => void) | undefined } => {
  const { history, toast, account: current, together } = useApp();
  const { id } = useValue(current);
  const account = useValue(together) ? everywhere : id;
  const steps = useValue(history.of(account));
  const take = useCallback(
    async (which: 'undo' | 'redo') => {
      const taken = await history[which](account);
      if (!taken) return;
      toast.set('code' in taken ? { kind: 'problem', problem: taken } : { kind: which === 'undo' ? 'undone' : 'redone', ...taken });
    },
    [history, toast, account],
  );
  return {
    undo: steps.undo.length > 0 ? () => void take('undo') : undefined,
    redo: steps.redo.length > 0 ? () => void take('redo') : undefined,
  };
};
