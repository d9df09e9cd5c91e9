import { useEffect, useRef } from 'react';
import type { MessageRow } from '../../../protocol/bridge.ts';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';

/** ms that a message must have been shown at least before it counts as read: passing over it is not reading. */
const dwell = 400;

/** Tells when a message has been in view as long as the reader chose; never, if they chose that. */
export const useAutoRead = (row: MessageRow, shown: boolean, onShown: (row: MessageRow) => void): void => {
  const { readAfter } = useValue(useApp().settings);
  const latest = useRef({ row, onShown });
  useEffect(() => {
    latest.current = { row, onShown };
  });
  useEffect(() => {
    // Whoever marks a message as unread while looking at it means it.
    if (!shown || readAfter === null || latest.current.row.read) return;
    const timer = setTimeout(
      () => {
        const { row: current, onShown: tell } = latest.current;
        if (!current.read && document.visibilityState === 'visible') tell(current);
      },
      Math.max(dwell, readAfter * 1_000),
    );
    return () => clearTimeout(timer);
  }, [shown, readAfter]);
};
