import { parentPort, workerData } from 'node:worker_threads';
import { createBodies } from './bodies.ts';
import { type Call, describe, movable, type Queries, type ReaderInput, type Reply } from './calls.ts';
import { checkTable, tables } from './check.ts';
import { openReadOnly } from './database.ts';
import { passed } from './garbage.ts';
import { createSql, type Sql } from './sql.ts';

const port = parentPort;
if (!port) throw new Error('this is a worker');
const input = workerData as ReaderInput;

const db = openReadOnly(input.file);
const sql = createSql(db);
const bodies = createBodies(sql);

/** What every storage can be asked; the queries of the module come beside it. */
const ownQueries = {
  readChunk: (_sql: Sql, a: { body: number; place: number }) => bodies.chunk(a.body, a.place),
  tables,
  check: (sql: Sql, { table }: { table: string }) => checkTable(sql, table),
};
const module = input.queries === undefined ? {} : ((await import(input.queries)) as { queries: Queries }).queries;
const queries: Queries = { ...module, ...ownQueries };

/** One query in a transaction of its own: it sees one state, and lets go of it, for an open one would keep the WAL growing. */
const answer = ({ seq, name, args }: Call): Reply => {
  try {
    const query = queries[name];
    if (!query) throw new Error(`no query ${name}`);
    db.exec('BEGIN');
    return { seq, value: query(sql, args as never) };
  } catch (error) {
    return { seq, error: describe(error) };
  } finally {
    if (db.isTransaction) db.exec('ROLLBACK');
  }
};

port.on('message', (message: Call | 'close') => {
  if (message !== 'close') {
    const replies = [answer(message)];
    const moved = movable(replies);
    const bytes = moved.reduce((sum, { byteLength }) => sum + byteLength, 0);
    port.postMessage(replies, moved);
    passed(bytes);
    return;
  }
  db.close();
  port.close();
});
port.postMessage('open');
