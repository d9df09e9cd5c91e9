import type { TaskResult } from '../../../protocol/bridge.ts';
import { Problem } from '../../../protocol/errors.ts';
import type { Inbox } from '../../inbox/port.ts';
import type { Work } from './tasks.ts';

/** Messages that are forgotten in one transaction: what comes in waits for some 10 ms at most. */
const forgotten = 500;

/** What makes the messages of an inbox be found, as far as a rebuild needs it. */
export interface Filing {
  /** Does something while nothing is filed. */
  resting(work: () => Promise<void>): Promise<void>;
  /** Files until nothing is left, or nothing can be filed now; tells how many are left. */
  settled(left: (count: number) => void): Promise<void>;
}

/**
 * Drops the search index and files all messages anew, the newest first; the search finds what is filed. Wherever it is cut
 * off, what is not filed is filed after the next start.
 * @param again it was begun by an engine that ended: what was filed since stays
 */
export const rebuildWork =
  (deps: { inbox: () => Promise<Inbox>; filing: Filing }, { again }: { again: boolean }): Work =>
  async ({ signal, of, done }): Promise<TaskResult> => {
    const inbox = await deps.inbox();
    const { filing } = deps;
    const forgetAll = async (): Promise<void> => {
      for (let before: number | undefined; ; ) {
        signal.throwIfAborted();
        const last = await inbox.forgetWords(before, forgotten);
        if (last === null) break;
        before = last;
      }
      await inbox.clearWords();
    };
    if (!again) await filing.resting(forgetAll);
    const left = async (): Promise<number> => (await inbox.unsearched(0)).left;
    const all = await left();
    of(all);
    const ended = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    for (let before = Number.POSITIVE_INFINITY; ; ) {
      const now = await left();
      if (now === 0) return { kind: 'rebuild', messages: all };
      if (now >= before)
        throw new Problem('storage-failed', `${now} messages could not be filed now. They are filed after the next start.`);
      before = now;
      await Promise.race([filing.settled((count) => done(Math.max(0, all - count))), ended]);
      signal.throwIfAborted();
    }
  };
