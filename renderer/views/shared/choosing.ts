import type { KeyboardEvent } from 'react';

/** CSS pixels from the window's edges. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What it means to choose rows of a table. Rows are named by their places. */
export interface Choosing<R> {
  isChosen(row: R): boolean;
  /** `only`: it alone. `reach`: all from where the range starts. `toggle`: one more, or one less. */
  choose(index: number, how: 'only' | 'reach' | 'toggle'): void;
  chooseAll(): void;
  open(index: number): void;
  menu(index: number, at: Point): void;
}

/** What a key means for rows that can be chosen; false if it means nothing. @param to.wanted where it leads */
export const chooseByKey = <R>(
  { key, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent,
  to: { readonly at: number; readonly wanted: number | undefined; readonly row: HTMLElement | null },
  choosing: Choosing<R>,
): boolean => {
  const control = ctrlKey || metaKey;
  if (to.wanted !== undefined) {
    // With Ctrl alone the keyboard passes over rows.
    if (shiftKey || !control) choosing.choose(to.wanted, shiftKey ? 'reach' : 'only');
    return true;
  }
  if (control && !shiftKey && !altKey && key.toLowerCase() === 'a') {
    choosing.chooseAll();
    return true;
  }
  if (to.row === null) return false;
  if (key === ' ') {
    choosing.choose(to.at, 'toggle');
    return true;
  }
  if (key === 'Enter') {
    choosing.open(to.at);
    return true;
  }
  if (key === 'ContextMenu' || (shiftKey && key === 'F10')) {
    const { left, bottom } = to.row.getBoundingClientRect();
    choosing.menu(to.at, { x: left + 24, y: bottom });
    return true;
  }
  return false;
};
