import { existsSync } from 'node:fs';
import { stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../../protocol/errors.ts';
import { checkTable, openBeside, openLook, openStorage, StorageError, tables } from '../../storage/index.ts';
import type { Amount } from './capacity.ts';
import type { Gone, Inbox, InboxMessage, Look, RoomWeight, Trace } from './port.ts';
import { type Purge, procedures } from './procedures.ts';
import type { queries } from './queries.ts';
import type { RoomMade } from './room.ts';
import { findMessage, messagesAfter, page, traces, unsearched } from './rows.ts';

const file = 'inbox.db';

const migrations = new URL('./migrations/', import.meta.url);

/** What kept an inbox from being opened, or changed from beside. */
const toProblem = (folder: string, error: unknown): unknown => {
  if (!(error instanceof StorageError)) return error;
  if (error.failure === 'busy')
    return new Problem('folder-in-use', `Another process uses the inbox ${folder}. Nothing was changed.`, { cause: error });
  if (error.failure === 'newer')
    return new Problem('storage-newer', `${error.message} Nothing was changed; start that version.`, { cause: error });
  if (error.failure === 'full')
    return new Problem('storage-full', `The disk of the inbox ${folder} is full. Nothing was changed.`, { cause: error });
  return new Problem('folder-unusable', `The inbox in ${folder} cannot be opened: ${error.message}.`, { cause: error });
};

/** Work on the inbox's file whose failures are told as those of this folder. */
const attemptIn =
  (folder: string) =>
  <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw toProblem(folder, error);
    }
  };

/** Bytes that stay free on the disk when a large message is expected: for what comes beside it, and for the log. */
const keptFree = 64 * 1024 ** 2;

const none: Amount = { count: 0, bytes: 0 };
const sum = (a: Amount, b: Amount): Amount => ({ count: a.count + b.count, bytes: a.bytes + b.bytes });

type Name = keyof typeof procedures;

/** On a full disk: what takes messages in, and what reads, marks, frees room or settles what was received. */
const intake: ReadonlySet<Name> = new Set<Name>(['receive', 'expect']);
const relief: ReadonlySet<Name> = new Set<Name>([
  'room',
  'counts',
  'pending',
  'settle',
  'forget',
  'device',
  'find',
  'page',
  'traces',
  'whereabouts',
  'bodyOf',
  'mark',
  'purge',
  'makeRoom',
  'tombstonesRead',
  'unsearched',
  'errands',
  'errandDone',
]);
/** Bytes kept on the disk, so that a reader can delete when it is full. */
const reserve = 1024 ** 2;

/** Messages that are purged, or marked by a rule, in one transaction: nothing that comes in waits for more. */
const purgedAtOnce = 200;
const markedAtOnce = 500;

