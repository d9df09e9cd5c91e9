import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'node:path/posix';
import { expect, test } from 'vitest';
import { csvField } from '#restante/main/admin/activity-text';
import type { ApiActivity } from '#restante/protocol/api';
import type { WrittenActivity } from '#restante/protocol/bridge';
import { startTestEngine } from '../support/engine.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startInside } from '../support/inside.ts';

const id = '7b0e3b3c-93c5-4e0c-9a8e-1f4f0f5f6a01';

const prepare = async (messages: number) => {
  const server = await startInside(temporaryFolder(), { now: Date.UTC(2026, 10, 23) });
  await server.addMailbox('ann');
  const submit = (subject: string) => server.admin(`/v1/mailboxes/ann/messages?subject=${encodeURIComponent(subject)}`, 'POST', 'x');
  for (let n = 0; n < messages; n += 50)
    await Promise.all(Array.from({ length: Math.min(50, messages - n) }, (_, k) => submit(`${n + k}`)));
  const { engine, events, next } = startTestEngine([], [{ id: 'own', server: server.http, adminToken: server.adminToken }]);
  const folder = temporaryFolder();
  const write = async (order: Record<string, unknown>) => {
    const outcome = await engine.call('activity.write', { server: 'own', id, filter: {}, format: 'jsonl', replace: false, ...order });
    if (!outcome.ok) throw new Error(outcome.problem.code);
    return outcome.value as WrittenActivity | null;
  };
  const all = async (query = ''): Promise<ApiActivity[]> => {
    const entries: ApiActivity[] = [];
    for (let after: number | null = 0; after !== null; ) {
      const page: { entries: ApiActivity[]; next: number | null } = await server.admin(`/v1/activity?after=${after}${query}`);
      entries.push(...page.entries);
      after = page.next;
    }
    return entries.reverse();
  };
  return { server, submit, engine, events, next, folder, write, all };
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
  expect(written).toEqual({ path, entries: lines.length, bytes: readFileSync(path).byteLength });
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
  const { engine, folder, write } = await prepare(250);
  const path = join(folder, 'kept.jsonl');
  writeFileSync(path, 'kept');
  await expect(write({ path })).rejects.toThrow('file-unwritable');
  expect(readFileSync(path, 'utf8')).toBe('kept');
  await write({ path, replace: true });
  expect(linesOf(path).length).toBeGreaterThan(250);
  const cancelled = join(folder, 'cancelled.jsonl');
  const writing = write({ path: cancelled });
  await engine.call('activity.cancel', { id });
  expect(await writing).toBeNull();
  expect(readdirSync(folder)).toEqual([parse(path).base]);
  await expect(write({ path: join(folder, 'nowhere', 'x.csv') })).rejects.toThrow('file-unwritable');
});
