import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import type { MessageRow } from '../../../protocol/bridge.ts';
import type { Listing } from '../../state/paged-list.ts';

/** Keeps what the reader sees in its place while rows above it come and go; at the top, news is shown. */
export const useAnchor = (
  scroller: RefObject<HTMLElement | null>,
  /** Another one is seen from its top. */
  list: unknown,
  listing: Listing<MessageRow>,
  rowHeight: number,
): void => {
  const seen = useRef<{ uid: string; offset: number } | null>(null);
  const shown = useRef(list);
  useLayoutEffect(() => {
    if (shown.current === list) return;
    shown.current = list;
    seen.current = null;
    scroller.current?.scrollTo(0, 0);
  }, [scroller, list]);
  useLayoutEffect(() => {
    const element = scroller.current;
    const anchor = seen.current;
    if (!element || !anchor) return;
    const index = listing.indexOf((row) => row.uid === anchor.uid);
    const top = index * rowHeight + anchor.offset;
    if (index >= 0 && Math.abs(top - element.scrollTop) >= 1) element.scrollTop = top;
  }, [scroller, listing, rowHeight]);
  const present = listing.length > 0;
  useEffect(() => {
    const element = scroller.current;
    if (!element || !present) return;
    const remember = (): void => {
      const row = listing.at(Math.floor(element.scrollTop / rowHeight));
      seen.current = element.scrollTop < rowHeight / 2 || !row ? null : { uid: row.uid, offset: element.scrollTop % rowHeight };
    };
    remember();
    element.addEventListener('scroll', remember, { passive: true });
    return () => element.removeEventListener('scroll', remember);
  }, [scroller, listing, rowHeight, present]);
};
