import { useEffect, useMemo, useRef } from 'react';
import type { Command } from '../../protocol/commands.ts';
import { useApp } from './app.ts';
import type { Acts } from './commands.ts';

/** Offers acts while the view is shown; those that are undefined are not possible now. */
export const useCommands = (acts: Acts): void => {
  const { commands } = useApp();
  const current = useRef(acts);
  useEffect(() => {
    current.current = acts;
  });
  const possible = (Object.keys(acts) as Command[]).filter((command) => acts[command]).join();
  const names = useMemo(() => possible.split(',').filter((name) => name !== '') as Command[], [possible]);
  useEffect(() => commands.offer(() => current.current, names), [commands, names]);
};
