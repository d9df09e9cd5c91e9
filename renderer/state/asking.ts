import { createCell, type Value } from './value.ts';

/** Whether a dialog is open: what it asks is answered before anything else is done or shown. */
export interface Asking extends Value<boolean> {
  /** One opened; returns how to say that it is closed. */
  begin(): () => void;
}

export const createAsking = (): Asking => {
  const asking = createCell(false);
  let open = 0;
  const count = (change: 1 | -1): void => {
    open += change;
    asking.set(open > 0);
  };
  return {
    get: asking.get,
    subscribe: asking.subscribe,
    begin() {
      count(1);
      return () => count(-1);
    },
  };
};
