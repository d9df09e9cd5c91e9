import { readFile, rename, writeFile } from 'node:fs/promises';

/** A small file of what the app remembers by itself, which nobody chose: losing it costs nothing but convenience. */
export interface Memory<T> {
  /** What was remembered last. */
  get(): T;
  /** Written after a moment, whole or not at all; a failure is left to the next time. */
  set(value: T): void;
  /** What has not been written yet is written now. */
  flush(): Promise<void>;
}

/** ms: a window that is drawn larger changes with every pixel. */
const calm = 500;

/** @param parse gives the value of what stands in the file, or of `undefined` if there is nothing to read */
export const openMemory = async <T>(file: string, parse: (read: unknown) => T): Promise<Memory<T>> => {
  const text = await readFile(file, 'utf8').catch(() => '');
  let value: T;
  try {
    value = parse(JSON.parse(text));
  } catch {
    value = parse(undefined);
  }
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  const write = (): Promise<void> => {
    timer = undefined;
    const next = `${file}.next`;
    writing = writing
      .then(() => writeFile(next, JSON.stringify(value), { mode: 0o600 }))
      .then(() => rename(next, file))
      .catch(() => {});
    return writing;
  };
  return {
    get: () => value,
    set(given) {
      value = given;
      timer ??= setTimeout(write, calm);
    },
    async flush() {
      if (timer) {
        clearTimeout(timer);
        await write();
      }
      await writing;
    },
  };
};
