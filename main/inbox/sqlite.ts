import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../protocol/errors.ts';
import { createBodies, createSql, openReadOnly, openStorage, StorageError } from '../../storage/index.ts';
import type { Inbox, InboxMessage } from './port.ts';
import { listMessages, type procedures } from './procedures.ts';

const file = 'inbox.db';

/** The inbox as one SQLite file in `folder`, for one process at a time. @throws Problem `folder-unusable`, `folder-in-use`, `storage-newer` */
export const openSqliteInbox = async (folder: string): Promise<Inbox> => {
  const storage = await openStorage<typeof procedures>({
    folder,
    file,
    procedures: new URL('./procedures.js', import.meta.url),
    migrations: new URL('./migrations/', import.meta.url),
  }).catch((error) => {
    if (!(error instanceof StorageError)) throw error;
    if (error.failure === 'busy')
      throw new Problem('folder-in-use', `Another process uses the inbox ${folder}. Nothing was changed.`, { cause: error });
    if (error.failure === 'newer')
      throw new Problem('storage-newer', `${error.message} Nothing was changed; start that version.`, { cause: error });
    throw new Problem('folder-unusable', `The inbox in ${folder} cannot be opened: ${error.message}.`, { cause: error });
  });
  return {
    device: () => storage.call('device'),
    pending: (source) => storage.call('pending', { source }),
    room: (policy) => storage.call('room', { policy }),
    write: storage.write,
    discard: storage.discard,
    receive: (source, receipt, verb, policy, settled) => storage.call('receive', { source, receipt, verb, policy, settled }),
    settle: (source, settled) => storage.call('settle', { source, settled }),
    tally: () => storage.call('tally'),
    unread: () => storage.call('unread'),
    list: () => storage.call('list'),
    page: (folder, before, limit) => storage.call('page', { folder, before, limit }),
    find: (uid) => storage.call('find', { uid }),
    async read(uid) {
      const found = await storage.call('bodyOf', { uid });
      return found && storage.read(found.body, found.size);
    },
    mark: (uids, marks, at) => storage.call('mark', { uids, marks, at }),
    close: storage.close,
    failed: storage.failed,
  };
};

/** A look into an inbox, also while another process receives into it. */
export interface InboxReader {
  list(): InboxMessage[];
  /** The message's bytes as they were accepted; `undefined` if the inbox does not hold it. */
  body(uid: string): Generator<Uint8Array> | undefined;
  close(): void;
}

/** @throws Problem `folder-unusable` */
export const readSqliteInbox = (folder: string): InboxReader => {
  const path = join(folder, file);
  if (!existsSync(path)) throw new Problem('folder-unusable', `There is no inbox in ${folder}.`);
  const db = openReadOnly(path);
  const sql = createSql(db);
  const bodies = createBodies(sql);
  return {
    list: () => listMessages(sql),
    body(uid) {
      const row = sql.maybe<{ body: number }>('SELECT body FROM message WHERE uid = ?', uid);
      if (!row) return undefined;
      return (function* () {
        for (let place = 0; ; place += 1) {
          const chunk = bodies.chunk(row.body, place);
          if (!chunk) return;
          yield chunk;
        }
      })();
    },
    close: () => db.close(),
  };
};
