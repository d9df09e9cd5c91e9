import { useCallback, useRef, useState } from 'react';
import type { AdminAnswer, AdminRequest } from '../../../../protocol/admin.ts';
import type { ServerPort } from '../../../server-port.ts';
import { type Problem, useServer } from '../host.ts';

export type Action = AdminRequest<'act'>['body']['action'];
type Outcome = AdminAnswer<'act'>['results'][number]['outcome'];

export interface UnderWay {
  readonly action: Action;
  readonly done: number;
  readonly of: number;
}

export interface Acts {
  readonly underWay: UnderWay | null;
  /** The last act can be taken back. */
  readonly undo: (() => void) | null;
  /** Resolves with the uids that are not where they were. */
  act(action: Action, uids: readonly string[]): Promise<readonly string[]>;
  stop(): void;
}

/** Messages in one request; the server takes no more. */
const batch = 1_000;

const contrary: Partial<Record<Action, Action>> = { hold: 'release', release: 'hold' };
const leaves: readonly Action[] = ['redeliver', 'delete'];

const carryOut = async (
  port: ServerPort,
  action: Action,
  uids: readonly string[],
  on: { progress(done: number): void; stopped(): boolean },
): Promise<{ results: AdminAnswer<'act'>['results']; problem: Problem | null }> => {
  const results: AdminAnswer<'act'>['results'] = [];
  for (let start = 0; start < uids.length && !on.stopped(); start += batch) {
    on.progress(start);
    const outcome = await port.ask('act', { body: { action, uids: uids.slice(start, start + batch) } });
    if (!outcome.ok) return { results, problem: outcome.problem };
    results.push(...outcome.value.results);
  }
  return { results, problem: null };
};

/** What is done to messages at the server: in as many requests as it takes, told as it went, and taken back where that is possible. */
export const useActs = (): Acts => {
  const { port, tell } = useServer();
  const [underWay, setUnderWay] = useState<UnderWay | null>(null);
  const [undo, setUndo] = useState<(() => void) | null>(null);
  const running = useRef({ stopped: false });

  const act = useCallback(
    async (action: Action, uids: readonly string[], again = false): Promise<readonly string[]> => {
      const mine = { stopped: false };
      running.current = mine;
      setUndo(null);
      const progress = (done: number): void => setUnderWay({ action, done, of: uids.length });
      const { results, problem } = await carryOut(port, action, uids, { progress, stopped: () => mine.stopped });
      setUnderWay(null);
      if (problem) tell({ kind: 'problem', problem });
      const of = (outcome: Outcome) => results.filter((result) => result.outcome === outcome);
      const done = of('done').map(({ uid }) => uid);
      const back = contrary[action];
      const takeBack = back && done.length > 0 && !again ? () => void act(back, done, true) : null;
      setUndo(() => takeBack);
      const tally = {
        done: done.length,
        already: of('already').length,
        'not-processed': of('not-processed').length,
        ended: of('ended').length,
        unknown: of('unknown').length,
      };
      if (results.length > 0 || !problem) tell({ kind: 'server-acted', action, tally, left: uids.length - results.length, undo: takeBack });
      const gone = leaves.includes(action) ? ['done', 'ended', 'unknown'] : ['ended', 'unknown'];
      return results.flatMap(({ uid, outcome }) => (gone.includes(outcome) ? [uid] : []));
    },
    [port, tell],
  );
  const stop = useCallback(() => {
    running.current.stopped = true;
  }, []);
  return { underWay, undo, act, stop };
};
