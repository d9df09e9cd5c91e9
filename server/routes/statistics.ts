import { Problem } from '../../protocol/errors.ts';
import type { Directory } from '../directory/index.ts';
import { limits } from '../limits.ts';
import { agesOf, hourLength, hourOf, numberEdge, stepsOf, summarise } from '../statistics/hours.ts';
import type { Store } from '../store/port.ts';
import type { Serve } from './operation.ts';
import { iso, isoOrNull } from './view.ts';

export const statisticsRoutes = (
  serve: Serve,
  deps: { directory: Pick<Directory, 'has' | 'retention'>; store: Pick<Store, 'hours'>; awake: () => Promise<void>; now: () => number },
): void => {
  const { directory, store, now } = deps;

  serve('statistics', async ({ query: { mailbox, from, to, step, zone = 'UTC' } }) => {
    if (mailbox !== undefined && !directory.has(mailbox)) throw new Problem('mailbox-unknown', `There is no mailbox ${mailbox}.`);
    const at = now();
    const first = hourOf(from);
    const end = hourOf(Math.min(to ?? at, at)) + 1;
    const length = (end - first) * hourLength;
    if (length <= 0) throw new Problem('parameter-invalid', 'The time ends before it begins, or has not begun.');
    if (length > limits.hours) throw new Problem('parameter-invalid', `The time is longer than ${limits.hours / 86_400_000} days.`);
    await deps.awake();
    const steps = stepsOf(first * hourLength, end * hourLength, step, zone);
    const recorded = await store.hours({ first, end, ...(mailbox !== undefined && { mailbox }) });
    const told = summarise(steps, at, recorded);
    return {
      ...told,
      at: iso(at),
      since: isoOrNull(recorded.since === null ? null : recorded.since * hourLength),
      steps: told.steps.map(({ from, to, waiting, ...rest }) => ({ ...rest, from: iso(from), to: iso(to), delivery: waiting })),
      ages: agesOf(recorded.staying, at),
      numberEdge: isoOrNull(mailbox === undefined ? null : numberEdge(recorded.staying, directory.retention(mailbox).processed.maxCount)),
    };
  });
};
