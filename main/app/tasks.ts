import { randomUUID } from 'node:crypto';
import { type BridgeEvent, type Outcome, type Task, type TaskKind, taskUnits } from '../../protocol/bridge.ts';
import type { EngineMethod, TaskOrder, TaskStart } from '../engine/calls.ts';

/** Long work that the engine does, as far as it is known here: it outlives a window that is loaded again, and an engine that ends. */
export interface Tasks {
  list(): readonly Task[];
  /** Of some kinds one alone runs in an account: the one that does is answered. */
  start(account: string, order: TaskOrder): Task;
  cancel(id: string): Promise<void>;
  dismiss(id: string): void;
  /** What the engine tells. */
  told(task: Task): void;
  /** There is a new engine: it gets what the one before had under way. */
  again(): void;
}

/** Engines that a task is given to: what ends them all is not given to another. */
const startsAtMost = 3;
/** Tasks that ended and were not dismissed; the oldest are forgotten first. */
const endedAtMost = 20;

const alone: readonly TaskKind[] = ['import', 'rebuild', 'check'];

interface Begun {
  starts: number;
  cancelled: boolean;
  readonly start: TaskStart;
}

export const createTasks = (deps: {
  call: (name: EngineMethod, args: unknown) => Promise<Outcome<unknown>>;
  tell: (event: BridgeEvent) => void;
}): Tasks => {
  const known = new Map<string, Task>();
  const begun = new Map<string, Begun>();

  const told = (task: Task): void => {
    // One that was ended here says nothing more.
    if (known.get(task.id)?.state.kind !== 'running') return;
    known.set(task.id, task);
    if (task.state.kind !== 'running') {
      begun.delete(task.id);
      const ended = [...known.values()].filter(({ state }) => state.kind !== 'running');
      for (const { id } of ended.slice(0, -endedAtMost)) known.delete(id);
    }
    deps.tell({ kind: 'task', task });
  };
  const fail = (id: string, problem: { code: string; message: string }): void => {
    const task = known.get(id);
    if (task) told({ ...task, state: { kind: 'failed', problem } });
  };
  const give = (start: TaskStart): void => {
    void deps.call('task.start', start).then((outcome) => {
      if (!outcome.ok) fail(start.id, outcome.problem);
    });
  };

  return {
    list: () => [...known.values()],
    start(account, order) {
      const { kind } = order;
      const running = [...known.values()].find((task) => task.account === account && task.kind === kind && task.state.kind === 'running');
      if (running && alone.includes(kind)) return running;
      const task: Task = {
        ...{ id: randomUUID(), account, kind, done: 0, of: null, state: { kind: 'running' } },
        unit: taskUnits[kind],
      };
      known.set(task.id, task);
      const one: Begun = { starts: 1, cancelled: false, start: { account, id: task.id, order } };
      begun.set(task.id, one);
      give(one.start);
      return task;
    },
    async cancel(id) {
      const one = begun.get(id);
      if (one) one.cancelled = true;
      await deps.call('task.cancel', { id });
    },
    dismiss(id) {
      if (known.get(id)?.state.kind !== 'running') known.delete(id);
    },
    told,
    again() {
      for (const one of begun.values()) {
        const { id, account, order } = one.start;
        one.starts += 1;
        const task = known.get(id);
        if (one.cancelled && task) {
          told({ ...task, state: { kind: 'cancelled' } });
          continue;
        }
        if (one.starts > startsAtMost) {
          fail(id, { code: 'internal', message: 'The mail engine ended at this several times. Nothing was lost.' });
          continue;
        }
        // How much there is to file is known when all was forgotten.
        const next = order.kind === 'rebuild' ? { ...order, again: (task?.of ?? null) !== null } : order;
        give({ id, account, order: next });
      }
    },
  };
};
