import { limits } from '../limits.ts';
import type { Store } from '../store/port.ts';

/**
 * What nobody waits for: records, lines of the ledger and retry keys whose life is over, and what a removal of a mailbox
 * that was cut short has left. A while after the start, and then every hour.
 */
export const createTidying = (deps: {
  store: Pick<Store, 'retired' | 'empty' | 'forgetReceipts' | 'prune'>;
  /** ms until the first time. */
  after: number;
  /** Seconds. */
  recordAge: () => number;
  /** Whether the clock can be trusted: one that is ahead must not take the records with it. */
  trusted: () => boolean;
  now: () => number;
  failed: (error: unknown) => void;
}): { stop(): Promise<void> } => {
  const { store, now } = deps;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  /** Small batches, until one is not full. */
  const inBatches = async (limit: number, batch: () => Promise<number>): Promise<void> => {
    while (!stopped && (await batch()) >= limit);
  };
  const tidy = async (): Promise<void> => {
    for (const mailbox of await store.retired())
      await inBatches(limits.sweepBatch, () => store.empty(mailbox, { by: 'admin' }, now(), limits.sweepBatch));
    if (!deps.trusted()) return;
    await store.forgetReceipts(now());
    const before = now() - deps.recordAge() * 1_000;
    await inBatches(limits.pruneBatch, () => store.prune(before, now(), limits.pruneBatch));
  };
  const schedule = (pause: number): void => {
    timer = setTimeout(() => {
      running = tidy()
        .catch(deps.failed)
        .finally(() => {
          if (!stopped) schedule(limits.sweepPause);
        });
    }, pause);
  };
  schedule(deps.after);
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
};
