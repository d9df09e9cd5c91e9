import type { AcquisitionRequest } from '../../protocol/acquisition.ts';
import { Problem } from '../../protocol/errors.ts';
import type { Instruction } from '../../protocol/instruction.ts';
import type { Directory } from '../directory/index.ts';
import type { Acquired, AcquireOutcome, Caller, Store } from '../store/port.ts';
import type { Ledger } from './ledger.ts';
import type { NotificationTests } from './notification-tests.ts';
import type { Notifier } from './notifier.ts';

/** The server's side of one acquisition request, S40–S47. */
export type Delivery = (mailbox: string, request: AcquisitionRequest, asking: Pick<Caller, 'device' | 'resume'>) => Promise<AcquireOutcome>;

export const createDelivery =
  (deps: {
    store: Pick<Store, 'acquire'>;
    directory: Pick<Directory, 'has' | 'shared' | 'quota'>;
    notifier: Notifier;
    ledger: Pick<Ledger, 'contact'>;
    /** Messages came into the processed folder. */
    moved: (mailbox: string) => void;
    /** A message came into this delivery folder from another. */
    forwarded: (mailbox: string) => void;
    /** Something of the mailbox's folders changed, or its device is full. */
    changed: (mailbox: string) => void;
    /** A device spoke, for a test notification that waits for that. */
    spoke: NotificationTests['requested'];
    /** What came of a request, for the metrics. */
    answered: (instructions: readonly Instruction[], outcome: Acquired) => void;
    now: () => number;
  }): Delivery =>
  async (mailbox, request, asking) => {
    const { directory } = deps;
    const recipients = request.instructions.flatMap(({ to }) => to ?? []);
    for (const to of recipients)
      if (to === mailbox || !directory.has(to))
        throw new Problem('forward-unknown', `There is no other mailbox ${to} to forward to. Nothing was changed.`);
    // S45, S47, then S40–S43: one transaction, on the disk before the answer starts. The seed sends first
    // (S44) and processes after; so any answer would leave open whether the instruction holds.
    const outcome = await deps.store.acquire(mailbox, request, {
      ...asking,
      at: deps.now(),
      shared: directory.shared(mailbox),
      quotas: new Map(recipients.map((to) => [to, directory.quota(to)])),
    });
    if (outcome.kind !== 'answered') return outcome;
    if (outcome.moved > 0) deps.moved(mailbox);
    const { room } = request;
    if (outcome.done > 0 || outcome.messages.length > 0 || room === 0) deps.changed(mailbox);
    for (const to of outcome.forwardedTo) deps.forwarded(to);
    deps.answered(request.instructions, outcome);
    const kind = room === 0 ? 'deferred' : 'acquired';
    deps.ledger.contact({ mailbox, device: asking.device ?? '', kind, ...(room !== undefined && { room }) });
    deps.notifier.requested(mailbox, asking.device, eventOf(request, outcome));
    deps.spoke(mailbox, asking.device, request, outcome);
    return outcome;
  };

const eventOf = (request: AcquisitionRequest, { occupancy }: Acquired): 'acquired' | 'emptied' | 'deferred' => {
  if (request.room === 0) return 'deferred';
  return occupancy.waiting === 0 ? 'emptied' : 'acquired';
};
