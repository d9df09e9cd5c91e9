import { StorageError } from './error.ts';
import type { Reader } from './readers.ts';
import type { Sql } from './sql.ts';

/** What a look over the whole file found. */
export type Checked =
  /** The last process closed it, so it was not looked over. */
  | 'clean'
  /** The last process did not close it; it is sound. */
  | 'sound'
  /** It was not asked for, or the storage was closed before the end: the next start does it again. */
  | 'unfinished'
  | { readonly damaged: readonly string[] };

/**
 * `PRAGMA quick_check`, table by table, so that an end can be made between two. It reads the whole file: minutes for
 * a hundred gigabytes.
 */
export const checkFile = async (reader: Reader, stopped: () => boolean): Promise<Checked> => {
  const damaged: string[] = [];
  try {
    const tables = (await reader.call('tables', undefined)) as string[];
    for (const table of tables) {
      if (stopped()) return 'unfinished';
      damaged.push(...((await reader.call('check', { table })) as string[]));
    }
  } catch (error) {
    if (stopped() || !(error instanceof StorageError) || error.failure !== 'failed') return 'unfinished';
    damaged.push(error.message);
  }
  return damaged.length === 0 ? 'sound' : { damaged };
};

export const tables = (sql: Sql): string[] =>
  sql.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY name").map((r) => r.name);

/** What `PRAGMA quick_check` finds wrong with a table: nothing if it is sound. */
export const checkTable = (sql: Sql, table: string): string[] =>
  sql
    .all<object>(`PRAGMA quick_check("${table.replaceAll('"', '""')}")`)
    .map((row) => String(Object.values(row)[0]))
    .filter((line) => line !== 'ok');
