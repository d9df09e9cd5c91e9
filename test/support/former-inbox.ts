import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';

export interface FormerMessage {
  readonly key: number;
  readonly id: number;
  readonly uid: string;
  readonly text: string;
  readonly read: boolean;
  readonly protected: boolean;
  readonly deleted: boolean;
}

export interface FormerInbox {
  readonly device: string;
  readonly messages: readonly FormerMessage[];
  /** In the order in which they went. */
  readonly gone: readonly { readonly id: number; readonly uid: string; readonly because: 'overwritten' | 'deleted' }[];
  /** Ids of instructions that the server has not confirmed. */
  readonly pending: readonly number[];
  /** The id of an instruction that it refused. */
  readonly refused: number;
  /** Every key up to this one was given. */
  readonly lastKey: number;
}

export const formerSource = { server: 'http://127.0.0.1:1', mailbox: 'ann' };

const root = new URL('../../', import.meta.url);

/** In the order in which that version applied them. */
const migrations = (): { name: string; text: string }[] => [
  ...readdirSync(new URL('storage/migrations/', root))
    .filter((name) => name.endsWith('.sql'))
    .toSorted()
    .map((name) => ({ name, text: readFileSync(new URL(`storage/migrations/${name}`, root), 'utf8') })),
  { name: '0001-inbox.sql', text: readFileSync(new URL('main/inbox/migrations/0001-inbox.sql', root), 'utf8') },
];

/** An inbox as the first version wrote it: `count` messages in every state, with what is gone, pending and refused. */
export const writeFormerInbox = (folder: string, count: number, bytes = 40): FormerInbox => {
  const db = new DatabaseSync(join(folder, 'inbox.db'));
  db.exec('PRAGMA journal_mode = WAL');
  db.exec('CREATE TABLE migration (name TEXT PRIMARY KEY, digest TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT');
  for (const { name, text } of migrations()) {
    db.exec(text);
    const digest = createHash('sha256').update(text).digest('hex');
    db.prepare('INSERT INTO migration (name, digest, applied_at) VALUES (?, ?, 1)').run(name, digest);
  }
  db.exec('BEGIN');
  db.prepare('INSERT INTO source (server, mailbox) VALUES (?, ?)').run(formerSource.server, formerSource.mailbox);
  const addBody = db.prepare('INSERT INTO body (size, sealed) VALUES (?, 1)');
  const addChunk = db.prepare('INSERT INTO chunk (address, data) VALUES (? << 20, ?)');
  const addDelivery = db.prepare(
    `INSERT INTO delivery (source, mailbox, id, uid, size, subject, sender, received_at) VALUES (1, 'ann', ?, ?, ?, ?, 'bob', ?)`,
  );
  const addMessage = db.prepare(
    `INSERT INTO message (delivery, uid, body, size, sha256, type, accepted_at, read, protected, deleted_at)
     VALUES (?, ?, ?, ?, ?, 'text/plain', ?, ?, ?, ?)`,
  );
  const addPending = db.prepare('INSERT INTO pending (source, id, uid, verb, refused) VALUES (1, ?, ?, ?, ?)');
  const end = db.prepare('UPDATE delivery SET gone_at = ?, gone_because = ? WHERE id = ?');
  const messages: FormerMessage[] = [];
  const gone: FormerInbox['gone'][number][] = [];
  const pending: number[] = [];
  for (let id = 1; id <= count; id += 1) {
    const uid = `uid-${id}`;
    // An empty message takes 1 of a cap by bytes.
    const text = id % 50 === 0 ? '' : `message ${id} `.padEnd(bytes, '.');
    const data = Buffer.from(text);
    const body = Number(addBody.run(data.byteLength).lastInsertRowid);
    if (data.byteLength > 0) addChunk.run(body, data);
    const delivery = Number(addDelivery.run(id, uid, data.byteLength, `subject ${id}`, 1_000 + id).lastInsertRowid);
    const marks = { read: (id & 1) === 1, protected: (id & 2) === 2, deleted: (id & 4) === 4 };
    const key = Number(
      addMessage.run(
        delivery,
        uid,
        body,
        data.byteLength,
        createHash('sha256').update(data).digest(),
        id,
        Number(marks.read),
        Number(marks.protected),
        marks.deleted ? 5_000 + id : null,
      ).lastInsertRowid,
    );
    if (id % 9 === 0) addPending.run(id, uid, id % 2 === 0 ? 'delete' : 'move', null);
    if (id % 9 === 0) pending.push(id);
    // The newest ones among them.
    if (id % 10 === 3 || id > count - 2) {
      const because = id % 4 === 3 ? 'deleted' : 'overwritten';
      db.prepare('DELETE FROM message WHERE message = ?').run(key);
      db.prepare('DELETE FROM chunk WHERE address = ? << 20').run(body);
      db.prepare('DELETE FROM body WHERE body = ?').run(body);
      end.run(9_000 + id, because, id);
      gone.push({ id, uid, because });
    } else messages.push({ key, id, uid, text, ...marks });
  }
  addPending.run(1, 'uid-1', 'move', 'mismatch');
  db.exec('COMMIT');
  const { device } = db.prepare('SELECT device FROM identity').get() as { device: string };
  // All of it in the one file, which a test may copy.
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  return { device, messages, gone, pending, refused: 1, lastKey: count };
};
