import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type BodySource, chunkSize } from './bodies.ts';
import type { Call, Procedures, Reply, WorkerInput } from './calls.ts';
import { failureOf, StorageError, type StorageFailure } from './error.ts';
import { makeFolder } from './folder.ts';

export { type Bodies, type BodySource, chunkSize, createBodies } from './bodies.ts';
export type { Context, Procedures } from './calls.ts';
export { openReadOnly } from './database.ts';
export { StorageError } from './error.ts';
export { createSql, type Sql, type Value } from './sql.ts';

export interface StorageOptions {
  /** Made if it does not exist; held by one process at a time. */
  readonly folder: string;
  /** Name of the database file within it. */
  readonly file: string;
  /** Module that exports `procedures`; runs in the worker. */
  readonly procedures: URL;
  /** Folder of that module's migrations; the URL ends in `/`. */
  readonly migrations: URL;
}

/**
 * A SQLite database in a worker thread of its own. Calls that are under way together share one
 * transaction and one flush to the disk; a call is answered only when its transaction is durable.
 */
export interface Storage<P extends Procedures> {
  /** @throws StorageError when the disk refuses (nothing is stored then); any other error is a bug. */
  call<K extends keyof P & string>(name: K, ...args: Arguments<P[K]>): Promise<ReturnType<P[K]>>;
  /** Takes a stream of any length; at most two chunks are held in memory. */
  write(source: AsyncIterable<Uint8Array>, seen?: (bytes: Uint8Array) => void): Promise<BodySource>;
  /** Gives back what `write` took and no call has used. */
  discard(source: BodySource): Promise<void>;
  /** A body's bytes from a chunk on. @throws StorageError if the body was dropped meanwhile. */
  read(body: number, size: number, place?: number): AsyncGenerator<Uint8Array>;
  /** Finishes the calls under way and closes the files. */
  close(): Promise<void>;
  /** Resolves when the worker ends without having been asked to: nothing can be stored any more. */
  readonly failed: Promise<Error>;
}

/** What a procedure takes beside its context. */
type Arguments<F> = F extends (context: never, ...args: infer A) => unknown ? A : never;

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

const toError = (error: NonNullable<Reply['error']>): Error => {
  if (error.failure) return new StorageError(error.failure, error.message);
  const bug = new Error(error.message);
  if (error.stack !== undefined) bug.stack = error.stack;
  return bug;
};

/** @throws StorageError: `busy` (another process), `newer`, `failed` (not a folder, not writable, damaged). */
export const openStorage = async <P extends Procedures>(options: StorageOptions): Promise<Storage<P>> => {
  await makeFolder(options.folder).catch((error: Error) => {
    throw new StorageError('failed', error.message, { cause: error });
  });
  const workerData: WorkerInput = {
    folder: options.folder,
    file: join(options.folder, options.file),
    migrations: [new URL('./migrations/', import.meta.url).href, options.migrations.href],
    procedures: options.procedures.href,
  };
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData });
  const waiting = new Map<number, Waiting>();
  let seq = 0;
  let closed: Promise<void> | undefined;
  let ended: Error | undefined;
  let fail: (error: Error) => void;
  const failed = new Promise<Error>((resolve) => {
    fail = resolve;
  });

  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', (error) => {
      const failure: StorageFailure = failureOf(error) ?? (error as { failure?: StorageFailure }).failure ?? 'failed';
      reject(new StorageError(failure, error.message, { cause: error }));
    });
  });

  const end = (error: Error): void => {
    if (ended) return;
    ended = error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    if (!closed) fail(error);
  };
  worker.on('message', (replies: Reply[] | 'closed') => {
    if (replies === 'closed') return;
    for (const { seq, value, error } of replies) {
      const call = waiting.get(seq);
      waiting.delete(seq);
      if (error) call?.reject(toError(error));
      else call?.resolve(value);
    }
  });
  worker.on('error', (error) => end(new StorageError('closed', error.message, { cause: error })));
  worker.on('exit', () => end(new StorageError('closed', 'The storage is closed.')));

  const send = (name: string, args: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (closed || ended) {
        reject(ended ?? new StorageError('closed', 'The storage is closed.'));
        return;
      }
      seq += 1;
      waiting.set(seq, { resolve, reject });
      worker.postMessage({ seq, name, args } satisfies Call);
    });

  const discard = async (source: BodySource): Promise<void> => {
    if (source.kind === 'staged') await send('dropBody', { body: source.body });
  };

  return {
    call: (name, ...[args]) => send(name, args) as Promise<never>,
    discard,
    failed,
    async write(source, seen) {
      let body: number | undefined;
      let chunk = new Uint8Array(0);
      let filled = 0;
      let appending: Promise<unknown> = Promise.resolve();
      const append = async (bytes: Uint8Array): Promise<void> => {
        body ??= (await send('stageBody', {})) as number;
        await appending;
        appending = send('appendToBody', { body, bytes });
        // Awaited by the next append or at the end; until then a failure is not "unhandled".
        appending.catch(() => {});
      };
      try {
        for await (const part of source) {
          seen?.(part);
          for (let at = 0; at < part.byteLength; ) {
            if (filled === chunk.byteLength) chunk = grow(chunk, filled + part.byteLength - at);
            const taken = Math.min(chunk.byteLength - filled, part.byteLength - at);
            chunk.set(part.subarray(at, at + taken), filled);
            at += taken;
            filled += taken;
            if (filled === chunkSize) {
              await append(chunk);
              chunk = new Uint8Array(0);
              filled = 0;
            }
          }
        }
        const rest = chunk.slice(0, filled);
        if (body === undefined) return { kind: 'bytes', bytes: rest };
        if (rest.byteLength > 0) await append(rest);
        await appending;
        return { kind: 'staged', body };
      } catch (error) {
        if (body !== undefined) await discard({ kind: 'staged', body }).catch(() => {});
        throw error;
      }
    },
    async *read(body, size, place = 0) {
      for (let at = place; at * chunkSize < size; at += 1) {
        const chunk = (await send('readChunk', { body, place: at })) as Uint8Array | undefined;
        if (!chunk) throw new StorageError('failed', `Chunk ${at} of body ${body} is missing.`);
        yield chunk;
      }
    },
    close() {
      closed ??= new Promise((resolve) => {
        if (ended) {
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

/** Room for at least `needed` bytes, doubling, at most one chunk. */
const grow = (chunk: Uint8Array<ArrayBuffer>, needed: number): Uint8Array<ArrayBuffer> => {
  const next = new Uint8Array(Math.min(chunkSize, Math.max(needed, chunk.byteLength * 2, 4_096)));
  next.set(chunk);
  return next;
};
