import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A mark of an unclean end: it outlives the next clean one, until the file has been looked over. */
export const uncheckedIn = (folder: string): string => join(folder, 'unchecked');

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** Whether the last process did not close the database: then its log is still there. To be called before it is opened. */
export const noteUnclean = (folder: string, file: string): boolean => {
  const mark = uncheckedIn(folder);
  if (statSync(mark, { throwIfNoEntry: false })) return true;
  if (sizeOf(`${file}-wal`) === 0) return false;
  try {
    writeFileSync(mark, '', { mode: 0o600 });
  } catch {
    // On a full disk perhaps; then only the present process knows of it.
  }
  return true;
};
