import type { Task } from '../../protocol/bridge.ts';
import type { Bridge } from '../bridge.ts';
import { createCell, type Value } from './value.ts';

/** Long work of all accounts: what runs, and what ended and was not dismissed; the oldest first. */
export interface TasksState {
  readonly tasks: Value<readonly Task[]>;
  told(task: Task): void;
  cancel(id: string): void;
  dismiss(id: string): void;
}

export const createTasksState = (bridge: Bridge): TasksState => {
  const tasks = createCell<readonly Task[]>([]);
  const told = (task: Task): void => {
    const known = tasks.get();
    tasks.set(known.some(({ id }) => id === task.id) ? known.map((one) => (one.id === task.id ? task : one)) : [...known, task]);
  };
  // Those that were begun before this window was loaded; an event that came first is newer.
  void bridge.call('task.list').then((outcome) => {
    if (!outcome.ok) return;
    const newer = tasks.get();
    const before = outcome.value.filter(({ id }) => !newer.some((one) => one.id === id));
    tasks.set([...before, ...newer]);
  });
  return {
    tasks,
    told,
    cancel: (id) => void bridge.call('task.cancel', { id }),
    dismiss(id) {
      tasks.set(tasks.get().filter((task) => task.id !== id));
      void bridge.call('task.dismiss', { id });
    },
  };
};
