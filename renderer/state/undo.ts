import type { Bridge, Problem } from '../bridge.ts';
import type { MarkChange } from './app.ts';
import { countOf, type Messages, markAll } from './mark.ts';
import { type Cell, createCell, type Value } from './value.ts';

/** Something that the reader did to messages, and how to take it back. */
export interface Step {
  /** Where it was done: in an account, or in all together. */
  readonly where: string;
  readonly messages: readonly Messages[];
  readonly change: MarkChange;
}

export interface Taken {
  readonly step: Step;
  /** Messages that were changed; the others are no longer here. */
  readonly count: number;
}

/** What can be taken back, and done again, in one place. */
export interface Steps {
  readonly undo: readonly Step[];
  readonly redo: readonly Step[];
}

/** Where what was done in all inboxes together is taken back; no account is called so. */
export const everywhere = 'together';

/** What the reader did, account by account, and in all together. */
export interface History {
  /** Of the account that is shown. */
  of(account: string): Value<Steps>;
  /** It was done: what was taken back before cannot be done again. */
  done(step: Step): void;
  /** Takes back, or does again, what was last when those asked for before are done; null if there is nothing. */
  undo(account: string): Promise<Taken | Problem | null>;
  redo(account: string): Promise<Taken | Problem | null>;
}

/** Steps of an account, and messages in all of them, that are kept at most. */
const limits = { steps: 100, messages: 500_000 };

const none: Steps = { undo: [], redo: [] };

/** The last ones, as many as are kept. */
const kept = (steps: readonly Step[]): readonly Step[] => {
  let messages = 0;
  const from = steps.findLastIndex((step, index) => {
    messages += countOf(step.messages);
    // The last one is always kept.
    return index < steps.length - 1 && (messages > limits.messages || steps.length - index > limits.steps);
  });
  return steps.slice(from + 1);
};

/** The contrary of a change. Each step holds only messages that it changed. */
const contrary = (change: MarkChange): MarkChange => Object.fromEntries(Object.entries(change).map(([what, value]) => [what, !value]));

export const createHistory = (bridge: Bridge): History => {
  const accounts = new Map<string, Cell<Steps>>();
  const cellOf = (account: string): Cell<Steps> => {
    const cell = accounts.get(account) ?? createCell(none);
    accounts.set(account, cell);
    return cell;
  };
  const takeNow = async (account: string, from: 'undo' | 'redo'): Promise<Taken | Problem | null> => {
    const cell = cellOf(account);
    const step = cell.get()[from].at(-1);
    if (!step) return null;
    const { done, problem } = await markAll(bridge, step.messages, from === 'undo' ? contrary(step.change) : step.change);
    if (problem) return problem;
    const { undo, redo } = cell.get();
    // What is gone is gone for the way back, too.
    const left = { ...step, messages: done };
    const some = done.length > 0 ? [left] : [];
    const without = (steps: readonly Step[]): readonly Step[] => steps.filter((other) => other !== step);
    cell.set(
      from === 'undo' ? { undo: without(undo), redo: kept([...redo, ...some]) } : { undo: kept([...undo, ...some]), redo: without(redo) },
    );
    return { step, count: countOf(done) };
  };
  let last: Promise<unknown> = Promise.resolve();
  const take = (account: string, from: 'undo' | 'redo'): Promise<Taken | Problem | null> => {
    const next = (): Promise<Taken | Problem | null> => takeNow(account, from);
    const taken = last.then(next, next);
    last = taken;
    return taken;
  };
  return {
    of: cellOf,
    done(step) {
      if (countOf(step.messages) === 0) return;
      const cell = cellOf(step.where);
      cell.set({ undo: kept([...cell.get().undo, step]), redo: [] });
    },
    undo: (account) => take(account, 'undo'),
    redo: (account) => take(account, 'redo'),
  };
};
