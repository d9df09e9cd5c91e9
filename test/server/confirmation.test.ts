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

it('a confirmation for one folder outlives a batch that the other fills', async () => {
  const store = await openSqliteStore(temporaryFolder());
  await acceptedIn(store, 'ann', 400, 0);
  const instructions = [{ verb: 'move', targets: [{ first: 201, last: 400 }] }] as const;
  await store.acquire('ann', { instructions }, { at: 0, shared: false });
  for (const folder of ['delivery', 'processed'] as const) await store.allow('ann', folder, policy, 200, 2 * day, true);
  const sweeps = [];
  for (let batch = 0; batch < 4; batch += 1) sweeps.push(await store.sweep('ann', policy, 2 * day, 100, []));
  expect(sweeps.map(({ removed, braked }) => [removed.length, braked])).toEqual(Array.from({ length: 4 }, () => [100, []]));
  await store.close();
});

it('a confirmation outlives a moment in which all that is due is on its way', async () => {
  const store = await openSqliteStore(temporaryFolder());
  const uids = await acceptedIn(store, 'ann', 150, 0);
  await store.allow('ann', 'delivery', policy, 150, 2 * day, true);
  expect(await store.sweep('ann', policy, 2 * day, 200, uids)).toMatchObject({ removed: [], braked: [], left: true });
  expect((await store.sweep('ann', policy, 2 * day, 200, [])).removed).toHaveLength(150);
  await store.close();
});
