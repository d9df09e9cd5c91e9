import { request } from 'node:http';
import { expect, it } from 'vitest';
import { openSqliteStore } from '#restante/server/store/sqlite';
import { temporaryFolder } from '../support/folder.ts';

import { startInside } from '../support/inside.ts';
import { addMailbox, call, openServer, submit } from '../support/server.ts';

import { acceptedIn } from './fixtures/store.ts';

const nobody = { get: 0, instructions: [] };

it('the removal of a mailbox spares what came after it began, held or not', async () => {
  const store = await openSqliteStore(temporaryFolder());
  const [first = ''] = await acceptedIn(store, 'ann', 3, 0);
  await store.act('hold', [first], {}, 0);
  const { lastId } = await store.occupancy('ann');
  const [late] = await acceptedIn(store, 'ann', 1, 0);
  const aside = (await store.retire('ann', lastId)) ?? '';
  expect(await store.empty(aside, {}, 0, 2)).toBe(2);
  expect(await store.empty(aside, {}, 0, 2)).toBe(1);
  const left = await store.acquire('ann', nobody, { at: 0, shared: false });
  expect(left).toMatchObject({ messages: [{ uid: late }], occupancy: { waiting: 1 } });
  await store.close();
});

it('who gets the name of a removed mailbox gets nothing of what it held: no tombstone, no record, no id again', async () => {
  const server = await openServer();
  const ann = await addMailbox(server, 'ann');
  const uids: string[] = [];
  for (const text of ['one', 'two']) uids.push((await submit(server, 'ann', ann.sendToken, text)).uid);
  const remove = (query: string) => call(server, server.adminToken, `/v1/mailboxes/ann${query}`, { method: 'DELETE' });
  expect((await remove('')).status).toBe(409);
  expect((await remove('?messages=2')).status).toBe(204);
  const next = await addMailbox(server, 'ann');
  const ask = async (path: string, token = next.receiveToken) => (await call(server, token, path)).json();
  expect(await ask('/v1/mailboxes/ann/tombstones')).toEqual({ tombstones: [], next: null });
  expect((await call(server, next.receiveToken, `/v1/messages/${uids[0]}`)).status).toBe(404);
  // The administrator still finds them.
  expect(await ask(`/v1/messages/${uids[0]}`, server.adminToken)).toMatchObject({
    state: 'deleted',
    mailbox: expect.stringMatching(/^ann~/),
  });
  expect((await submit(server, 'ann', next.sendToken, 'three')).id).toBe(3);
});

it('a submission whose mailbox is removed while its body comes is refused, and nothing of it is kept', async () => {
  const server = await openServer();
  const ann = await addMailbox(server, 'ann');
  const headers = { authorization: `Bearer ${ann.sendToken}`, 'content-type': 'text/plain' };
  const sending = request(`${server.http}/v1/mailboxes/ann/messages`, { method: 'POST', headers });
  const answer = new Promise((resolve, reject) => sending.on('error', reject).on('response', (r) => resolve(r.resume().statusCode)));
  await new Promise((written) => sending.write('the first half', written));
  // Its head has been judged when a later request is answered.
  await call(server, server.adminToken, '/v1/mailboxes');
  expect((await call(server, server.adminToken, '/v1/mailboxes/ann', { method: 'DELETE' })).status).toBe(204);
  sending.end('the second');
  expect(await answer).toBe(404);
  const { missing } = (await (await call(server, server.adminToken, '/v1/mailboxes')).json()) as { missing: string[] };
  expect(missing).toEqual([]);
});

it('what is removed on order is not missed meanwhile: neither the log nor the list of mailboxes says so', async () => {
  const server = await startInside(temporaryFolder(), { now: Date.UTC(2026, 2, 27) });
  const missing: string[] = [];
  for (let n = 0; n < 10; n += 1) {
    await server.addMailbox(`box-${n}`);
    await server.admin(`/v1/mailboxes/box-${n}/messages`, 'POST', 'hello');
    const removed = server.admin(`/v1/mailboxes/box-${n}?messages=1`, 'DELETE');
    let under = true;
    void removed.finally(() => {
      under = false;
    });
    while (under) missing.push(...(await server.admin<{ missing: string[] }>('/v1/mailboxes')).missing);
    await removed;
  }
  expect(missing).toEqual([]);
  expect(server.logged).toEqual([]);
});
