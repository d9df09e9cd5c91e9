import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'node:path/posix';
import { expect, test } from 'vitest';
import type { ActivityOrder } from '#restante/main/admin/activity-file';
import { csvField } from '#restante/main/admin/activity-text';
import type { ApiActivity } from '#restante/protocol/api';
import { placeAtServer } from '#restante/protocol/place';
import { startTestEngine } from '../support/engine.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startInside } from '../support/inside.ts';

const prepare = async (messages: number) => {
  const server = await startInside(temporaryFolder(), { now: Date.UTC(2026, 10, 23) });
  await server.addMailbox('ann');
  const submit = (subject: string) => server.admin(`/v1/mailboxes/ann/messages?subject=${encodeURIComponent(subject)}`, 'POST', 'x');
  for (let n = 0; n < messages; n += 50)
    await Promise.all(Array.from({ length: Math.min(50, messages - n) }, (_, k) => submit(`${n + k}`)));
  const { engine, until, events, run } = startTestEngine([], [{ id: 'own', server: server.http, adminToken: server.adminToken }]);
  const folder = temporaryFolder();
  const write = (order: Partial<ActivityOrder> & { path: string }) =>
    run(placeAtServer('own'), { kind: 'activity', filter: {}, format: 'jsonl', replace: false, ...order });
  const all = async (query = ''): Promise<ApiActivity[]> => {
    const entries: ApiActivity[] = [];
    for (let after: number | null = 0; after !== null; ) {
      const page: { entries: ApiActivity[]; next: number | null } = await server.admin(`/v1/activity?after=${after}${query}`);
      entries.push(...page.entries);
      after = page.next;
    }
    return entries.reverse();
  };
  return { submit, engine, until, events, folder, write, all };
};

const linesOf = (path: string): ApiActivity[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ApiActivity);

/** RFC 4180, by the letter. */
const rowsOf = (text: string): string[][] => {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
};

test('what is written is the activity that there was, to the entry, while more comes', async () => {
  const { submit, folder, write, all } = await prepare(250);
  const before = await all();
  const path = join(folder, 'all.jsonl');
  let over = false;
  const more = (async () => {
    for (let n = 0; !over; n += 1) await submit(`meanwhile ${n}`);
  })();
  const written = await write({ path });
  over = true;
  await more;
  const lines = linesOf(path);
  const result = { kind: 'activity', path, entries: lines.length, bytes: readFileSync(path).byteLength };
  expect(written).toEqual({ kind: 'done', result });
  // The first that was asked for may be of the moment in between.
  expect(lines.slice(lines.findIndex(({ event }) => event === before[0]?.event))).toEqual(before);
  const now = await all();
  expect(lines).toEqual(now.slice(now.findIndex(({ event }) => event === lines[0]?.event)));
  expect(readdirSync(folder)).toEqual([parse(path).base]);
});

test('a table says the same, filtered, and what strangers wrote is no formula in it', async () => {
  const { submit, folder, write, all } = await prepare(3);
  const hostile = [
    '=HYPERLINK("https://evil.example","x")',
    '+1',
    '-2+3',
    '@SUM(A1)',
    '＝1+1',
    ' =1',
    'say "hi", then go',
    '見積もり',
    "'quoted",
  ];
  for (const subject of hostile) await submit(subject);
  const path = join(folder, 'table.csv');
  await write({ path, format: 'csv', filter: { kind: 'accepted', mailbox: 'ann' } });
  const text = readFileSync(path, 'utf8');
  expect(text.startsWith('\ufeffevent,at,kind,mailbox,uid,id,subject,sender,via,detail\r\n')).toBe(true);
  const [, ...rows] = rowsOf(text);
  const entries = await all('&kind=accepted&mailbox=ann');
  expect(rows.map(([event]) => Number(event))).toEqual(entries.map(({ event }) => event));
  const subjects = rows.map((row) => row[6] ?? '');
  for (const subject of subjects) expect(subject).not.toMatch(/^\s*[=+\-@＝]/);
  expect(subjects.map((subject) => (/^'\s*[=+\-@＝]/.test(subject) ? subject.slice(1) : subject))).toEqual(
    entries.map(({ subject }) => subject),
  );
});

test('fields are quoted where they must be, and formulas made text', () => {
  expect(['a', 'a,b', 'a"b', 'a\r\nb', 7, null, '=1', '\t=1', '\u0000=1', '\rx', -1, { by: '=x' }].map(csvField)).toEqual([
    ...['a', '"a,b"', '"a""b"', '"a\r\nb"', '7', '', '"\'=1"', '"\'\t=1"', '"\'\u0000=1"', '"\'\rx"', '-1', '"{""by"":""=x""}"'],
  ]);
});

test('what is there stays unless it was to go, and a cancelled file leaves nothing', async () => {
  const { engine, until, events, folder, write } = await prepare(250);
  const path = join(folder, 'kept.jsonl');
  writeFileSync(path, 'kept');
  const unwritable = { kind: 'failed', problem: { code: 'file-unwritable' } };
  expect(await write({ path })).toMatchObject(unwritable);
  expect(readFileSync(path, 'utf8')).toBe('kept');
  await write({ path, replace: true });
  expect(linesOf(path).length).toBeGreaterThan(250);
  const cancelled = join(folder, 'cancelled.jsonl');
  const from = events.length;
  const writing = write({ path: cancelled });
  const id = await until(() => events.slice(from).flatMap((event) => (event.kind === 'task' ? [event.task.id] : []))[0]);
  await engine.call('task.cancel', { id });
  expect(await writing).toEqual({ kind: 'cancelled' });
  expect(readdirSync(folder)).toEqual([parse(path).base]);
  expect(await write({ path: join(folder, 'nowhere', 'x.csv') })).toMatchObject(unwritable);
});
