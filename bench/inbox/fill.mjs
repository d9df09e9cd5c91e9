// An inbox with letters, filed for the search, and the same letters in a table as whoever searches by LIKE has it.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { openSqliteInbox } from '../../dist/main/inbox/sqlite.js';
import { fillInbox } from '../../scripts/drive/fill.mjs';
import { letters } from './letters.mjs';

const batch = 200;

/** Files all, the newest first, as the device does. Answers messages per second. */
const file = async (folder, all) => {
  const inbox = await openSqliteInbox(join(folder, 'inbox'));
  const before = performance.now();
  for (;;) {
    const { messages } = await inbox.unsearched(batch);
    if (messages.length === 0) break;
    await inbox.addWords(
      messages.map(({ key, subject, from: sender }) => {
        const { body, attachments } = all[key - 1];
        return { key, subject, sender, body, attachments };
      }),
    );
  }
  const seconds = (performance.now() - before) / 1_000;
  await inbox.close();
  return all.length / seconds;
};

const scanned = (folder, all) => {
  const db = new DatabaseSync(join(folder, 'scan.db'));
  db.exec('PRAGMA journal_mode = WAL');
  db.exec('CREATE TABLE letter (letter INTEGER PRIMARY KEY, subject TEXT, sender TEXT, body TEXT); BEGIN');
  const insert = db.prepare('INSERT INTO letter (subject, sender, body) VALUES (?, ?, ?)');
  for (const { subject, from, body } of all) insert.run(subject, from, body);
  db.exec('COMMIT');
  db.close();
};

/** @returns messages per second that were filed for the search */
export const fill = async (folder, count) => {
  mkdirSync(folder, { recursive: true });
  const all = [...letters(count)];
  await fillInbox(
    folder,
    all.map(({ from, subject, type, body, at, marks }) => ({ from, subject, type, body, at, ...marks })),
  );
  const rate = await file(folder, all);
  scanned(folder, all);
  return rate;
};
