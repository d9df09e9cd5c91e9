import { v7 as uuidv7 } from 'uuid';
import { expect, it } from 'vitest';
import { openSqliteStore } from '#restante/server/store/sqlite';
import { temporaryFolder } from '../support/folder.ts';

it('the smallest message is found behind any number of larger ones, and a room below it is told so at once', async () => {
  const store = await openSqliteStore(temporaryFolder());
  const put = (size: number) =>
    store.accept({
      body: { kind: 'bytes', bytes: new Uint8Array(size) },
      size,
      sha256: new Uint8Array(32),
      type: 'text/plain',
      subject: '',
      sender: '',
      envelope: {},
      at: 0,
      copies: [{ mailbox: 'ann', uid: uuidv7() }],
    });
  await Promise.all(Array.from({ length: 5_000 }, () => put(30)));
  await put(20);
  const ask = async (room: number, get = 0) => {
    const answer = await store.acquire('ann', { get, room, instructions: [] }, { at: 0, shared: false });
    return answer.kind === 'answered' ? [answer.messages[0]?.id, answer.next, answer.occupancy.smallest] : [];
  };
  expect(await ask(20)).toEqual([5_001, 0, 20]);
  expect(await ask(19)).toEqual([undefined, 1, 20]);
  expect(await ask(30)).toEqual([1, 2, 20]);
  await put(0);
  expect(await ask(1)).toEqual([5_002, 0, 1]);
  expect(await ask(0)).toEqual([undefined, 1, 1]);
  await store.close();
});