/** The inbox as one SQLite file in `folder`, for one process at a time. @throws Problem `folder-unusable`, `folder-in-use`, `storage-newer` */
export const openSqliteInbox = async (folder: string): Promise<Inbox> => {
  const storage = await openStorage<typeof procedures, typeof queries>({
    folder,
    file,
    procedures: new URL('./procedures.js', import.meta.url),
    queries: new URL('./queries.js', import.meta.url),
    migrations,
    keepBefore: true,
    reserve: { bytes: reserve, relief, intake },
  }).catch((error) => {
    throw toProblem(folder, error);
  });

  /** Better known before a large message is on its way than in the middle of it. */
  const needFree = async (bytes: number): Promise<void> => {
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize < bytes + keptFree) throw new StorageError('full', `The disk has no room for a message of ${bytes} bytes.`);
  };

  return {
    device: () => storage.call('device'),
    pending: (source) => storage.call('pending', { source }),
    room: (policy) => storage.call('room', { policy }),
    counts: (policy) => storage.call('counts', { policy }),
    write: storage.write,
    discard: storage.discard,
    async expect(source, head, order, settled, whole = false) {
      const expectation = await storage.call('expect', { source, head, order, settled, whole });
      if (expectation.kind === 'expected') await needFree(head.size - expectation.from);
      return expectation;
    },
    soFar: (body, size) => storage.read(body, size),
    append: storage.append,
    forget: (source, uid) => storage.call('forget', { source, uid }),
    receive: (source, receipt, order, settled) => storage.call('receive', { source, receipt, order, settled }),
    settle: (source, settled) => storage.call('settle', { source, settled }),
    // A plain page is found at once, by its index; what is searched or filtered may have to look at many.
    page: (look) => (look.words || look.filter || look.skip ? storage.query('page', look) : storage.call('page', look)),
    count: (sight) => storage.query('count', sight),
    uids: (sight) => storage.query('uids', sight),
    nearest: (sight, from, by) => storage.query('nearest', { sight, from, by }),
    above: (sight, from) => storage.query('above', { sight, from }),
    find: (uid) => storage.call('find', { uid }),
    async read(uid) {
      const found = await storage.call('bodyOf', { uid });
      return found && storage.read(found.body, found.size);
    },
    mark: (uids, marks, at) => storage.call('mark', { uids, marks, at }),
    purge: (uids, at) => purge((args) => storage.call('purge', args), uids, at),
    roomPage: (look) => storage.query('roomPage', look),
    suggestRoom: (question) => storage.query('suggestRoom', question),
    weigh: (choice) => storage.query('weigh', choice),
    async makeRoom(choice, marks, at) {
      const uids: string[] = [];
      let weight: RoomWeight = { read: none, unread: none };
      for (let after: number | null = 0; after !== null; ) {
        const made: RoomMade = await storage.call('makeRoom', { choice, marks, at, after, limit: markedAtOnce });
        uids.push(...made.uids);
        weight = { read: sum(weight.read, made.weight.read), unread: sum(weight.unread, made.weight.unread) };
        after = made.next;
      }
      return { uids, ...weight };
    },
    traces: (before, limit) => storage.call('traces', { before, limit }),
    whereabouts: (uid, policy) => storage.call('whereabouts', { uid, policy }),
    tombstonesRead: (source) => storage.call('tombstonesRead', { source }),
    addEnded: (source, ended, readTo) => storage.call('addEnded', { source, ended, readTo }),
    noteOversize: (source, oversize) => storage.call('noteOversize', { source, oversize }),
    unsearched: (limit) => storage.call('unsearched', { limit }),
    addWords: (words) => storage.call('addWords', { words }),
    forgetWords: (before, limit) => storage.call('forgetWords', { before, limit }),
    clearWords: () => storage.call('clearWords'),
    digests: () => storage.query('digests'),
    async sizes() {
      const sizeOf = (name: string): Promise<number> =>
        stat(join(folder, name)).then(
          ({ size }) => size,
          () => 0,
        );
      const [main, log, use] = await Promise.all([sizeOf(file), sizeOf(`${file}-wal`), storage.query('fileUse')]);
      return { file: main + log, ...use };
    },
    async faults(stopped) {
      const looked = await storage.look(stopped);
      if (looked === 'unfinished') return undefined;
      return typeof looked === 'object' ? looked.damaged : [];
    },
    errands: (after, limit) => storage.call('errands', { after, limit }),
    errandDone: (uid) => storage.call('errandDone', { uid }),
    close: storage.close,
    failed: storage.failed,
  };
};

/** What may be changed beside the process that holds the inbox; everything as of `Inbox`. */
export type InboxChanges = Pick<Inbox, 'mark' | 'purge' | 'close'>;

/**
 * An inbox that exists, for the changes of its reader, also while another process receives into it.
 * @throws Problem `folder-unusable`, `storage-newer`, `storage-full`; `folder-in-use` if an older version holds it
 */
