import { v7 as uuidv7 } from 'uuid';
import { expect, it, onTestFinished } from 'vitest';
import { defaultRetention } from '#restante/protocol/retention';
import type { ListQuery, Store } from '#restante/server/store/port';
import { openSqliteStore } from '#restante/server/store/sqlite';
import { temporaryFolder } from '../support/folder.ts';

const start = Date.UTC(2026, 0, 1);

const opened = async (): Promise<{ store: Store; give: (mailbox?: string) => Promise<string> }> => {
  const store = await openSqliteStore(temporaryFolder());
  onTestFinished(store.close);
  const give = async (mailbox = 'ann'): Promise<string> => {
    const uid = uuidv7();
    const common = { size: 3, sha256: new Uint8Array(32), type: 'text/plain', subject: '', sender: '', envelope: {}, at: start };
    await store.accept({ body: { kind: 'bytes', bytes: new Uint8Array(3) }, ...common, copies: [{ mailbox, uid }] });
    return uid;
  };
  return { store, give };
};

const query = (more: Partial<ListQuery>): ListQuery => ({
  folder: 'delivery',
  filter: {},
  order: 'oldest',
  limit: 2,
  policies: { default: defaultRetention, own: new Map() },
  at: start,
  ...more,
});

it.each([
  ['a mailbox', { mailbox: 'ann' }],
  ['all mailboxes', {}],
])('a page of %s does not hold back what is read after it', async (_, filter) => {
  const { store, give } = await opened();
  for (let at = 0; at < 5; at += 1) await give();
  for (const order of ['oldest', 'newest'] as const) {
    expect((await store.list(query({ filter, order }))).messages).toHaveLength(2);
    const uid = await give();
    expect(await store.status(uid)).toMatchObject({ uid, state: 'waiting' });
    expect((await store.list(query({ filter, order: 'newest', limit: 1 }))).messages).toMatchObject([{ uid }]);
  }
});

it('the totals of all mailboxes are those of each together', async () => {
  const { store, give } = await opened();
  expect(await store.totalsOfAll()).toEqual({ waiting: 0, waitingBytes: 0, processed: 0, processedBytes: 0 });
  for (const mailbox of ['ann', 'ann', 'bob']) await give(mailbox);
  await store.acquire('ann', { instructions: [{ verb: 'move', targets: [{ first: 1, last: 1 }] }] }, { at: start, shared: false });
  expect(await store.totalsOfAll()).toEqual({ waiting: 2, waitingBytes: 6, processed: 1, processedBytes: 3 });
  expect(await store.totals('bob')).toEqual({ waiting: 1, waitingBytes: 3, processed: 0, processedBytes: 0 });
});
