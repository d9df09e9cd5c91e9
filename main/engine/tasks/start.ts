import type { Task } from '../../../protocol/bridge.ts';
import { Problem } from '../../../protocol/errors.ts';
import type { Inbox } from '../../inbox/port.ts';
import type { TaskOrder, TaskStart } from '../calls.ts';
import { checkWork } from './check.ts';
import { exportWork } from './export.ts';
import { importWork, type Sender } from './import.ts';
import { type Filing, rebuildWork } from './rebuild.ts';
import type { Tasks, Work } from './tasks.ts';

/** Starts the long work of an account. */
export const createStarter = (deps: {
  account: string;
  /** Of its inbox. */
  folder: string;
  tasks: Tasks;
  filing: Filing;
  inbox: () => Promise<Inbox>;
  sender: () => Sender;
}): ((start: TaskStart) => void) => {
  const { account, folder, tasks } = deps;
  const workOf = (id: string, order: Exclude<TaskOrder, { kind: 'download' }>): { work: Work; unit: Task['unit'] } => {
    switch (order.kind) {
      case 'export':
        return { work: exportWork({ inbox: deps.inbox, folder, id }, order), unit: 'messages' };
      case 'import':
        return { work: importWork(deps, order), unit: 'bytes' };
      case 'rebuild':
        return { work: rebuildWork(deps, order), unit: 'messages' };
      case 'check':
        return { work: checkWork(deps), unit: 'messages' };
    }
  };
  return ({ id, order }) => {
    if (order.kind === 'download') throw new Problem('call-invalid', 'Messages are downloaded from a server.');
    const { work, unit } = workOf(id, order);
    tasks.start({ id, account, kind: order.kind, unit }, work);
  };
};
