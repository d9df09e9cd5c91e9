import type { AdminAnswer } from '../../protocol/admin.ts';
import { Problem } from '../../protocol/errors.ts';
import { placeAtServer } from '../../protocol/place.ts';
import type { AdminClient } from '../admin/client.ts';
import type { InboxMessage } from '../inbox/port.ts';
import type { AccountMethod, TaskStart } from './calls.ts';
import { createReading, type ReadingSource } from './reading.ts';
import { downloadWork } from './tasks/download.ts';
import type { Tasks } from './tasks/tasks.ts';

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

export const createServerMessages = (deps: { server: string; client: AdminClient; tasks: Tasks }): ServerMessages => {
  const { client, tasks } = deps;
  const account = placeAtServer(deps.server);
  const find = async (uid: string): Promise<InboxMessage> => {
    const detail = await client.ask('message', { path: { uid } });
    if (detail.folder === 'ended') throw new Problem('message-ended', 'The message has ended; its record is kept, its bytes are gone.');
    return toMessage(detail);
  };
  const source: ReadingSource = { find, read: async (uid) => client.body(uid, (await find(uid)).sha256) };
  const { methods } = createReading({
    inbox: async () => source,
    toRow: ({ id: _, sha256: __, ...row }) => ({ ...row, account }),
  });
  const start = async ({ id, order }: TaskStart): Promise<null> => {
    if (order.kind !== 'download') throw new Problem('call-invalid', 'That is not done at a server.');
    tasks.start({ id, account, kind: 'download', unit: 'messages' }, downloadWork(source, order));
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
