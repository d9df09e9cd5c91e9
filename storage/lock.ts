import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { failureOf, StorageError } from './error.ts';

/** How long a process that is just ending may take to let go, in ms. */
const patience = 2_000;

/**
 * Holds a folder for this process. The lock is the exclusive transaction of an otherwise empty
 * database: the operating system lets go of it when the process ends, however it ends, on every
 * platform that SQLite knows.
 */
export const lockFolder = (folder: string): { release(): void } => {
  const db = new DatabaseSync(join(folder, 'lock'), { timeout: patience });
  try {
    // Nothing is ever written here; a journal on the disk would need room, and a full disk must not lock us out.
    db.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (failureOf(error) === 'busy') throw new StorageError('busy', `Another process uses ${folder}.`);
    throw error;
  }
  return { release: () => db.close() };
};
