import type { AcquisitionRequest } from '../../protocol/acquisition.ts';
import { Problem } from '../../protocol/errors.ts';
import type { Acquired, Store } from '../store/port.ts';
import type { Notifier } from './notifier.ts';

/** The server's side of one acquisition request, S40–S47. */
export type Delivery = (mailbox: string, device: string | undefined, request: AcquisitionRequest) => Promise<Acquired>;

export const createDelivery =
  (deps: {
    store: Store;
    notifier: Notifier;
    /** Messages came into the processed folder. */
    moved: (mailbox: string) => void;
    /** Something of the mailbox's folders changed. */
    changed: (mailbox: string) => void;
    damaged: (mailbox: string, damage: NonNullable<Acquired['damaged']>) => void;
    now: () => number;
  }): Delivery =>
  async (mailbox, device, request) => {
    if (request.max !== undefined) throw new Problem('batch-unsupported', 'Ask without max: this server sends one message in an answer.');
    // S45, S47, then S40–S43: one transaction, on the disk before the answer starts. The seed sends first
    // (S44) and processes after; so any answer would leave open whether the instruction holds.
    const acquired = await deps.store.acquire(mailbox, request, deps.now());
    if (acquired.moved > 0) deps.moved(mailbox);
    if (acquired.done > 0 || acquired.message) deps.changed(mailbox);
    if (acquired.damaged) deps.damaged(mailbox, acquired.damaged);
    deps.notifier.requested(mailbox, device, eventOf(request, acquired));
    return acquired;
  };

const eventOf = (request: AcquisitionRequest, { occupancy }: Acquired): 'acquired' | 'emptied' | 'deferred' => {
  if (request.room === 0) return 'deferred';
  return occupancy.waiting === 0 ? 'emptied' : 'acquired';
};
