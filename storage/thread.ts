import { Worker } from 'node:worker_threads';
import type { Call, Reply } from './calls.ts';
import { failureOf, StorageError, type StorageFailure } from './error.ts';

/** A worker thread that answers calls, of which several may be under way. */
export interface Thread {
  /** What `transfer` names is moved, not copied, and gone here. */
  call(name: string, args: unknown, transfer?: readonly ArrayBuffer[]): Promise<unknown>;
  /** Finishes the calls under way. */
  close(): Promise<void>;
  /** Resolves when the thread has ended: with an error unless it was asked to. */
  readonly ended: Promise<Error | undefined>;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/**
 * In MB. A thread that answers with chunks makes garbage by the chunk; the less room for young objects, the sooner it
 * goes. What it needs to live is a few MB.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 4 };

const toError = (error: NonNullable<Reply['error']>): Error => {
  if (error.failure) return new StorageError(error.failure, error.message);
  const bug = new Error(error.message);
  if (error.stack !== undefined) bug.stack = error.stack;
  return bug;
};

/**
 * Starts a thread, whose first message tells that it is open. What it posts beside replies goes to `told`, the
 * first message too. `lost` is what its death means for the calls under way.
 * @throws StorageError when it ends before
 */
export const startThread = async <Told>(
  module: URL,
  workerData: unknown,
  lost: StorageFailure,
  told: (message: Told) => void = () => {},
): Promise<Thread> => {
  const worker = new Worker(module, { workerData, resourceLimits });
  const waiting = new Map<number, Waiting>();
  let seq = 0;
  let closed: Promise<void> | undefined;
  let error: Error | undefined;
  const ended = new Promise<Error | undefined>((resolve) => {
    const end = (reason: Error): void => {
      if (error) return;
      error = reason;
      for (const { reject } of waiting.values()) reject(reason);
      waiting.clear();
      resolve(closed ? undefined : reason);
    };
    worker.on('error', (cause: Error) => end(new StorageError(lost, cause.message, { cause })));
    worker.on('exit', () => end(new StorageError(closed ? 'closed' : lost, closed ? 'The storage is closed.' : 'A storage thread ended.')));
  });
  worker.on('message', (message: Reply[] | Told) => {
    if (!Array.isArray(message)) {
      told(message);
      return;
    }
    for (const { seq, value, error } of message as Reply[]) {
      const call = waiting.get(seq);
      waiting.delete(seq);
      if (error) call?.reject(toError(error));
      else call?.resolve(value);
    }
  });

  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', (cause: Error) => {
      const failure: StorageFailure = failureOf(cause) ?? (cause as { failure?: StorageFailure }).failure ?? 'failed';
      reject(new StorageError(failure, cause.message, { cause }));
    });
  });

  return {
    ended,
    call: (name, args, transfer = []) =>
      new Promise((resolve, reject) => {
        if (closed || error) {
          reject(error ?? new StorageError('closed', 'The storage is closed.'));
          return;
        }
        seq += 1;
        waiting.set(seq, { resolve, reject });
        worker.postMessage({ seq, name, args } satisfies Call, transfer);
      }),
    close() {
      closed ??= new Promise((resolve) => {
        if (error) {
          resolve();
          return;
        }
        worker.once('exit', () => resolve());
        worker.postMessage('close');
      });
      return closed;
    },
  };
};
