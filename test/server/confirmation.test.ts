import { expect, it } from 'vitest';
import { openSqliteStore } from '#restante/server/store/sqlite';
import { temporaryFolder } from '../support/folder.ts';
import { acceptedIn, day } from './fixtures/store.ts';

const policy = { delivery: { maxAge: 86_400 }, processed: { maxAge: 86_400, maxCount: null } };

it('a confirmation of another number than is due allows nothing', async () => {
  const store = await openSqliteStore(temporaryFolder());
  await acceptedIn(store, 'ann', 150, 0);
  expect((await store.sweep('ann', policy, 2 * day, 100, [])).braked).toEqual(['delivery']);
  expect(await store.allow('ann', 'delivery', policy, 151, 2 * day, true)).toBe(150);
  expect((await store.sweep('ann', policy, 2 * day, 100, [])).removed).toEqual([]);
  expect(await store.allow('ann', 'delivery', policy, 150, 2 * day, true)).toBe(150);
  expect((await store.sweep('ann', policy, 2 * day, 100, [])).removed).toHaveLength(100);
  await store.close();
});
