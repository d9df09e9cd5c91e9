import { expect, it } from 'vitest';
import { openSqliteStore } from '#restante/server/store/sqlite';
import { temporaryFolder } from '../support/folder.ts';
import { acceptedIn } from './fixtures/store.ts';

it('a message that left before anybody was told of it was not notified', async () => {
  const store = await openSqliteStore(temporaryFolder());
  const [gone = '', told = ''] = await acceptedIn(store, 'ann', 2, 1);
  const take = (verb: 'delete' | 'move', id: number, at: number) =>
    store.acquire('ann', { instructions: [{ verb, targets: [{ first: id, last: id }] }] }, { at, shared: false });
  await take('delete', 1, 2);
  await store.note([{ mailbox: 'ann', device: '', kind: 'notified', at: 3, waiting: 1, lastId: 2 }], []);
  await take('move', 2, 4);
  const kinds = async (uid: string) => (await store.status(uid))?.history.map(({ kind }) => kind);
  expect(await kinds(gone)).toEqual(['accepted', 'deleted']);
  expect(await kinds(told)).toEqual(['accepted', 'notified', 'moved']);
  await store.close();
});
