import { v7 as uuidv7 } from 'uuid';
import { expect, it } from 'vitest';
import { openSqliteStore } from '#restante/server/store/sqlite';
import { temporaryFolder } from '../support/folder.ts';

const mail = (key: number) => ({
  body: { kind: 'bytes' as const, bytes: Uint8Array.of(1) },
  size: 1,
  sha256: new Uint8Array(32),
  type: 'message/rfc822',
  subject: '',
  sender: '',
  envelope: {},
  at: 0,
  copies: [{ mailbox: 'ann', uid: uuidv7(), retry: { scope: 'smtp:ann', key: String(key) } }],
});

it('a mail that is sent again to a mailbox that was removed and made anew is stored', async () => {
  const store = await openSqliteStore(temporaryFolder());
  await store.accept(mail(1));
  expect(await store.accept(mail(1))).toMatchObject([{ kind: 'known' }]);
  await store.retire('ann', 1);
  expect(await store.accept(mail(1))).toMatchObject([{ kind: 'accepted' }]);
  await store.close();
});

it('records are forgotten at a cost of what is forgotten, not of the mails of a day', async () => {
  const store = await openSqliteStore(temporaryFolder());
  await Promise.all(Array.from({ length: 10_000 }, (_, key) => store.accept(mail(key))));
  await store.acquire('ann', { instructions: [{ verb: 'delete', targets: [{ first: 1, last: 201 }] }] }, { at: 0, shared: false });
  const began = performance.now();
  expect(await store.prune(1, 0, 200)).toBe(200);
  // 1.4 s if every record looks through all retry keys, on the machine on which it was measured; 20 ms if none does.
  expect(performance.now() - began).toBeLessThan(500);
  await store.close();
});
