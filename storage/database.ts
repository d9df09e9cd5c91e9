import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { StorageError } from './error.ts';

type Database = InstanceType<typeof DatabaseSync>;

/** What it takes for a commit to be on the disk when it returns, and for the references to hold; of each connection. */
const durable =
  'PRAGMA synchronous = FULL; PRAGMA fullfsync = 1; PRAGMA checkpoint_fullfsync = 1; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF';

/**
 * Opens a database whose commits are on the disk when they return: WAL with `synchronous=FULL`, and
 * `fullfsync` where the system has it (macOS, whose fsync alone does not reach the platter).
 */
export const openDatabase = (file: string, migrations: readonly URL[], keepBefore = false): Database => {
  const db = new DatabaseSync(file, { timeout: 5_000 });
  try {
    db.exec('PRAGMA journal_mode = WAL');
    db.exec(durable);
    // Else the savepoint of every call in a group commit copies the pages that it changes to a temporary file.
    db.exec('PRAGMA temp_store = MEMORY');
    // A log that grew while somebody read for long gives its room back when it starts anew.
    db.exec('PRAGMA journal_size_limit = 67108864');
    migrate(db, file, migrations, keepBefore);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};

/** A second connection that writes beside the one that the folder belongs to. It changes nothing of how the file is made. */
export const openSecond = (file: string): Database => {
  const db = new DatabaseSync(file, { timeout: 5_000 });
  db.exec(durable);
  return db;
};

/** A second connection that only reads; sees what is committed, also while another process writes. */
export const openReadOnly = (file: string): Database => new DatabaseSync(file, { readOnly: true, timeout: 5_000 });

/** A connection to a copy that nobody else uses, as it was written: without migrations. What it commits is on the disk. */
export const openAlone = (file: string): Database => {
  const db = new DatabaseSync(file);
  db.exec(durable);
  return db;
};

interface Migration {
  readonly name: string;
  readonly text: string;
  readonly digest: string;
}

/** `0001-name.sql` of each folder (a URL that ends in `/`) in the order given, then by number. */
const readMigrations = (folders: readonly URL[]): Migration[] =>
  folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.sql'))
      .toSorted()
      .map((name) => {
        const text = readFileSync(new URL(name, folder), 'utf8');
        return { name, text, digest: createHash('sha256').update(text).digest('hex') };
      }),
  );

const flush = (path: string, flags: string): void => {
  const handle = openSync(path, flags);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

/**
 * Copies what an older version wrote, durably, before it is changed. Only the newest copy stays; one that was broken
 * off is made again.
 */
const keepCopy = (db: Database, file: string, name: string): void => {
  const copy = `${file}.before-${name.replace(/\.sql$/, '')}`;
  const temporary = `${copy}.part`;
  rmSync(temporary, { force: true });
  try {
    db.prepare('VACUUM INTO ?').run(temporary);
    flush(temporary, 'r+');
  } catch (error) {
    // On a full disk what there is of it would take the room that is missing.
    rmSync(temporary, { force: true });
    throw error;
  }
  renameSync(temporary, copy);
  const folder = dirname(file);
  // Windows has no way to open a folder.
  if (process.platform !== 'win32') flush(folder, 'r');
  const older = (entry: string): boolean => entry.startsWith(`${basename(file)}.before-`) && entry !== basename(copy);
  for (const entry of readdirSync(folder).filter(older)) rmSync(join(folder, entry));
};

/**
 * The migrations that a database still lacks, in order, and whether it has any.
 * @throws StorageError `newer` if it has one that this version does not know, or knows otherwise
 */
const judgeMigrations = (db: Database, folders: readonly URL[]): { lacking: Migration[]; begun: boolean } => {
  const applied = new Map(
    (db.prepare('SELECT name, digest FROM migration').all() as { name: string; digest: string }[]).map((r) => [r.name, r.digest]),
  );
  const migrations = readMigrations(folders);
  const known = new Set(migrations.map((m) => m.name));
  for (const name of applied.keys())
    if (!known.has(name)) throw new StorageError('newer', `The data was written by a newer version (${name}).`);
  const lacking = migrations.filter(({ name, digest }) => {
    const before = applied.get(name);
    if (before !== undefined && before !== digest)
      throw new StorageError('newer', `The data was written by another version (${name} differs).`);
    return before === undefined;
  });
  return { lacking, begun: applied.size > 0 };
};

/** Whether a database is exactly as this version writes it. @throws StorageError `newer` */
export const isCurrent = (db: Database, folders: readonly URL[]): boolean =>
  db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'migration'").get() !== undefined &&
  judgeMigrations(db, folders).lacking.length === 0;

const migrate = (db: Database, file: string, folders: readonly URL[], keepBefore: boolean): void => {
  db.exec('CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, digest TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT');
  const { lacking, begun } = judgeMigrations(db, folders);
  const [first] = lacking;
  if (!first) return;
  if (keepBefore && begun) keepCopy(db, file, first.name);
  // All or none: what is broken off or fails is as the older version left it, and so is its copy.
  db.exec('BEGIN IMMEDIATE');
  try {
    const note = db.prepare('INSERT INTO migration (name, digest, applied_at) VALUES (?, ?, ?)');
    for (const { name, text, digest } of lacking) {
      db.exec(text);
      note.run(name, digest, Date.now());
    }
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
};
