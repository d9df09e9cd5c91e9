import { type RefObject, useEffect, useRef } from 'react';

/** Where another place took away what had the focus, the head of what is shown now has it. */
export const useKeptFocus = (view: RefObject<HTMLElement | null>, place: unknown): void => {
  const shown = useRef(place);
  useEffect(() => {
    if (shown.current === place) return;
    shown.current = place;
    const head = view.current?.querySelector('h1');
    if (!head || document.activeElement !== document.body) return;
    head.tabIndex = -1;
    head.focus();
  }, [view, place]);
};
