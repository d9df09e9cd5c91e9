import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/*
 * Where an export gathers its parts is noted beside the inbox until it has ended: the next start removes what a crash left
 * there. What stands under the name that the reader chose is whole at any moment.
 */

const noteOf = (folder: string, id: string): string => join(folder, `export-${id}.part`);

export const noteLeftover = (folder: string, id: string, part: string): Promise<void> =>
  writeFile(noteOf(folder, id), part, { flush: true, mode: 0o600 });

export const forgetLeftover = (folder: string, id: string): Promise<void> => rm(noteOf(folder, id), { force: true });

/** Removes what exports left that were cut off. What cannot be removed now is tried again at the next start. */
export const removeLeftovers = async (folder: string): Promise<void> => {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => /^export-[0-9a-f-]{36}\.part$/.test(one))) {
    try {
      const part = await readFile(join(folder, name), 'utf8');
      // A note that was cut off itself names nothing.
      if (/^\..+\.[0-9a-f-]{36}\.part$/.test(basename(part))) await rm(part, { recursive: true, force: true });
      await rm(join(folder, name), { force: true });
    } catch {
      // Somewhere that is not there now, as a disk that was taken out.
    }
  }
};
