import { type RefObject, useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';

/** Where there is no room for a list beside what is read: a small window, or an enlarged one. As the styles have it. */
const narrowly = '(max-width: 640px)';

export const useNarrow = (): boolean =>
  useSyncExternalStore(
    (listen) => {
      const query = matchMedia(narrowly);
      query.addEventListener('change', listen);
      return () => query.removeEventListener('change', listen);
    },
    () => matchMedia(narrowly).matches,
  );

type Pane = RefObject<Pick<HTMLElement, 'focus'> | null>;

export interface OnePane {
  /** Both where there is room; else the list until something of it is opened. */
  readonly shows: 'both' | 'list' | 'reading';
  /** What is selected is to be read. */
  open(): void;
  back(): void;
}

/** A list, and what is read of it: one of them where there is no room for both, and the focus in the one that is seen. */
export const useOnePane = (selected: string | undefined, list: Pane, reading: Pane): OnePane => {
  const narrow = useNarrow();
  const [opened, setOpened] = useState(false);
  const shows = narrow ? (opened && selected !== undefined ? 'reading' : 'list') : 'both';
  const shown = useRef(shows);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is read next has the focus, too
  useEffect(() => {
    if (shows === 'reading') reading.current?.focus();
    else if (shown.current === 'reading') list.current?.focus();
    shown.current = shows;
  }, [shows, selected, list, reading]);
  const open = useCallback(() => setOpened(true), []);
  const back = useCallback(() => setOpened(false), []);
  return { shows, open, back };
};
