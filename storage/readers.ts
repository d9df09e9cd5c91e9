import type { ReaderInput } from './calls.ts';
import { StorageError } from './error.ts';
import { startThread, type Thread } from './thread.ts';

/** A second connection in a thread of its own, which only reads. */
export interface Reader {
  call(name: string, args: unknown): Promise<unknown>;
  close(): Promise<void>;
}

/** Started by its first call, for most storages never need it; and again by the next when it has died, which is nobody else's death. */
export const createReader = (input: ReaderInput): Reader => {
  let running: Promise<Thread> | undefined;
  let closed: Promise<void> | undefined;
  const start = (): Promise<Thread> => {
    const starting = startThread(new URL('./reader.js', import.meta.url), input, 'failed');
    const forget = (): void => {
      if (running === starting) running = undefined;
    };
    starting.then(({ ended }) => ended.then(forget), forget);
    running = starting;
    return starting;
  };
  return {
    async call(name, args) {
      if (closed) throw new StorageError('closed', 'The storage is closed.');
      return (await (running ?? start())).call(name, args);
    },
    close() {
      closed ??= (async () => {
        const thread = await running?.catch(() => undefined);
        await thread?.close();
      })();
      return closed;
    },
  };
};
