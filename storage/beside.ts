import { type Bodies, createBodies } from './bodies.ts';
import type { Context } from './calls.ts';
import { isCurrent, openReadOnly, openSecond } from './database.ts';
import { failureOf, StorageError } from './error.ts';
import { createSql, type Sql } from './sql.ts';

/** A second writer of a database, in this thread, beside the process that holds its folder. */
export interface Beside {
  /**
   * Does it in a transaction of its own, which is on the disk when this returns. Waits up to 5 s for the other writer.
   * @throws StorageError when the disk refuses, `busy` and `newer`: nothing was changed then
   */
  run<T>(work: (context: Context) => T): T;
  close(): void;
}

/** Chunks that go in one transaction: the other writer must not wait for all of a large body. */
const reapedAtOnce = 64;

const described = (error: unknown): unknown => {
  const failure = failureOf(error);
  return failure === undefined || error instanceof StorageError
    ? error
    : new StorageError(failure, error instanceof Error ? error.message : String(error), { cause: error });
};

/** @returns `undefined` if the file is of an older version @throws StorageError `newer`, `failed` */
const openCurrent = (open: typeof openSecond, file: string, folders: readonly URL[]): ReturnType<typeof openSecond> | undefined => {
  let db: ReturnType<typeof openSecond> | undefined;
  try {
    db = open(file);
    if (isCurrent(db, folders)) return db;
    db.close();
    return undefined;
  } catch (error) {
    db?.close();
    throw described(error);
  }
};

const foldersOf = (migrations: URL): URL[] => [new URL('./migrations/', import.meta.url), migrations];

/** A look into a database, beside whoever writes. */
export interface Look {
  readonly sql: Sql;
  readonly bodies: Bodies;
  /** Runs what it reads, and gives, in one state of the database. @throws StorageError when the disk refuses */
  within<T>(work: () => Iterable<T>): Generator<T>;
  /** @throws StorageError */
  read<T>(work: () => T): T;
  close(): void;
}

/**
 * Opens a database that exists for reading alone, whether another process holds it or not.
 * @returns `undefined` if the file is of an older version
 * @throws StorageError `newer`, `failed`
 */
export const openLook = (file: string, migrations: URL): Look | undefined => {
  const db = openCurrent(openReadOnly, file, foldersOf(migrations));
  if (!db) return undefined;
  const sql = createSql(db);
  const read = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw described(error);
    }
  };
  return {
    sql,
    bodies: createBodies(sql),
    read,
    *within(work) {
      const outermost = !db.isTransaction;
      if (outermost) read(() => db.exec('BEGIN'));
      try {
        const values = read(() => work()[Symbol.iterator]());
        for (;;) {
          const { value, done } = read(() => values.next());
          if (done) return;
          yield value;
        }
      } finally {
        if (outermost && db.isTransaction) db.exec('ROLLBACK');
      }
    },
    close: () => db.close(),
  };
};

/**
 * Opens a database that exists for small changes, whether another process holds it or not. It never migrates.
 * @returns `undefined` if the file is of an older version: only who holds the folder may bring it up to date
 * @throws StorageError `newer`, `failed`
 */
export const openBeside = (file: string, migrations: URL): Beside | undefined => {
  const folders = foldersOf(migrations);
  const opened = openCurrent(openSecond, file, folders);
  if (!opened) return undefined;
  const sql = createSql(opened);
  const bodies = createBodies(sql);
  const transact = <T>(work: () => T): T => {
    try {
      opened.exec('BEGIN IMMEDIATE');
      // A newer version may have taken the folder over since it was opened.
      if (!isCurrent(opened, folders)) throw new StorageError('newer', 'The data is being changed by another version.');
      const value = work();
      opened.exec('COMMIT');
      return value;
    } catch (error) {
      if (opened.isTransaction) opened.exec('ROLLBACK');
      throw described(error);
    }
  };
  return {
    run(work) {
      const value = transact(() => work({ sql, bodies }));
      while (bodies.hasAside()) transact(() => bodies.reap(reapedAtOnce));
      return value;
    },
    close: () => opened.close(),
  };
};
