import { StorageError } from './error.ts';
import type { Reader } from './readers.ts';

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
