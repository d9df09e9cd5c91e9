import type { Command } from '../../protocol/commands.ts';
import { createCell, type Value } from './value.ts';

export type Acts = Partial<Record<Command, (() => void) | undefined>>;

/** What can be done by its name at the moment: each view offers what makes sense in it, and the newest offer wins. */
export interface Commands {
  readonly offered: Value<ReadonlySet<Command>>;
  /** Returns how to take it back. */
  offer(acts: () => Acts, names: readonly Command[]): () => void;
  /** False if nobody offers it now. */
  run(command: Command): boolean;
}

export const createCommands = (): Commands => {
  let offers: readonly { acts: () => Acts; names: readonly Command[] }[] = [];
  const offered = createCell<ReadonlySet<Command>>(new Set());
  const set = (next: typeof offers): void => {
    offers = next;
    offered.set(new Set(next.flatMap(({ names }) => names)));
  };
  return {
    offered,
    offer(acts, names) {
      const one = { acts, names };
      set([...offers, one]);
      return () => set(offers.filter((other) => other !== one));
    },
    run(command) {
      const act = offers.findLast(({ names }) => names.includes(command))?.acts()[command];
      act?.();
      return act !== undefined;
    },
  };
};
