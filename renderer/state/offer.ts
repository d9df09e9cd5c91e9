import { useEffect, useMemo, useRef } from 'react';
import type { Command } from '../../protocol/commands.ts';
import type { Acts, Commands } from './commands.ts';

/** Offers acts while the view is shown; those that are undefined are not possible now. */
export const useOffer = (commands: Pick<Commands, 'offer'>, acts: Acts): void => {
  const current = useRef(acts);
  useEffect(() => {
    current.current = acts;
  });
  const possible = (Object.keys(acts) as Command[]).filter((command) => acts[command]).join();
  const names = useMemo(() => possible.split(',').filter((name) => name !== '') as Command[], [possible]);
  useEffect(() => commands.offer(() => current.current, names), [commands, names]);
};
