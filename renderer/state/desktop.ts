import { useCallback, useEffect, useState } from 'react';
import type { Args, DesktopInfo } from '../../protocol/bridge.ts';
import { useApp } from './app.ts';

/** How the app lives in its desktop, asked anew whenever the window comes to the front; null until it is known. */
export const useDesktop = (): { desktop: DesktopInfo | null; change(change: Args<'desktop.change'>): void } => {
  const { bridge, toast } = useApp();
  const [desktop, set] = useState<DesktopInfo | null>(null);
  useEffect(() => {
    let current = true;
    const read = async (): Promise<void> => {
      const outcome = await bridge.call('desktop.info');
      if (current && outcome.ok) set(outcome.value);
    };
    const again = (): void => void read();
    again();
    window.addEventListener('focus', again);
    return () => {
      current = false;
      window.removeEventListener('focus', again);
    };
  }, [bridge]);
  const change = useCallback(
    async (change: Args<'desktop.change'>): Promise<void> => {
      const outcome = await bridge.call('desktop.change', change);
      if (outcome.ok) set(outcome.value);
      else toast.set({ kind: 'problem', problem: outcome.problem });
    },
    [bridge, toast],
  );
  return { desktop, change: (wanted) => void change(wanted) };
};
