import type { Problem } from '../../protocol/errors.ts';
import type { PendingInstruction } from '../inbox/port.ts';
import { pass } from './flow.ts';
import type { PassDeps } from './pass.ts';

/** What became of the instructions that the server had still to be given. */
export interface Sent {
  /** What it refused. */
  readonly refused: readonly PendingInstruction[];
  /** What did not reach it. */
  readonly unsent: readonly PendingInstruction[];
  /** Why not. */
  readonly problem: Problem | undefined;
}

/** A cap under which nothing is received: a pass then only instructs, and tells the server that nobody fetches here. */
const nothing = { verb: 'move', policy: { cap: { unit: 'messages', limit: 0 }, overwriteRead: false } } as const;

/** Gives the server the instructions that it has not confirmed, and fetches nothing. Asks nothing of it if there are none. */
export const sendPending = async (deps: Pick<PassDeps, 'inbox' | 'server' | 'source' | 'signal'>): Promise<Sent> => {
  const { inbox, source } = deps;
  const before = await inbox.pending(source);
  if (before.length === 0) return { refused: [], unsent: [], problem: undefined };
  const refused = new Set<string | undefined>();
  const end = await pass({
    ...deps,
    order: () => nothing,
    damages: new Map(),
    told: new Set(),
    now: Date.now,
    tell: (event) => {
      if (event.kind === 'trouble') refused.add(event.uid);
    },
  });
  return {
    refused: before.filter(({ uid }) => refused.has(uid)),
    unsent: await inbox.pending(source),
    problem: end.kind === 'failed' ? end.problem : undefined,
  };
};
