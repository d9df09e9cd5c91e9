import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import type { Receipt } from '#restante/main/inbox/port';
import { openSqliteInbox } from '#restante/main/inbox/sqlite';
import { temporaryFolder } from '../support/folder.ts';
import { run } from '../support/process.ts';

const ann = { server: 'http://127.0.0.1:1', mailbox: 'ann' };
const order = { verb: 'move', policy: { cap: { unit: 'messages', limit: 1_000 }, overwriteRead: false } } as const;
const day = 86_400_000;

interface Letter extends Partial<Pick<Receipt, 'subject' | 'type' | 'sender'>> {
  readonly body?: Buffer;
  readonly attachments?: readonly string[];
  /** Not yet taken apart for the search. */
  readonly unfiled?: boolean;
}

/** An inbox with these messages, accepted a day each from 1970-01-02 on. */
const inboxWith = async (letters: readonly Letter[]) => {
  const folder = join(temporaryFolder(), 'inbox');
  const inbox = await openSqliteInbox(folder);
  const uids: string[] = [];
  for (const [place, { body = Buffer.from('text'), attachments = [], unfiled = false, ...letter }] of letters.entries()) {
    const uid = uuidv7();
    uids.push(uid);
    const source = await inbox.write([body] as unknown as AsyncIterable<Uint8Array>, () => {});
    const receipt: Receipt = {
      ...{ id: place + 1, uid, body: source, size: body.length, sha256: createHash('sha256').update(body).digest() },
      ...{ type: 'text/plain', subject: `letter ${place + 1}`, sender: 'bob', acceptedAt: (place + 1) * day, receivedAt: Date.now() },
      ...letter,
    };
    await inbox.receive(ann, receipt, order, []);
    const { key = 0 } = (await inbox.find(uid)) ?? {};
    if (!unfiled) await inbox.addWords([{ key, subject: receipt.subject, sender: receipt.sender, body: `${body}`, attachments }]);
  }
  await inbox.close();
  const command = (name: string, ...args: string[]) => run(['inbox', name, '--inbox', folder, '--json', ...args]);
  return {
    folder,
    uids,
    command,
    lines: async (name: string, ...args: string[]) => {
      const ended = await command(name, ...args);
      expect(ended.code, ended.stderr).toBe(0);
      return ended.lines;
    },
    sql(text: string) {
      const db = new DatabaseSync(join(folder, 'inbox.db'));
      db.exec(text);
      db.close();
    },
  };
};

const idsOf = (lines: readonly Record<string, unknown>[]): unknown[] => lines.map(({ id }) => id);

describe('inbox list', () => {
  test('in order of receipt, or the newest first of what is looked for', async () => {
    const { uids, lines } = await inboxWith([
      { subject: 'Report one' },
      { subject: 'Report two', type: 'application/pdf', attachments: ['a.txt'] },
      { subject: 'Lunch', type: 'image/png' },
      { subject: 'Report three', type: 'image/jpeg; q=1' },
    ]);
    await lines('mark', uids[0] ?? '', '--read', '--protect');
    await lines('mark', uids[2] ?? '', '--delete');
    const list = async (...options: string[]) => idsOf(await lines('list', ...options));
    expect(await list()).toEqual([1, 2, 4]);
    expect(await list('--deleted')).toEqual([3]);
    expect(await list('--limit', '2')).toEqual([4, 2]);
    expect(await list('--search', 'rep')).toEqual([4, 2, 1]);
    expect(await list('--search', 'report', '--limit', '1')).toEqual([4]);
    expect(await list('--search', 'lunch', '--deleted')).toEqual([3]);
    expect(await list('--search', 'a.txt')).toEqual([2]);
    expect(await list('--unread')).toEqual([4, 2]);
    expect(await list('--protected')).toEqual([1]);
    expect(await list('--with-attachments')).toEqual([2]);
    expect(await list('--type', 'image/')).toEqual([4]);
    expect(await list('--type', 'application/pdf')).toEqual([2]);
    expect(await list('--since', '1970-01-03T00:00:00Z')).toEqual([4, 2]);
    expect(await list('--until', '1970-01-03T00:00:00Z')).toEqual([1]);
    expect(await list('--since', '7d')).toEqual([]);
  });

  test('of many looked for every one is shown once', async () => {
    const { lines } = await inboxWith(Array.from({ length: 5 }, () => ({ subject: 'again' })));
    expect(idsOf(await lines('list', '--search', 'again', '--limit', '9999'))).toEqual([5, 4, 3, 2, 1]);
  });

  test('says how many the search does not know yet', async () => {
    const { command } = await inboxWith([{}, { unfiled: true }]);
    const found = await command('list', '--search', 'letter');
    expect(idsOf(found.lines)).toEqual([1]);
    expect(found.stderr).toContain('1 message not yet filed for the search');
    expect((await command('list', '--unread')).stderr).toBe('');
  });

  test.each([
    ['--since', 'yesterday'],
    ['--limit', '0'],
  ])('%s %s is wrong usage', async (...options) => {
    const { command } = await inboxWith([]);
    expect(await command('list', ...options)).toMatchObject({ code: 2, lines: [{ code: 'option-invalid' }] });
  });
});

test.each(['list', 'traces', 'check', 'show', 'export'])('inbox %s of what an older version wrote says what to do', async (name) => {
  const { folder, uids, command, sql } = await inboxWith([{}]);
  sql("DELETE FROM migration WHERE name = '0002-whole.sql'");
  const to = join(folder, 'out');
  const args = name === 'show' ? uids : name === 'export' ? ['--to', to, '--format', 'mbox'] : [];
  const ended = name === 'show' ? await run(['inbox', 'show', ...args, '--inbox', folder]) : await command(name, ...args);
  expect(ended.code).toBe(3);
  expect(ended.stderr).toMatch(/older version.*restante receive.*\(folder-unusable\)/);
  expect(existsSync(to)).toBe(false);
});

