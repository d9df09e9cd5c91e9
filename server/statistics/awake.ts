import { limits } from '../limits.ts';
import type { Store } from '../store/port.ts';
import { hourOf } from './hours.ts';

export interface Awake {
  /** Notes that the server runs now; written once an hour. */
  mark(): Promise<void>;
  stop(): Promise<void>;
}

/** Keeps on record in which hours the server ran: one in which nothing came is not one in which it was off. */
export const createAwake = (deps: { store: Pick<Store, 'wake'>; now: () => number; failed: (error: unknown) => void }): Awake => {
  let marked: number | undefined;
  let writing: Promise<void> = Promise.resolve();
  const mark = (): Promise<void> => {
    const hour = hourOf(deps.now());
    if (hour === marked) return writing;
    marked = hour;
    writing = deps.store.wake(hour).catch((error: unknown) => {
      marked = undefined;
      deps.failed(error);
    });
    return writing;
  };
  const timer = setInterval(() => void mark(), limits.hourLook);
  void mark();
  return {
    mark,
    async stop() {
      clearInterval(timer);
      await writing;
    },
  };
};
