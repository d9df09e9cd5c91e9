import { randomUUID } from 'node:crypto';
import { type FileHandle, link, lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Problem } from '../../protocol/errors.ts';

/* Files that are whole or not there, and there after a power cut. */

/** What a folder names survives a power cut; where folders cannot be opened (Windows) the system sees to that. */
export const flushFolder = async (folder: string): Promise<void> => {
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

/** Made anew, flushed, and closed whatever comes. */
export const inFile = async (path: string, write: (file: FileHandle) => Promise<void>): Promise<void> => {
  const file = await open(path, 'wx', 0o600);
  try {
    await write(file);
    await file.sync();
  } finally {
    await file.close();
  }
};

export const isThere = async (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );

const taken = (path: string): Problem => new Problem('file-unwritable', `${path} exists already. Nothing was written over.`);

/** Gives a file or folder its name, unless somebody has that meanwhile. */
const settle = async (part: string, path: string, replace: boolean): Promise<void> => {
  if (replace) return rename(part, path);
  // A link never replaces anything, a renamed file does; but folders and some file systems have no links.
  const linked = await link(part, path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') throw taken(path);
      return false;
    },
  );
  if (linked) return rm(part);
  if (await isThere(path)) throw taken(path);
  await rename(part, path);
};

export interface Beside {
  /** What is there already makes way, when all is written. Else it stays, and that is a problem. */
  readonly replace: boolean;
  /** Told where all is gathered before there is any of it, so that it can be found after a crash. */
  readonly gathering?: ((part: string) => Promise<void>) | undefined;
}

/**
 * Writes a file or a folder beside its name, under a hidden one that nobody else has, and renames it: under the name stands all
 * of it or what stood there before, and all of it, on the disk, once this returns. When it throws nothing is left behind.
 * @param write makes what it is told, and flushes it
 * @throws Problem `file-unwritable` if what is there is to stay; system errors; what `write` throws
 */
export const beside = async (path: string, { replace, gathering }: Beside, write: (part: string) => Promise<void>): Promise<void> => {
  const part = join(dirname(path), `.${basename(path).slice(0, 40)}.${randomUUID()}.part`);
  if (!replace && (await isThere(path))) throw taken(path);
  try {
    await gathering?.(part);
    await write(part);
    await settle(part, path, replace);
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    throw error;
  }
  await flushFolder(dirname(path));
};

/** What a promise gives, unless the signal comes first: what hangs is not waited for. @throws the reason of the signal */
export const orAborted = async <T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
  if (!signal) return promise;
  let stop = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
  });
  return Promise.race([promise, aborted]).finally(() => signal.removeEventListener('abort', stop));
};

/** One file, written in that way; answers its bytes. @throws also the reason of the signal */
export const writeWhole = async (
  path: string,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { signal, ...how }: Partial<Beside> & { readonly signal?: AbortSignal | undefined } = {},
): Promise<number> => {
  let bytes = 0;
  await beside(path, { replace: true, ...how }, (part) =>
    inFile(part, async (file) => {
      const iterator = Symbol.asyncIterator in pieces ? pieces[Symbol.asyncIterator]() : pieces[Symbol.iterator]();
      try {
        for (;;) {
          const next = await orAborted(Promise.resolve(iterator.next()), signal);
          if (next.done) break;
          await file.writeFile(next.value);
          bytes += next.value.byteLength;
        }
      } catch (error) {
        // A source that hangs ends when it can.
        void Promise.resolve(iterator.return?.()).catch(() => {});
        throw error;
      }
      signal?.throwIfAborted();
    }),
  );
  return bytes;
};
