import { type BridgeEvent, type Task, type TaskKind, type TaskResult, type TaskState, taskUnits } from '../../../protocol/bridge.ts';
import { Problem } from '../../../protocol/errors.ts';
import { problemOf } from '../outcome.ts';

/** What work tells of itself while it goes on. */
export interface Progress {
  readonly signal: AbortSignal;
  /** How much there is to do, in the unit of the task, when that is known. */
  of(amount: number): void;
  done(amount: number): void;
}

export type Work = (progress: Progress) => Promise<TaskResult>;

/** Long work beside everything else. What it tells is kept by main, which gives it to the next engine if this one ends. */
export interface Tasks {
  /** Unless a task of that id is running already. */
  start(about: { id: string; account: string; kind: TaskKind }, work: Work): void;
  cancel(id: string): void;
  /** Ends those of an account, and waits until nothing of them is under way. They are told as failed if there is a problem. */
  stop(account: string, problem?: Problem): Promise<void>;
}

/** ms between two tellings of one task: what moves faster cannot be read. */
const calm = 150;

export const createTasks = (emit: (event: BridgeEvent) => void): Tasks => {
  const running = new Map<string, { readonly account: string; readonly stopping: AbortController; readonly ended: Promise<void> }>();

  const outcomeOf = async (work: Work, progress: Progress): Promise<TaskState> => {
    try {
      const result = await work(progress);
      return { kind: 'done', result };
    } catch (error) {
      const { signal } = progress;
      if (!signal.aborted) return { kind: 'failed', problem: problemOf(error) };
      return signal.reason instanceof Problem ? { kind: 'failed', problem: problemOf(signal.reason) } : { kind: 'cancelled' };
    }
  };

  return {
    start(about, work) {
      if (running.has(about.id)) return;
      const stopping = new AbortController();
      let task: Task = { ...about, unit: taskUnits[about.kind], done: 0, of: null, state: { kind: 'running' } };
      let late: NodeJS.Timeout | undefined;
      const tell = (): void => emit({ kind: 'task', task });
      const change = (change: Partial<Task>): void => {
        task = { ...task, ...change };
        late ??= setTimeout(() => {
          late = undefined;
          tell();
        }, calm);
      };
      tell();
      const progress: Progress = { signal: stopping.signal, of: (of) => change({ of }), done: (done) => change({ done }) };
      const ended = outcomeOf(work, progress).then((state) => {
        clearTimeout(late);
        running.delete(about.id);
        task = { ...task, state };
        tell();
      });
      running.set(about.id, { account: about.account, stopping, ended });
    },
    cancel: (id) => running.get(id)?.stopping.abort(),
    async stop(account, problem) {
      const these = [...running.values()].filter((one) => one.account === account);
      for (const { stopping } of these) stopping.abort(problem);
      await Promise.all(these.map(({ ended }) => ended));
    },
  };
};
