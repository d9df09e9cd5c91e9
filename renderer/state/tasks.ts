import type { Task, TaskKind } from '../../protocol/bridge.ts';
import type { Bridge } from '../bridge.ts';
import { createCell, type Value } from './value.ts';

/** Long work of all accounts: what runs, and what ended and was not dismissed; the oldest first. */
export interface TasksState {
  readonly tasks: Value<readonly Task[]>;
  told(task: Task): void;
  cancel(id: string): void;
  dismiss(id: string): void;
}

/** What is over in a moment as a rule: it is listed only if it takes longer, or fails. */
const brief: readonly TaskKind[] = ['save', 'activity'];
/** That moment, in ms. */
const moment = 400;

/** @param saved a file was written that was not listed */
export const createTasksState = (bridge: Bridge, saved: (path: string) => void): TasksState => {
  const tasks = createCell<readonly Task[]>([]);
  /** What may be over before anybody looks. */
  const unlisted = new Map<string, { task: Task; readonly timer: ReturnType<typeof setTimeout> }>();
  const isListed = (id: string): boolean => tasks.get().some((one) => one.id === id);
  const list = (task: Task): void =>
    tasks.set(isListed(task.id) ? tasks.get().map((one) => (one.id === task.id ? task : one)) : [...tasks.get(), task]);
  const dismiss = (id: string): void => {
    tasks.set(tasks.get().filter((task) => task.id !== id));
    void bridge.call('task.dismiss', { id });
  };
  const toldBrief = (task: Task): void => {
    const { id, state } = task;
    const waiting = unlisted.get(id);
    if (state.kind === 'running') {
      if (waiting) waiting.task = task;
      else
        unlisted.set(id, {
          task,
          timer: setTimeout(() => {
            const late = unlisted.get(id);
            unlisted.delete(id);
            if (late) list(late.task);
          }, moment),
        });
      return;
    }
    clearTimeout(waiting?.timer);
    unlisted.delete(id);
    if (state.kind === 'failed') list(task);
    else dismiss(id);
    if (state.kind === 'done' && 'path' in state.result) saved(state.result.path);
  };
  // Those that were begun before this window was loaded; an event that came first is newer.
  void bridge.call('task.list').then((outcome) => {
    if (!outcome.ok) return;
    const newer = tasks.get();
    const before = outcome.value.filter(({ id }) => !newer.some((one) => one.id === id) && !unlisted.has(id));
    tasks.set([...before, ...newer]);
  });
  return {
    tasks,
    told: (task) => (brief.includes(task.kind) && !isListed(task.id) ? toldBrief(task) : list(task)),
    cancel: (id) => void bridge.call('task.cancel', { id }),
    dismiss,
  };
};
