import { useEffect } from 'react';
import { type Command, commandOf } from '../../protocol/commands.ts';
import { useApp } from '../state/app.ts';

/** Keys that mean something of their own where somebody types. */
const editing: ReadonlySet<Command> = new Set(['undo', 'redo', 'delete', 'purge']);

/** Where a key is pressed: in a dialog all keys are its own, in a field those that write. */
const placeOf = (target: EventTarget | null, asking: boolean): 'dialog' | 'field' | 'window' => {
  // While a dialog waits for an answer, what was pressed in it has lost the focus.
  if (asking) return 'dialog';
  if (!(target instanceof HTMLElement)) return 'window';
  if (target.closest('[role="dialog"]')) return 'dialog';
  return target.closest('input, textarea, select, [contenteditable]') ? 'field' : 'window';
};

/** Carries out the commands that keys stand for. Once, in the window. */
export const useKeys = (): void => {
  const { asking, commands, settings, info } = useApp();
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const place = placeOf(event.target, asking.get());
      if (place === 'dialog') return;
      const single = place === 'window' && settings.get().singleKeys;
      const command = commandOf(event, { mac: info.platform === 'darwin', single });
      if (!command || (place === 'field' && editing.has(command))) return;
      if (commands.run(command)) event.preventDefault();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [asking, commands, settings, info]);
};
