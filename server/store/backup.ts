import { createSql, failureOf, openAlone, openReadOnly } from '../../storage/index.ts';

export { failureOf, makeFolder } from '../../storage/index.ts';

/** The store's file within a data folder. */
export const storeFile = 'messages.db';

/** A mailbox as a backup holds it. */
export interface MailboxFacts {
  /** The last id given. */
  readonly lastId: number;
  readonly waiting: number;
  readonly processed: number;
}

/**
 * Writes a copy of a store in one state of it, also beside a server that goes on writing. It holds no lock; the
 * server's log (`-wal`) grows meanwhile by what is written.
 * @throws an error of SQLite: no room, the copy exists, the store is damaged
 */
export const copyStore = (from: string, to: string): void => {
  const db = openReadOnly(from);
  try {
    db.prepare('VACUUM INTO ?').run(to);
  } finally {
    db.close();
  }
};

/** The mailboxes of a copy that nobody writes. */
export const factsOf = (file: string): Record<string, MailboxFacts> => {
  const db = openReadOnly(file);
  try {
    const rows = createSql(db).all<{ name: string } & MailboxFacts>(
      'SELECT name, last_id AS lastId, waiting, processed FROM mailbox ORDER BY name',
    );
    return Object.fromEntries(rows.map(({ name, ...facts }) => [name, facts]));
  } finally {
    db.close();
  }
};

/** What is wrong with a store's file: nothing if it is sound. */
export const faultsOf = (file: string): string[] => {
  const db = openReadOnly(file);
  try {
    const rows = createSql(db).all<{ quick_check: string }>('PRAGMA quick_check');
    return rows.map((row) => row.quick_check).filter((line) => line !== 'ok');
  } catch (error) {
    if (failureOf(error) !== 'failed') throw error;
    return [(error as Error).message];
  } finally {
    db.close();
  }
};

/** How far the ids of a restored store are ahead of its backup: more than were given since. */
export const idsAhead = 1_000_000_000;

/** An id has at most 15 digits. */
const highestId = 999_999_999_999_999;

/**
 * Moves on whatever names something outside, so that nothing gets a name that was given between the backup and its
 * restoration: the ids of messages, and the numbers of events, which order histories.
 * @throws RangeError if an id would have more than 15 digits; nothing is changed
 */
export const moveIdsAhead = (file: string): void => {
  const db = openAlone(file);
  const sql = createSql(db);
  try {
    db.exec('BEGIN IMMEDIATE');
    const { last } = sql.one<{ last: number }>('SELECT coalesce(max(last_id), 0) AS last FROM mailbox');
    if (last + idsAhead > highestId) throw new RangeError(`ids have come to ${last}`);
    sql.run('UPDATE mailbox SET last_id = last_id + ?', idsAhead);
    // The next event is numbered behind the last one, which says where the others are.
    sql.run(
      "INSERT INTO event (event, message, kind, at, detail) SELECT coalesce(max(event), 0) + ?, NULL, 'restored', ?, ? FROM event",
      idsAhead,
      Date.now(),
      JSON.stringify({ by: 'operator', idsAhead }),
    );
    db.exec('COMMIT');
  } finally {
    if (db.isTransaction) db.exec('ROLLBACK');
    db.close();
  }
};
