import type { AdminAnswer } from '../../protocol/admin.ts';
import { Problem } from '../../protocol/errors.ts';
import { placeAtServer } from '../../protocol/place.ts';
import type { AdminClient } from '../admin/client.ts';
import type { InboxMessage } from '../inbox/port.ts';
import type { AccountMethod, TaskStart } from './calls.ts';
import { createReading, type ReadingSource } from './reading.ts';
import { activityWork } from './tasks/activity.ts';
import { downloadWork } from './tasks/download.ts';
import { type LeftoverNote, leftoverNote } from './tasks/leftover.ts';
import { saveWork } from './tasks/save.ts';
import type { Tasks, Work } from './tasks/tasks.ts';

/** Messages that are at a server, read as those of an inbox are. Nothing of them is marked, here or there. */
export interface ServerMessages {
  /** @throws Problem also `call-invalid`, for what cannot be asked of them */
  call(name: AccountMethod, args: unknown): Promise<unknown>;
}

const toMessage = (detail: AdminAnswer<'message'>): InboxMessage => {
  const { id, uid, mailbox, size, sha256, type, subject, sender, held } = detail;
  const acceptedAt = Date.parse(detail.acceptedAt);
  return {
    ...{ uid, key: id, id, mailbox, bytes: size, sha256, type, subject, from: sender, acceptedAt, receivedAt: acceptedAt },
    ...{ read: true, protected: held, deleted: false, attachments: null, preview: '' },
  };
};

export const createServerMessages = (deps: {
  server: string;
  client: AdminClient;
  tasks: Tasks;
  /** Where leftovers are noted; undefined: nowhere. */
  notes: () => Promise<string | undefined>;
}): ServerMessages => {
  const { client, tasks } = deps;
  const account = placeAtServer(deps.server);
  const find = async (uid: string): Promise<InboxMessage> => {
    const detail = await client.ask('message', { path: { uid } });
    if (detail.folder === 'ended') throw new Problem('message-ended', 'The message has ended; its record is kept, its bytes are gone.');
    return toMessage(detail);
  };
  const source: ReadingSource = { find, read: async (uid) => client.body(uid, (await find(uid)).sha256) };
  const { methods, outgoing } = createReading({
    inbox: async () => source,
    toRow: ({ id: _, sha256: __, ...row }) => ({ ...row, account }),
  });
  const workOf = ({ order }: TaskStart, note: LeftoverNote): Work => {
    switch (order.kind) {
      case 'save':
        return saveWork({ outgoing, note }, order);
      case 'download':
        return downloadWork({ source, note }, order);
      case 'activity':
        return activityWork({ client, note }, order);
      default:
        throw new Problem('call-invalid', 'That is not done at a server.');
    }
  };
  const start = async (wanted: TaskStart): Promise<null> => {
    const { id, order } = wanted;
    const note = leftoverNote(await deps.notes(), id);
    tasks.start({ id, account, kind: order.kind }, workOf(wanted, note));
    return null;
  };
  const all: Partial<Record<AccountMethod, (args: never) => Promise<unknown>>> = { ...methods, 'task.start': start };
  return {
    async call(name, args) {
      const method = all[name];
      if (!method) throw new Problem('call-invalid', 'That is not asked of a message at a server.');
      return method(args as never);
    },
  };
};
