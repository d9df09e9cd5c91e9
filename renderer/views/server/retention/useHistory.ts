import { useCallback, useEffect, useRef, useState } from 'react';
import { useRetry } from '../../../state/retry.ts';
import { type Problem, useServer } from '../host.ts';
import { type Change, changeKinds, changeOf } from './changes.ts';

/** Changes that one page shows. */
const pageLength = 20;
/** Pages that are asked for one after the other where the server found nothing on them. */
const patience = 5;

export interface History {
  /** The newest first. */
  readonly changes: readonly Change[];
  readonly loaded: boolean;
  /** There are older ones. */
  readonly more: boolean;
  readonly problem: Problem | null;
  older(): void;
}

/** What was changed in the policies of a server, or of a mailbox of it: the newest, and older ones on demand. */
export const useHistory = (mailbox: string | undefined): History => {
  const { port } = useServer();
  const [state, setState] = useState<Omit<History, 'older' | 'more'> & { next: number | null }>({
    changes: [],
    loaded: false,
    next: null,
    problem: null,
  });
  /** Of which mailbox's history it is; what answers for another comes too late. */
  const round = useRef(0);
  const read = useCallback(
    async (before: number | null): Promise<void> => {
      const mine = round.current;
      const found: Change[] = [];
      let place = before;
      for (let asked = 0; asked < patience; asked += 1) {
        const query = {
          kind: changeKinds,
          limit: pageLength,
          ...(mailbox !== undefined && { mailbox }),
          ...(place !== null && { before: place }),
        };
        const outcome = await port.ask('activity', { query });
        if (mine !== round.current) return;
        if (!outcome.ok) {
          setState((all) => ({ ...all, loaded: true, problem: outcome.problem }));
          return;
        }
        found.push(...outcome.value.entries.flatMap((entry) => changeOf(entry) ?? []));
        place = outcome.value.next;
        if (found.length > 0 || place === null) break;
      }
      setState((all) => {
        const known = new Set(found.map(({ event }) => event));
        const rest = all.changes.filter(({ event }) => !known.has(event));
        // Read again from the newest on: what was read before stays with where it goes on, if nothing lies between.
        const joined = before === null && all.loaded && rest.length < all.changes.length;
        if (before === null && !joined) return { changes: found, loaded: true, next: place, problem: null };
        return {
          changes: [...found, ...rest].toSorted((a, b) => b.event - a.event),
          loaded: true,
          next: joined ? all.next : place,
          problem: null,
        };
      });
    },
    [port, mailbox],
  );
  useEffect(() => {
    round.current += 1;
    setState({ changes: [], loaded: false, next: null, problem: null });
    void read(null);
    const stop = port.changed.subscribe(() => void read(null));
    return () => {
      round.current += 1;
      stop();
    };
  }, [port, read]);
  const older = (): void => void read(state.next);
  useRetry(state.problem, older);
  return { ...state, more: state.next !== null, older };
};