export const changeSqliteInbox = async (folder: string): Promise<InboxChanges> => {
  const path = inboxIn(folder);
  const attempt = attemptIn(folder);
  const beside = attempt(() => openBeside(path, migrations));
  // Written by an older version: to bring it up to date takes the folder.
  if (!beside) return openSqliteInbox(folder);
  /** On a full disk only who has the folder may use its reserve. */
  const withReserve = async <T>(work: () => Promise<T>, whole: (inbox: Inbox) => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'storage-full') throw error;
      const inbox = await openSqliteInbox(folder);
      return whole(inbox).finally(inbox.close);
    }
  };
  return {
    mark: (uids, marks, at) =>
      withReserve(
        async () => attempt(() => beside.run((context) => procedures.mark(context, { uids, marks, at }))),
        (inbox) => inbox.mark(uids, marks, at),
      ),
    purge: (uids, at) =>
      withReserve(
        () => purge(async (args) => attempt(() => beside.run((context) => procedures.purge(context, args))), uids, at),
        (inbox) => inbox.purge(uids, at),
      ),
    close: async () => beside.close(),
  };
};

/** All deleted messages go a few at a time. */
const purge = async (call: (args: Purge) => Promise<Gone[]>, uids: readonly string[] | undefined, at: number): Promise<Gone[]> => {
  if (uids) return call({ uids, at });
  const gone: Gone[] = [];
  for (;;) {
    const some = await call({ limit: purgedAtOnce, at });
    gone.push(...some);
    if (some.length < purgedAtOnce) return gone;
  }
};

/** @throws Problem `folder-unusable` if there is none */
const inboxIn = (folder: string): string => {
  const path = join(folder, file);
  if (!existsSync(path)) throw new Problem('folder-unusable', `There is no inbox in ${folder}.`);
  return path;
};

/** A look into an inbox, also while another process receives into it. Methods throw Problem `folder-unusable` when the file is damaged. */
export interface InboxReader {
  /** Every message, in order of receipt. */
  list(): Iterable<InboxMessage>;
  page(look: Look): InboxMessage[];
  find(uid: string): InboxMessage | undefined;
  /** How many messages the search does not know yet. */
  unsearched(): number;
  /** The newest first, from behind a key on. */
  traces(before: number | undefined, limit: number): Trace[];
  /** The message's bytes as they were accepted, in one state of the inbox; `undefined` if it does not hold it. */
  body(uid: string): Iterable<Uint8Array> | undefined;
  /** What SQLite finds wrong with the file: nothing if it is sound. It reads all of it. */
  faults(): string[];
  close(): void;
}

/** Messages that are looked up at once. */
const readAtOnce = 500;

/** @throws Problem `folder-unusable`, also if an older version wrote it; `storage-newer` */
export const readSqliteInbox = (folder: string): InboxReader => {
  const path = inboxIn(folder);
  const attempt = attemptIn(folder);
  const look = attempt(() => openLook(path, migrations));
  if (!look)
    throw new Problem(
      'folder-unusable',
      `The inbox in ${folder} is of an older version. Start "restante receive" once, or the app, to bring it up to date.`,
    );
  const { sql, bodies } = look;
  const read = <T>(work: () => T): T => attempt(() => look.read(work));
  const bodyOf = (uid: string): number | undefined => sql.maybe<{ body: number }>('SELECT body FROM message WHERE uid = ?', uid)?.body;
  return {
    *list() {
      for (let after = 0; ; ) {
        const some = read(() => messagesAfter(sql, after, readAtOnce));
        yield* some;
        const last = some.at(-1);
        if (!last || some.length < readAtOnce) return;
        after = last.key;
      }
    },
    page: (wanted) => read(() => page(sql, wanted)),
    find: (uid) => read(() => findMessage(sql, uid)),
    unsearched: () => read(() => unsearched(sql, { limit: 0 }).left),
    traces: (before, limit) => read(() => traces(sql, { before, limit })),
    body(uid) {
      if (read(() => bodyOf(uid)) === undefined) return undefined;
      const chunks = look.within(function* () {
        // It may have made way since: its number is looked up in the state that is read.
        const body = bodyOf(uid);
        if (body === undefined) return;
        for (let place = 0; ; place += 1) {
          const chunk = bodies.chunk(body, place);
          if (!chunk) return;
          yield chunk;
        }
      });
      return (function* () {
        try {
          yield* chunks;
        } catch (error) {
          throw toProblem(folder, error);
        }
      })();
    },
    faults: () => read(() => tables(sql).flatMap((table) => checkTable(sql, table))),
    close: look.close,
  };
};
