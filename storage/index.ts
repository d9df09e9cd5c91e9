import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type BodySource, chunkSize } from './bodies.ts';
import type { Procedures, Queries, ReserveOptions, Told, WorkerInput } from './calls.ts';
import { type Checked, checkFile } from './check.ts';
import { StorageError } from './error.ts';
import { makeFolder } from './folder.ts';
import { passed } from './garbage.ts';
import { createReader } from './readers.ts';
import { startThread } from './thread.ts';
import { uncheckedIn } from './unclean.ts';

export { openBeside, openLook } from './beside.ts';
export { type BodySource, chunkSize } from './bodies.ts';

export type { Context, Procedures, Queries, ReserveOptions } from './calls.ts';
export { type Checked, checkTable, tables } from './check.ts';
export { openAlone, openReadOnly } from './database.ts';
export { failureOf, StorageError } from './error.ts';
export { makeFolder } from './folder.ts';
export { createSql, type Sql, type Value } from './sql.ts';

/** What a storage can do: all; let messages out only, the disk being full; show what can still be read. */
export type StorageState = 'open' | 'full' | 'damaged';

export interface StorageOptions {
  /** Made if it does not exist; held by one process at a time. */
  readonly folder: string;
  /** Name of the database file within it. */
  readonly file: string;
  /** Module that exports `procedures`; runs in the worker. */
  readonly procedures: URL;
  /** Folder of that module's migrations; the URL ends in `/`. */
  readonly migrations: URL;
  /** Module that exports `queries`; runs in a thread that reads beside the worker. */
  readonly queries?: URL;
  /** How a full disk is met. Without it, whatever needs room fails on one. */
  readonly reserve?: ReserveOptions;
  /** Look the file over after an unclean end; what `intake` names is refused when it is damaged. */
  readonly check?: boolean;
  readonly changed?: (state: StorageState) => void;
  /** Copy the database, as `<file>.before-<migration>`, before a migration changes what an older version wrote. */
  readonly keepBefore?: boolean;
}

/**
 * A SQLite database in a worker thread of its own. Calls that are under way together share one
 * transaction and one flush to the disk; a call is answered only when its transaction is durable.
 */
export interface Storage<P extends Procedures, Q extends Queries = Record<never, never>> {
  /** @throws StorageError when the disk refuses (nothing is stored then); any other error is a bug. */
  call<K extends keyof P & string>(name: K, ...args: Arguments<P[K]>): Promise<ReturnType<P[K]>>;
  /**
   * Reads what is committed, in one state of the database; holds up no call. What a call was answered for is seen.
   * @throws StorageError when the disk refuses; any other error is a bug, of this query alone.
   */
  query<K extends keyof Q & string>(name: K, ...args: Arguments<Q[K]>): Promise<ReturnType<Q[K]>>;
  /** Takes a stream of any length; at most two chunks are held in memory. */
  write(source: AsyncIterable<Uint8Array>, seen?: (bytes: Uint8Array) => void): Promise<BodySource>;
  /**
   * Adds a stream to a body that was made to be kept and whose size is a multiple of `chunkSize`. If the stream
   * breaks, the whole chunks that came are durable when this throws.
   */
  append(body: number, source: AsyncIterable<Uint8Array>, seen?: (bytes: Uint8Array) => void): Promise<void>;
  /** Gives back what `write` took and no call has used. */
  discard(source: BodySource): Promise<void>;
  /** A body's bytes from a chunk on. @throws StorageError if the body was dropped meanwhile. */
  read(body: number, size: number, place?: number): AsyncGenerator<Uint8Array>;
  /** Finishes the calls under way and closes the files. */
  close(): Promise<void>;
  /** Resolves when the worker ends without having been asked to: nothing can be stored any more. */
  readonly failed: Promise<Error>;
  state(): StorageState;
  /** Looks the whole file over now, in a thread of its own; ended between two tables when `stopped` says so. */
  look(stopped: () => boolean): Promise<Checked>;
  /** After an unclean end the file is looked over once it is open, in a thread of its own. */
  readonly checked: Promise<Checked>;
}

/** What a procedure takes beside its context. */
type Arguments<F> = F extends (context: never, ...args: infer A) => unknown ? A : never;

/** How long a check that has been asked to end may hold up `close`, in ms; it reads on to the end of a table. */
const patience = 1_000;

