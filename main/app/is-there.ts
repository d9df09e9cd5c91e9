import { lstat } from 'node:fs/promises';

/** Whether something has that name. */
export const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );
