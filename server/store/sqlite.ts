import { openStorage } from '../../storage/index.ts';
import type { Store } from './port.ts';
import type { procedures } from './procedures.ts';

/** The embedded store: one SQLite file in `folder`, see docs/adr. @throws StorageError */
export const openSqliteStore = async (folder: string): Promise<Store> => {
  const storage = await openStorage<typeof procedures>({
    folder,
    file: 'messages.db',
    procedures: new URL('./procedures.js', import.meta.url),
    migrations: new URL('./migrations/', import.meta.url),
  });
  return {
    write: storage.write,
    discard: storage.discard,
    readRest: (message) => storage.read(message.body, message.size, 1),
    accept: (submission) => storage.call('accept', submission),
    acquire: (mailbox, request, at) => storage.call('acquire', { mailbox, request, at }),
    occupancy: (mailbox) => storage.call('occupancy', { mailbox }),
    list: (mailbox, folder, after, limit) => storage.call('list', { mailbox, folder, after, limit }),
    totals: (mailbox) => storage.call('totals', { mailbox }),
    status: (uid) => storage.call('status', { uid }),
    mailboxes: () => storage.call('mailboxes'),
    sweep: (mailbox, policy, at, limit) => storage.call('sweep', { mailbox, policy, at, limit }),
    nextDue: (mailbox, policy) => storage.call('nextDue', { mailbox, policy }),
    forgetReceipts: (at) => storage.call('forgetReceipts', { at }),
    close: storage.close,
    failed: storage.failed,
  };
};
