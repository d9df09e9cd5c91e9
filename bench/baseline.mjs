// What an ordinary engineer writes in an afternoon: Koa, the same SQLite with the same durability, called
// in the event loop, one row and one commit per request. `node baseline.mjs <database file>`
import { DatabaseSync } from '@photostructure/sqlite';
import Koa from 'koa';

const db = new DatabaseSync(process.argv[2] ?? 'queue.db');
db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
db.exec('CREATE TABLE IF NOT EXISTS message (id INTEGER PRIMARY KEY, mailbox TEXT NOT NULL, type TEXT NOT NULL, body BLOB NOT NULL)');
db.exec('CREATE INDEX IF NOT EXISTS message_mailbox ON message (mailbox, id)');
const insert = db.prepare('INSERT INTO message (mailbox, type, body) VALUES (?, ?, ?)');
const first = db.prepare('SELECT id, type, body FROM message WHERE mailbox = ? ORDER BY id LIMIT 1');
const remove = db.prepare('DELETE FROM message WHERE id = ?');

const app = new Koa();
app.use(async (ctx) => {
  if (ctx.method === 'POST' && ctx.path === '/messages') {
    const parts = [];
    for await (const part of ctx.req) parts.push(part);
    const { lastInsertRowid } = insert.run(String(ctx.query.mailbox), ctx.get('Content-Type'), Buffer.concat(parts));
    ctx.status = 201;
    ctx.body = { id: Number(lastInsertRowid) };
  } else if (ctx.method === 'GET' && ctx.path === '/next') {
    const message = first.get(String(ctx.query.mailbox));
    if (!message) {
      ctx.status = 204;
      return;
    }
    ctx.set('Message-Id', String(message.id));
    ctx.body = Buffer.from(message.body);
    ctx.type = message.type;
  } else if (ctx.method === 'DELETE' && ctx.path.startsWith('/messages/')) {
    const { changes } = remove.run(Number(ctx.path.slice('/messages/'.length)));
    ctx.status = Number(changes) === 1 ? 204 : 404;
  }
});

const server = app.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ event: 'ready', http: `http://127.0.0.1:${server.address().port}` }));
});
process.on('SIGTERM', () => {
  // Also keeps the connection reachable: this driver closes one that only its statements refer to.
  db.close();
  process.exit();
});
