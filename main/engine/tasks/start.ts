import { Problem } from '../../../protocol/errors.ts';
import type { Inbox } from '../../inbox/port.ts';
import type { TaskStart } from '../calls.ts';
import type { Outgoing } from '../reading.ts';
import { checkWork } from './check.ts';
import { exportWork } from './export.ts';
import { importWork, type Sender } from './import.ts';
import { leftoverNote } from './leftover.ts';
import { type Filing, rebuildWork } from './rebuild.ts';
import { saveWork } from './save.ts';
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
}): ((start: TaskStart, outgoing: Outgoing) => void) => {
  const { account, folder, tasks } = deps;
  const workOf = ({ id, order }: TaskStart, outgoing: Outgoing): Work => {
    switch (order.kind) {
      case 'export':
        return exportWork({ inbox: deps.inbox, note: leftoverNote(folder, id) }, order);
      case 'save':
        return saveWork({ outgoing, note: leftoverNote(folder, id) }, order);
      case 'import':
        return importWork(deps, order);
      case 'rebuild':
        return rebuildWork(deps, order);
      case 'check':
        return checkWork(deps);
      case 'download':
      case 'activity':
        throw new Problem('call-invalid', 'That is done at a server.');
    }
  };
  return (start, outgoing) => tasks.start({ id: start.id, account, kind: start.order.kind }, workOf(start, outgoing));
};
