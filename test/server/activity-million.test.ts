import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSqliteStore } from '#restante/server/store/sqlite';
import { openAlone } from '#restante/storage/index';
import { temporaryFolder } from '../support/folder.ts';

const count = 1_000_000;
const start = Date.UTC(2026, 0, 1);

test('a day is found in a million entries as fast as the newest', { timeout: 120_000 }, async () => {
  const data = temporaryFolder();
  await (await openSqliteStore(data)).close();
  const db = openAlone(join(data, readdirSync(data).find((name) => name.endsWith('.db')) ?? ''));
  db.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
    INSERT INTO event (event, message, kind, at, detail)
    SELECT i, NULL, iif(i % 2, 'token-added', 'token-revoked'), ${start} + i * 1000, '{"by":"admin"}' FROM n`);
  db.close();
  const store = await openSqliteStore(data);
  const timed = async (query: Parameters<typeof store.activity>[0]) => {
    const began = performance.now();
    const { entries, next } = await store.activity(query);
    return { events: entries.map(({ event }) => event), next, ms: performance.now() - began };
  };
  await timed({ limit: 200 });
  const middle = start + 500_000 * 1000;
  const jump = await timed({ until: middle, limit: 200 });
  expect(jump.events).toEqual(Array.from({ length: 200 }, (_, n) => 499_999 - n));
  expect(await timed({ since: middle, until: middle + 3_000, limit: 200 })).toMatchObject({
    events: [500_002, 500_001, 500_000],
    next: null,
  });
  expect(await timed({ since: middle, after: 0, limit: 2 })).toMatchObject({ events: [500_000, 500_001] });
  // A walk through all of them would take a hundred times as long.
  const newest = await timed({ limit: 200 });
  expect(jump.ms).toBeLessThan(newest.ms * 10 + 100);
  // A filter that finds nothing looks at a bounded number, and says where to go on.
  expect(await timed({ subject: 'nothing', limit: 200 })).toMatchObject({ events: [], next: count - 20_000 + 1 });
  await store.close();
});
