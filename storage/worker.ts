import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { type Bodies, createBodies } from './bodies.ts';
import type { Call, Context, Procedures, Reply, WorkerInput } from './calls.ts';
import { openDatabase } from './database.ts';
import { failureOf } from './error.ts';
import { lockFolder } from './lock.ts';
import { createSql } from './sql.ts';

const port = parentPort;
if (!port) throw new Error('this is a worker');
const input = workerData as WorkerInput;

const lock = lockFolder(input.folder);
const db = openDatabase(
  input.file,
  input.migrations.map((href) => new URL(href)),
);
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

const perform = (call: Call): unknown => {
  const procedure = procedures[call.name];
  if (!procedure) throw new Error(`no procedure ${call.name}`);
  return procedure(context, call.args as never);
};

const describe = (error: unknown): Reply['error'] => {
  const failure = failureOf(error);
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? error.stack : undefined;
  return { message, ...(failure && { failure }), ...(stack !== undefined && { stack }) };
};

/** One call in a savepoint of its own: if it fails, it alone is undone. */
const attempt = (call: Call): Reply => {
  db.exec('SAVEPOINT call');
  try {
    const value = perform(call);
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

const close = (): void => {
  db.close();
  lock.release();
  port.postMessage('closed');
  port.close();
};

dropUnsealed();
port.on('message', (first: Call | 'close') => {
  const batch: Call[] = [];
  let closing = false;
  for (let next: Call | 'close' | undefined = first; next !== undefined; next = receiveMessageOnPort(port)?.message) {
    if (next === 'close') closing = true;
    else batch.push(next);
  }
  if (batch.length > 0) port.postMessage(performBatch(batch));
  if (closing) close();
});
port.postMessage('open');
