import { type Checked, openStorage, type StorageState } from '../../storage/index.ts';
import { limits } from '../limits.ts';
import type { Store } from './port.ts';
import type { procedures } from './procedures.ts';

/** How the file and its disk are. */
export interface Condition {
  state(): StorageState;
  /** After an unclean end: what a look over the whole file found, once it is there. */
  readonly checked: Promise<Checked>;
}

type Name = keyof typeof procedures;

/** On a full disk: what takes new messages in, and what lets them out, frees room or only reads. */
const intake: ReadonlySet<Name> = new Set<Name>(['accept']);
const relief: ReadonlySet<Name> = new Set<Name>([
  'acquire',
  'sweep',
  'forgetReceipts',
  'occupancy',
  'list',
  'totals',
  'status',
  'mailboxes',
  'nextDue',
]);

/** The embedded store: one SQLite file in `folder`, see docs/adr. @throws StorageError */
export const openSqliteStore = async (folder: string, changed?: (state: StorageState) => void): Promise<Store & Condition> => {
  const storage = await openStorage<typeof procedures>({
    folder,
    file: 'messages.db',
    procedures: new URL('./procedures.js', import.meta.url),
    migrations: new URL('./migrations/', import.meta.url),
    reserve: { bytes: limits.reserve, relief, intake },
    check: true,
    ...(changed && { changed }),
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
    state: storage.state,
    checked: storage.checked,
  };
};
