import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What a folder names survives a power cut; where folders cannot be opened (Windows) the system sees to that. */
const flushFolder = async (folder: string): Promise<void> => {
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } catch (error) {
    if (!['EPERM', 'EISDIR', 'EACCES', 'EINVAL'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    await handle?.close();
  }
};

/** Makes a folder and those above it; they are there after a power cut, too. */
export const makeDurably = async (folder: string): Promise<void> => {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) await flushFolder(dirname(made));
};

/**
 * Writes beside the file, flushes, renames and flushes the folder: under the name stands all of it or what stood there before,
 * and all of it once this returns. Answers the bytes that were written.
 */
export const writeDurably = async (path: string, parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<number> => {
  const temporary = `${path}.part`;
  let bytes = 0;
  try {
    const handle = await open(temporary, 'w', 0o600);
    try {
      for await (const part of parts) {
        await handle.writeFile(part);
        bytes += part.byteLength;
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await flushFolder(dirname(path));
  return bytes;
};
