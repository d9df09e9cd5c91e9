import type { Retention } from '../../protocol/retention.ts';
import { limits } from '../limits.ts';
import type { Removed, Store } from '../store/port.ts';

/** Carries out retention: wakes when the next message is due, costs what it removes. */
export interface Sweeper {
  /** Something that retention judges has changed in the mailbox: its messages or its policy. */
  touch(mailbox: string): void;
  stop(): Promise<void>;
}

export const createSweeper = (deps: {
  store: Pick<Store, 'sweep' | 'nextDue'>;
  retention: (mailbox: string) => Retention;
  now: () => number;
  removed: (removed: readonly Removed[]) => void;
  failed: (error: unknown) => void;
}): Sweeper => {
  /** When each mailbox wants to be looked at, wall clock ms. */
  const due = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let stopped = false;

  const sweep = async (mailbox: string): Promise<void> => {
    // Taken out first: a touch during the sweep counts for the next one.
    due.delete(mailbox);
    const policy = deps.retention(mailbox);
    const removed = await deps.store.sweep(mailbox, policy, deps.now(), limits.sweepBatch);
    if (removed.length > 0) deps.removed(removed);
    const next = removed.length === limits.sweepBatch ? deps.now() : await deps.store.nextDue(mailbox, policy);
    if (next !== undefined) due.set(mailbox, Math.min(next, due.get(mailbox) ?? next));
  };

  const run = async (): Promise<void> => {
    for (;;) {
      const now = deps.now();
      const ready = [...due].filter(([, at]) => at <= now).map(([mailbox]) => mailbox);
      if (ready.length === 0 || stopped) return;
      for (const mailbox of ready) {
        try {
          await sweep(mailbox);
        } catch (error) {
          due.set(mailbox, deps.now() + limits.sweepPause);
          deps.failed(error);
        }
      }
    }
  };

  const schedule = (): void => {
    clearTimeout(timer);
    if (stopped || running || due.size === 0) return;
    // Timers run on the monotonic clock; the pause bounds how late a jump of the wall clock makes us.
    const wait = Math.min(Math.max(Math.min(...due.values()) - deps.now(), 0), limits.sweepPause);
    timer = setTimeout(() => {
      running = run().finally(() => {
        running = undefined;
        schedule();
      });
    }, wait);
  };

  return {
    touch(mailbox) {
      due.set(mailbox, Number.NEGATIVE_INFINITY);
      schedule();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
};
