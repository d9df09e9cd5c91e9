import { type Checked, openStorage, type StorageState } from '../../storage/index.ts';
import { limits } from '../limits.ts';
import { hourOf } from '../statistics/hours.ts';
import type { Store } from './port.ts';
import type { procedures } from './procedures.ts';
import type { queries } from './queries.ts';

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
  'occupancy',
  'totals',
  'mailboxes',
  'open',
  'act',
  'retire',
  'retired',
  'empty',
  'sweep',
  'nextDue',
  'allow',
  'prune',
  'forgetReceipts',
  'claim',
  'note',
  'forgetDevice',
  'recordAct',
  'newest',
  'wake',
]);

/** The embedded store: one SQLite file in `folder`, see docs/adr. @throws StorageError */
export const openSqliteStore = async (folder: string, changed?: (state: StorageState) => void): Promise<Store & Condition> => {
  const storage = await openStorage<typeof procedures, typeof queries>({
    folder,
    file: 'messages.db',
    procedures: new URL('./procedures.js', import.meta.url),
    queries: new URL('./queries.js', import.meta.url),
    migrations: new URL('./migrations/', import.meta.url),
    reserve: { bytes: limits.reserve, relief, intake },
    check: true,
    ...(changed && { changed }),
  });
  const { query } = storage;
  return {
    write: storage.write,
    discard: storage.discard,
    readRest: ({ body, size, place }) => storage.read(body, size, place),

    accept: (submission) => storage.call('accept', submission),
    acquire: (mailbox, request, caller) => storage.call('acquire', { mailbox, request, caller }),
    occupancy: (mailbox) => storage.call('occupancy', { mailbox }),
    totals: (mailbox) => storage.call('totals', { mailbox }),
    totalsOfAll: () => query('totalsOfAll'),
    mailboxes: () => storage.call('mailboxes'),

    list: (q) => query('list', q),
    status: (uid) => query('status', { uid }),
    detail: (uid, policies, at) => query('detail', { uid, policies, at }),
    copies: (uid, policies, at) => query('copies', { uid, policies, at }),
    open: (uid) => storage.call('open', { uid }),
    tombstones: (mailbox, after, limit) => query('tombstones', { mailbox, after, limit }),
    act: (action, uids, by, at, mailbox) => storage.call('act', { action, uids, by, at, ...(mailbox !== undefined && { mailbox }) }),
    retire: (mailbox, lastId) => storage.call('retire', { mailbox, lastId }),
    retired: () => storage.call('retired'),
    empty: (mailbox, by, at, limit) => storage.call('empty', { mailbox, by, at, limit }),

    sweep: (mailbox, policy, at, limit, sending) => storage.call('sweep', { mailbox, policy, at, limit, sending }),
    nextDue: (mailbox, policy, at) => storage.call('nextDue', { mailbox, policy, at }),
    preview: (mailboxes, policy, inForce, at) => query('preview', { mailboxes, policy, inForce, at }),
    allow: (mailbox, folder, policy, count, at, exactly) => storage.call('allow', { mailbox, folder, policy, count, at, exactly }),
    brakes: (policies, at) => query('brakes', { policies, at }),
    prune: async (before, at, limit) => {
      const spent = await query('spentHours', { before: hourOf(at - limits.hours), limit });
      return storage.call('prune', { before, at, limit, spent });
    },
    forgetReceipts: (at) => storage.call('forgetReceipts', { at }),

    claim: (mailbox, device, shared, takeOver, at) => storage.call('claim', { mailbox, device, shared, takeOver, at }),
    note: (contacts, uses) => storage.call('note', { contacts, uses }),
    devices: (mailbox) => query('devices', { ...(mailbox !== undefined && { mailbox }) }),
    forgetDevice: (mailbox, device) => storage.call('forgetDevice', { mailbox, device }),
    ledger: (mailbox, before, limit) => query('ledger', { mailbox, limit, ...(before !== undefined && { before }) }),
    tokenUses: () => query('tokenUses'),

    hours: (q) => query('hours', q),
    wake: (hour) => storage.call('wake', { hour }),

    newest: () => storage.call('newest'),
    record: (deed) => storage.call('recordAct', deed),
    activity: (q) => query('activity', q),

    close: storage.close,
    failed: storage.failed,
    state: storage.state,
    checked: storage.checked,
  };
};