test('inbox purge removes deleted messages for good, these or all', async () => {
  const { uids, command, lines } = await inboxWith([{}, {}, {}, {}]);
  const [one = '', two = '', three = '', four = ''] = uids;
  await lines('mark', one, two, three, '--delete');
  const some = await command('purge', two, four);
  expect(some).toMatchObject({ code: 4, lines: [{ event: 'purged', uid: two, id: 2 }, { code: 'message-unknown' }] });
  expect(some.stderr).toContain(four);
  expect(idsOf(await lines('purge'))).toEqual([1, 3]);
  expect(await lines('purge')).toEqual([]);
  expect(idsOf(await lines('list'))).toEqual([4]);
  expect(await lines('list', '--deleted')).toEqual([]);
});

describe('inbox check', () => {
  test('finds a byte that is not as accepted', async () => {
    const { uids, command, lines, sql } = await inboxWith([{}, { body: Buffer.alloc(600_000, 'x') }, {}]);
    await lines('mark', uids[2] ?? '', '--delete');
    expect(await lines('check')).toEqual([{ event: 'checked', messages: 3, bytes: 600_008, damaged: 0 }]);
    sql("UPDATE chunk SET data = cast('y' || substr(cast(data AS TEXT), 2) AS BLOB) WHERE length(data) = 262144");
    const found = await command('check');
    expect(found.code).toBe(3);
    expect(found.lines).toMatchObject([
      { event: 'damaged', uid: uids[1], id: 2, subject: 'letter 2' },
      { event: 'checked', messages: 3, bytes: 600_008, damaged: 1 },
      { event: 'error', code: 'storage-failed' },
    ]);
  });

  test('finds bytes that are missing, and a file that is not sound', async () => {
    const { folder, uids, command, sql } = await inboxWith([{ body: Buffer.alloc(300_000, 'x') }, {}]);
    sql('DELETE FROM chunk WHERE length(data) > 100 AND length(data) < 262144');
    const missing = await command('check');
    expect(missing.lines.filter(({ event }) => event === 'damaged')).toMatchObject([{ uid: uids[0] }]);
    const file = join(folder, 'inbox.db');
    const pages = readFileSync(file);
    // Of a large chunk nearly all pages are overflow pages: one that points nowhere.
    const place = pages.indexOf(Buffer.alloc(4_092, 'x'));
    pages.writeUInt32BE(0x7fffffff, place - 4);
    writeFileSync(file, pages);
    const { code, lines } = await command('check');
    expect(code).toBe(3);
    expect(lines[0]).toMatchObject({ event: 'file-damaged' });
    expect(lines.at(-1)).toMatchObject({ event: 'error', code: 'storage-failed' });
  });
});

describe('inbox export', () => {
  const mail = Buffer.from('Subject: mail\r\n\r\nFrom me\r\n');

  test('writes all that is not deleted, or these, and never over anything', async () => {
    const { folder, uids, command, lines } = await inboxWith([{ body: mail, type: 'message/rfc822' }, { subject: 'Ünread' }, {}]);
    await lines('mark', uids[2] ?? '', '--delete');
    const mbox = join(folder, '..', 'all.mbox');
    const bytes = () => readFileSync(mbox).length;
    const exported = await lines('export', '--to', mbox, '--format', 'mbox');
    expect(exported).toEqual([{ event: 'exported', to: mbox, format: 'mbox', messages: 2, bytes: bytes() }]);
    expect(readFileSync(mbox, 'utf8')).toContain('Subject: mail\n\n>From me\n\nFrom bob Sat Jan  3 00:00:00 1970\n');
    expect(await command('export', '--to', mbox, '--format', 'eml')).toMatchObject({ code: 3, lines: [{ code: 'file-unwritable' }] });

    const eml = join(folder, '..', 'eml');
    await lines('export', '--to', eml, '--format', 'eml', uids[2] ?? '', uids[0] ?? '');
    expect(readdirSync(eml)).toEqual([`1970-01-02_letter_1_${uids[0]}.eml`, `1970-01-04_letter_3_${uids[2]}.eml`]);
    expect(readFileSync(join(eml, `1970-01-02_letter_1_${uids[0]}.eml`))).toEqual(mail);
  });

  test('a uid that is not there leaves nothing behind; a damaged message is written as it is, and told', async () => {
    const { folder, uids, command, sql } = await inboxWith([{ body: mail, type: 'message/rfc822' }]);
    const to = join(folder, '..', 'out');
    const unknown = await command('export', '--to', to, '--format', 'eml', uids[0] ?? '', uuidv7());
    expect(unknown).toMatchObject({ code: 4, lines: [{ code: 'message-unknown' }] });
    expect(readdirSync(join(folder, '..'))).toEqual(['inbox']);
    sql("UPDATE chunk SET data = cast('Subject: mai1' AS BLOB)");
    const damaged = await command('export', '--to', to, '--format', 'eml');
    expect(damaged.code).toBe(3);
    expect(damaged.lines).toMatchObject([
      { event: 'damaged', uid: uids[0] },
      { event: 'exported', messages: 1 },
      { event: 'error', code: 'storage-failed' },
    ]);
    expect(readdirSync(to)).toHaveLength(1);
  });
});
