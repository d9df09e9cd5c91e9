import type { Bridge, Problem } from '../bridge.ts';
import type { MarkChange } from './app.ts';

/** Messages in one call; the bridge takes no more. */
const batch = 1_000;

/** Marks messages, however many; answers which are as they shall be now, also if it had to stop. */
export const markAll = async (
  bridge: Bridge,
  account: string,
  uids: readonly string[],
  change: MarkChange,
): Promise<{ done: string[]; problem: Problem | null }> => {
  const done: string[] = [];
  for (let start = 0; start < uids.length; start += batch) {
    const outcome = await bridge.call('inbox.mark', { account, uids: uids.slice(start, start + batch), ...change });
    if (!outcome.ok) return { done, problem: outcome.problem };
    done.push(...outcome.value);
  }
  return { done, problem: null };
};
