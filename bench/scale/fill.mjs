// Fills a data folder: the mailboxes through the real server, the messages by SQL as its store would write them.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { v7 as uuidv7 } from 'uuid';
import { startServerIn } from './server.mjs';

const day = 86_400_000;

/** Every message with its body, its row and its steps, an hour's worth of them at one time, the oldest `days` ago. */
const insertMessages = (db, name, count, days) => {
  const sha256 = createHash('sha256').update('scale').digest();
  db.prepare('INSERT OR IGNORE INTO mailbox (name) VALUES (?)').run(name);
  const { mailbox } = db.prepare('SELECT mailbox FROM mailbox WHERE name = ?').get(name);
  const body = db.prepare('INSERT INTO body (sealed, size) VALUES (1, 64)');
  const chunk = db.prepare('INSERT INTO chunk (address, data) VALUES (?, ?)');
  const message = db.prepare(
    `INSERT INTO message (mailbox, id, uid, origin, folder, body, size, sha256, type, subject, sender, envelope, accepted_at, entered_at)
     VALUES (?, ?, ?, ?, 'processed', ?, 64, ?, ?, ?, ?, '{"via":"http","client":"127.0.0.1","token":"t"}', ?, ?)`,
  );
  const event = db.prepare('INSERT INTO event (message, kind, at, detail) VALUES (?, ?, ?, ?)');
  const bytes = Buffer.alloc(64, 'letter ');
  const begin = Date.now() - days * day;
  db.exec('BEGIN');
  for (let at = 0; at < count; at += 1) {
    const number = Number(body.run().lastInsertRowid);
    chunk.run(number * 2 ** 20, bytes);
    const uid = uuidv7();
    const when = begin + Math.floor((at / count) * days * 24) * 3_600_000;
    const type = at % 1_000 === 0 ? 'image/png' : 'text/plain; charset=utf-8';
    const row = message.run(mailbox, at + 1, uid, uid, number, sha256, type, `Subject ${at}`, `sender-${at % 97}@example.org`, when, when);
    event.run(row.lastInsertRowid, 'accepted', when, null);
    event.run(row.lastInsertRowid, 'moved', when, '{"by":"device"}');
  }
  db.prepare('UPDATE mailbox SET last_id = ? WHERE mailbox = ?').run(count, mailbox);
  db.exec('COMMIT');
};

/** @returns seconds that it took */
export const fill = async (data, { boxes, each, big }) => {
  const before = performance.now();
  const names = ['big', 'busy', ...Array.from({ length: boxes }, (_, at) => `box${at}`)];
  const server = await startServerIn(data);
  // Nothing shall go by itself while it is measured.
  await server.ask('PUT', '/v1/defaults', { retention: { delivery: { maxAge: null }, processed: { maxAge: null, maxCount: null } } });
  for (const name of names) await server.ask('POST', '/v1/mailboxes', { name });
  await server.stop();
  const db = new DatabaseSync(join(data, 'messages.db'));
  db.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -200000');
  insertMessages(db, 'big', big, 300);
  for (let at = 0; at < boxes; at += 1) insertMessages(db, `box${at}`, each, 300);
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  return (performance.now() - before) / 1_000;
};
