import type { Bridge, Problem } from '../bridge.ts';
import type { MarkChange } from './app.ts';

/** Messages of one account. */
export interface Messages {
  readonly account: string;
  readonly uids: readonly string[];
}

export const countOf = (messages: readonly Messages[]): number => messages.reduce((sum, { uids }) => sum + uids.length, 0);

/** Messages in one call; the bridge takes no more. */
const batch = 1_000;

/** Marks messages, however many; answers which are as they shall be now, also if it had to stop. */
export const markAll = async (
  bridge: Bridge,
  messages: readonly Messages[],
  change: MarkChange,
): Promise<{ done: Messages[]; problem: Problem | null }> => {
  const done: Messages[] = [];
  let problem: Problem | null = null;
  for (const { account, uids } of messages) {
    const marked: string[] = [];
    for (let start = 0; start < uids.length; start += batch) {
      const outcome = await bridge.call('inbox.mark', { account, uids: uids.slice(start, start + batch), ...change });
      if (!outcome.ok) {
        // The other accounts go on.
        problem ??= outcome.problem;
        break;
      }
      marked.push(...outcome.value);
    }
    if (marked.length > 0) done.push({ account, uids: marked });
  }
  return { done, problem };
};
