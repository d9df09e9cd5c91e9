import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/*
 * Where files gather their parts is noted beside the inbox until it has ended: the next start removes what a crash left
 * there. What stands under the name that the reader chose is whole at any moment.
 */

/** Where it is noted what a crash would leave of the task `id`. */
export interface LeftoverNote {
  /** A later one takes the place of the one before. Where nothing can be noted, as on a full disk, the work goes on all the same. */
  write(part: string): Promise<void>;
  remove(): Promise<void>;
}

/** @param folder that of an inbox, where what crashed before is removed already */
export const leftoverNote = (folder: string | undefined, id: string): LeftoverNote => {
  const note = folder === undefined ? undefined : join(folder, `export-${id}.part`);
  return {
    async write(part) {
      if (note !== undefined) await writeFile(note, part, { flush: true, mode: 0o600 }).catch(() => {});
    },
    async remove() {
      if (note !== undefined) await rm(note, { force: true }).catch(() => {});
    },
  };
};

/** Removes what was left of files that were cut off. What cannot be removed now is tried again at the next start. */
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
