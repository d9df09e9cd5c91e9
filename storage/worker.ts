import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { type Bodies, createBodies } from './bodies.ts';
import { type Call, type Context, describe, movable, type Procedures, type Reply, type Told, type WorkerInput } from './calls.ts';
import { openDatabase } from './database.ts';
import { failureOf } from './error.ts';
import { passed } from './garbage.ts';
import { lockFolder } from './lock.ts';
import { createRelief } from './relief.ts';
import { createReserve } from './reserve.ts';
import { createSql } from './sql.ts';
import { noteUnclean } from './unclean.ts';

const port = parentPort;
if (!port) throw new Error('this is a worker');
const input = workerData as WorkerInput;

const lock = lockFolder(input.folder);
const reserve = input.reserve && createReserve(input.folder, input.reserve.bytes);
const unclean = input.check && noteUnclean(input.folder, input.file);
const open = (): ReturnType<typeof openDatabase> =>
  openDatabase(
    input.file,
    input.migrations.map((href) => new URL(href)),
    input.keepBefore,
  );

/** Opening may need room itself, for a migration or what the log holds. */
const openWithReserve = (): ReturnType<typeof openDatabase> => {
  for (;;)
    try {
      return open();
    } catch (error) {
      if (failureOf(error) !== 'full' || !reserve?.giveUp()) throw error;
    }
};
const db = openWithReserve();
const sql = createSql(db);
const context: Context = { sql, bodies: createBodies(sql) };

/** What every storage can do with bodies; the procedures of the module come beside it. */
const ownProcedures = {
  stageBody: ({ bodies }: { bodies: Bodies }) => bodies.stage(),
  appendToBody: ({ bodies }: { bodies: Bodies }, a: { body: number; bytes: Uint8Array }) => bodies.append(a.body, a.bytes),
  readChunk: ({ bodies }: { bodies: Bodies }, a: { body: number; place: number }) => bodies.chunk(a.body, a.place),
  dropBody: ({ bodies }: { bodies: Bodies }, a: { body: number }) => bodies.drop(a.body),
};
const module = (await import(input.procedures)) as { procedures: Procedures };
const procedures: Procedures = { ...module.procedures, ...ownProcedures };

const run = (call: Call): unknown => {
  const procedure = procedures[call.name];
  if (!procedure) throw new Error(`no procedure ${call.name}`);
  return procedure(context, call.args as never);
};

/** One call in a savepoint of its own: if it fails, it alone is undone. */
const attempt = (call: Call): Reply => {
  db.exec('SAVEPOINT call');
  try {
    const value = run(call);
    db.exec('RELEASE call');
    return { seq: call.seq, value };
  } catch (error) {
    // A full disk or an I/O error may have ended the whole transaction: then the batch is lost with it.
    if (!db.isTransaction) throw error;
    db.exec('ROLLBACK TO call; RELEASE call');
    return { seq: call.seq, error: describe(error) };
  }
};

/**
 * Group commit: whatever has queued up is one transaction and one flush. Nothing is answered before the
 * commit has returned; if it fails, every call of the batch has failed and nothing of it is stored.
 */
const performBatch = (batch: Call[]): Reply[] => {
  try {
    db.exec('BEGIN IMMEDIATE');
    const replies = batch.map(attempt);
    db.exec('COMMIT');
    return replies;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    const described = describe(error);
    return batch.map(({ seq }) => ({ seq, error: described }));
  }
};

/** Drops what was being written when the last process ended; on a full disk it stays until the next start. */
const dropUnsealed = (): void => {
  for (const { body } of sql.all<{ body: number }>('SELECT body FROM body WHERE sealed = 0'))
    try {
      db.exec('BEGIN IMMEDIATE');
      context.bodies.drop(body);
      db.exec('COMMIT');
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      // Messages can still be read, and that is how the disk gets room again.
      if (failureOf(error) !== 'full') throw error;
      return;
    }
};

/** Chunks that go in one transaction, between the calls of others: 16 MiB. */
const reapedAtOnce = 64;
let reaping = false;
let closed = false;

/** Large bodies go piece by piece whenever no call waits; what is left at the end goes at the next start. */
const reap = (): void => {
  reaping = false;
  if (closed) return;
  try {
    db.exec('BEGIN IMMEDIATE');
    context.bodies.reap(reapedAtOnce);
    db.exec('COMMIT');
    reapSoon();
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    // A full or failing disk: tried again after the next call.
    if (failureOf(error) === undefined) throw error;
  }
};
const reapSoon = (): void => {
  if (reaping || !context.bodies.hasAside()) return;
  reaping = true;
  setImmediate(reap);
};

const tell = (message: Told): void => port.postMessage(message);

const pages = (pragma: 'freelist_count' | 'page_size'): number =>
  Number(Object.values(sql.one<Record<string, number>>(`PRAGMA ${pragma}`))[0]);

const perform =
  reserve && input.reserve
    ? createRelief({
        perform: performBatch,
        reserve,
        relief: new Set([...input.reserve.relief, 'readChunk', 'dropBody']),
        intake: new Set([...input.reserve.intake, 'stageBody', 'appendToBody']),
        checkpoint() {
          try {
            db.exec('PRAGMA wal_checkpoint(PASSIVE)');
          } catch {
            // The database has to grow and cannot. The log stays as it is.
          }
        },
        unused: () => pages('freelist_count') * pages('page_size'),
        told: (full) => tell({ kind: 'full', full }),
      })
    : performBatch;

const close = (): void => {
  closed = true;
  try {
    // Whoever else reads would have the log outlive a clean end. What is left in it is read at the next start.
    db.exec('PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)');
  } catch {
    // The disk is full; nothing is lost by it.
  }
  db.close();
  lock.release();
  port.close();
};

/** The chunk in the arguments of a call. */
const bytesOf = (args: unknown): number => (args as { bytes?: Uint8Array } | undefined)?.bytes?.byteLength ?? 0;

dropUnsealed();
port.on('message', (first: Call | 'close') => {
  const batch: Call[] = [];
  let closing = false;
  for (let next: Call | 'close' | undefined = first; next !== undefined; next = receiveMessageOnPort(port)?.message) {
    if (next === 'close') closing = true;
    else batch.push(next);
  }
  if (batch.length > 0) {
    const replies = perform(batch);
    port.postMessage(replies, movable(replies));
    for (const { args } of batch) passed(bytesOf(args));
    reapSoon();
  }
  if (closing) close();
});
tell({ kind: 'open', unclean });
// After that: the first time the reserve is written, which takes a moment.
if (reserve) perform([]);
reapSoon();