/** @throws StorageError: `busy` (another process), `newer`, `failed` (not a folder, not writable, damaged). */
export const openStorage = async <P extends Procedures, Q extends Queries = Record<never, never>>(
  options: StorageOptions,
): Promise<Storage<P, Q>> => {
  await makeFolder(options.folder).catch((error: Error) => {
    throw new StorageError('failed', error.message, { cause: error });
  });
  const file = join(options.folder, options.file);
  const workerData: WorkerInput = {
    folder: options.folder,
    file,
    migrations: [new URL('./migrations/', import.meta.url).href, options.migrations.href],
    procedures: options.procedures.href,
    check: options.check ?? false,
    keepBefore: options.keepBefore ?? false,
    ...(options.reserve && { reserve: options.reserve }),
  };
  let unclean = false;
  let full = false;
  let damaged = false;
  const state = (): StorageState => (damaged ? 'damaged' : full ? 'full' : 'open');
  const change = (apply: () => void): void => {
    const before = state();
    apply();
    if (state() !== before) options.changed?.(state());
  };
  const worker = await startThread<Told>(new URL('./worker.js', import.meta.url), workerData, 'closed', (told) => {
    if (told.kind === 'open') unclean = told.unclean;
    else
      change(() => {
        full = told.full;
      });
  });
  const failed = new Promise<Error>((resolve) => {
    worker.ended.then((error) => error && resolve(error));
  });

  const readerInput = { file, ...(options.queries && { queries: options.queries.href }) };
  const queries = createReader(readerInput);
  // Apart from the queries: one that takes long must not hold up a message on its way out.
  const chunks = createReader({ file });
  const checker = createReader({ file });
  let closed: Promise<void> | undefined;
  const check = async (): Promise<Checked> => {
    if (!options.check) return 'unfinished';
    if (!unclean) return 'clean';
    const result = await checkFile(checker, () => closed !== undefined);
    if (result === 'sound') await rm(uncheckedIn(options.folder), { force: true }).catch(() => {});
    if (typeof result === 'object')
      change(() => {
        damaged = true;
      });
    if (!closed) await checker.close();
    return result;
  };
  const checked = check();
  const lookers = new Set<Promise<Checked>>();

  const intake = new Set([...(options.reserve?.intake ?? []), 'stageBody', 'appendToBody']);
  const send = async (name: string, args: unknown, transfer?: readonly ArrayBuffer[]): Promise<unknown> => {
    if (closed) throw new StorageError('closed', 'The storage is closed.');
    if (damaged && intake.has(name)) throw new StorageError('damaged', 'The database is damaged; nothing more is taken in.');
    return worker.call(name, args, transfer);
  };

  /** Chunks on their way into a body, one ahead of the disk. */
  const createPipe = (body: number) => {
    let appending: Promise<unknown> = Promise.resolve();
    return {
      body,
      async append(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
        await appending;
        appending = send('appendToBody', { body, bytes }, [bytes.buffer]);
        // Awaited by the next one or at the end; until then a failure is not "unhandled".
        appending.catch(() => {});
      },
      drained: async (): Promise<void> => {
        await appending;
      },
    };
  };

  const discard = async (source: BodySource): Promise<void> => {
    if (source.kind === 'staged') await send('dropBody', { body: source.body });
  };

  return {
    call: (name, ...[args]) => send(name, args) as Promise<never>,
    query: (name, ...[args]) => queries.call(name, args) as Promise<never>,
    discard,
    failed,
    state,
    checked,
    async look(stopped) {
      const looker = createReader({ file });
      const looking = checkFile(looker, () => closed !== undefined || stopped()).finally(looker.close);
      lookers.add(looking);
      return looking.finally(() => lookers.delete(looking));
    },
    async write(source, seen) {
      let pipe: ReturnType<typeof createPipe> | undefined;
      let small: Uint8Array = new Uint8Array(0);
      try {
        for await (const chunk of chunksOf(source, seen)) {
          // Less than a chunk, and nothing before it: that is all of it.
          if (!pipe && chunk.byteLength < chunkSize) {
            small = chunk;
            continue;
          }
          pipe ??= createPipe((await send('stageBody', {})) as number);
          await pipe.append(chunk);
        }
        if (!pipe) return { kind: 'bytes', bytes: small };
        await pipe.drained();
        return { kind: 'staged', body: pipe.body };
      } catch (error) {
        if (pipe) await discard({ kind: 'staged', body: pipe.body }).catch(() => {});
        throw error;
      }
    },
    async append(body, source, seen) {
      const pipe = createPipe(body);
      try {
        for await (const chunk of chunksOf(source, seen)) await pipe.append(chunk);
      } finally {
        await pipe.drained();
      }
    },
    async *read(body, size, place = 0) {
      // What is one chunk is not worth a second thread; more would stand between others and their commits.
      const reader = size - place * chunkSize > chunkSize ? chunks : worker;
      for (let at = place; at * chunkSize < size; at += 1) {
        const chunk = (await reader.call('readChunk', { body, place: at })) as Uint8Array | undefined;
        if (!chunk) throw new StorageError('failed', `Chunk ${at} of body ${body} is missing.`);
        passed(chunk.byteLength);
        yield chunk;
      }
    },
    close() {
      closed ??= (async () => {
        // Before the worker: it leaves no log behind if nobody reads.
        await Promise.all([queries.close(), chunks.close(), within(patience, Promise.all([checker.close(), ...lookers]))]);
        await worker.close();
      })();
      return closed;
    },
  };
};

const within = async (ms: number, promise: Promise<unknown>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([promise, late]);
  clearTimeout(timer);
};

/** Cuts a stream into chunks: all of `chunkSize` bytes but the last. What does not fill one when the stream breaks is not given. */
async function* chunksOf(
  source: AsyncIterable<Uint8Array>,
  seen?: (bytes: Uint8Array) => void,
): AsyncGenerator<Uint8Array<ArrayBuffer>, undefined> {
  let chunk = new Uint8Array(0);
  let filled = 0;
  // The first grows with what comes, for most bodies are small; who sends more than one chunk gets whole ones.
  let many = false;
  for await (const part of source) {
    seen?.(part);
    passed(part.byteLength);
    for (let at = 0; at < part.byteLength; ) {
      if (filled === chunk.byteLength) chunk = many ? new Uint8Array(chunkSize) : grow(chunk, filled + part.byteLength - at);
      const taken = Math.min(chunk.byteLength - filled, part.byteLength - at);
      chunk.set(part.subarray(at, at + taken), filled);
      at += taken;
      filled += taken;
      if (filled < chunkSize) continue;
      many = true;
      yield chunk;
      chunk = new Uint8Array(0);
      filled = 0;
    }
  }
  if (filled > 0) yield chunk.slice(0, filled);
}

/** Room for at least `needed` bytes, doubling, at most one chunk. */
const grow = (chunk: Uint8Array<ArrayBuffer>, needed: number): Uint8Array<ArrayBuffer> => {
  const next = new Uint8Array(Math.min(chunkSize, Math.max(needed, chunk.byteLength * 2, 4_096)));
  next.set(chunk);
  return next;
};
