import type { Retention } from '../../protocol/retention.ts';
import { limits } from '../limits.ts';
import type { Removed, Store } from '../store/port.ts';
import type { Folder } from './policy.ts';

/** Carries out retention: wakes when the next message is due, costs what it removes. */
export interface Sweeper {
  /** Something that retention judges has changed in the mailbox: its messages or its policy. */
  touch(mailbox: string): void;
  /** Begins no sweep while the work is done: a policy and what was confirmed with it take effect together. */
  during<T>(work: () => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

export const createSweeper = (deps: {
  store: Pick<Store, 'sweep' | 'nextDue'>;
  retention: (mailbox: string) => Retention;
  now: () => number;
  /** Uids that are on their way to a device. */
  sending: () => readonly string[];
  removed: (removed: readonly Removed[]) => void;
  /** Folders of the mailbox wait for an administrator. */
  braked: (mailbox: string, folders: readonly Folder[]) => void;
  failed: (error: unknown) => void;
}): Sweeper => {
  /** When each mailbox wants to be looked at, wall clock ms. */
  const due = new Map<string, number>();
  /**
   * When it is looked at again in any case, monotonic ms: it is braked, or what is due is on its way, or the store failed.
   * The wall clock may be set right meanwhile, and would make such a pause last for years.
   */
  const again = new Map<string, number>();
  const lookAgain = (mailbox: string, pause: number): void => {
    again.set(mailbox, performance.now() + pause);
  };
  /** Folders that were braked when last looked at. */
  const waiting = new Map<string, readonly Folder[]>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let stopped = false;
  let paused = 0;

  const sweep = async (mailbox: string): Promise<void> => {
    // Taken out first: a touch during the sweep counts for the next one.
    due.delete(mailbox);
    again.delete(mailbox);
    const policy = deps.retention(mailbox);
    const { removed, braked, more, left } = await deps.store.sweep(mailbox, policy, deps.now(), limits.sweepBatch, deps.sending());
    if (removed.length > 0) deps.removed(removed);
    const told = waiting.get(mailbox)?.join() ?? '';
    waiting.set(mailbox, braked);
    if (braked.length > 0 && braked.join() !== told) deps.braked(mailbox, braked);
    if (braked.length > 0) lookAgain(mailbox, limits.sweepPause);
    const next = Math.min(
      more ? deps.now() : Number.POSITIVE_INFINITY,
      (await deps.store.nextDue(mailbox, policy, deps.now())) ?? Number.POSITIVE_INFINITY,
      due.get(mailbox) ?? Number.POSITIVE_INFINITY,
    );
    // What was left is due still, and on its way to a device: it is looked at again when that is over.
    if (left && !more && !due.has(mailbox)) lookAgain(mailbox, limits.sendingPause);
    else if (next !== Number.POSITIVE_INFINITY) due.set(mailbox, next);
  };

  const run = async (): Promise<void> => {
    for (;;) {
      const now = deps.now();
      const ready = new Set([
        ...[...due].filter(([, at]) => at <= now).map(([mailbox]) => mailbox),
        ...[...again].filter(([, at]) => at <= performance.now()).map(([mailbox]) => mailbox),
      ]);
      if (ready.size === 0 || stopped || paused > 0) return;
      for (const mailbox of ready) {
        if (stopped || paused > 0) return;
        try {
          await sweep(mailbox);
        } catch (error) {
          lookAgain(mailbox, limits.sweepPause);
          deps.failed(error);
        }
      }
    }
  };

  const schedule = (): void => {
    clearTimeout(timer);
    if (stopped || paused > 0 || running || due.size + again.size === 0) return;
    // Timers run on the monotonic clock; the pause bounds how late a jump of the wall clock makes us.
    const next = Math.min(Math.min(...due.values()) - deps.now(), Math.min(...again.values()) - performance.now());
    const wait = Math.min(Math.max(next, 0), limits.sweepPause);
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
    async during(work) {
      paused += 1;
      try {
        return await work();
      } finally {
        paused -= 1;
        schedule();
      }
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
};
