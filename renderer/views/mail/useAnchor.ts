import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import type { MessageRow } from '../../../protocol/bridge.ts';

/** Keeps what the reader sees in its place while rows above it come and go; at the top, news is shown. */
export const useAnchor = (scroller: RefObject<HTMLElement | null>, rows: readonly MessageRow[], rowHeight: number): void => {
  const seen = useRef<{ uid: string; offset: number } | null>(null);
  useLayoutEffect(() => {
    const element = scroller.current;
    const anchor = seen.current;
    if (!element || !anchor) return;
    const index = rows.findIndex((row) => row.uid === anchor.uid);
    const top = index * rowHeight + anchor.offset;
    if (index >= 0 && Math.abs(top - element.scrollTop) >= 1) element.scrollTop = top;
  }, [scroller, rows, rowHeight]);
  const present = rows.length > 0;
  useEffect(() => {
    const element = scroller.current;
    if (!element || !present) return;
    const remember = (): void => {
      const row = rows[Math.floor(element.scrollTop / rowHeight)];
      seen.current = element.scrollTop < rowHeight / 2 || !row ? null : { uid: row.uid, offset: element.scrollTop % rowHeight };
    };
    remember();
    element.addEventListener('scroll', remember, { passive: true });
    return () => element.removeEventListener('scroll', remember);
  }, [scroller, rows, rowHeight, present]);
};
