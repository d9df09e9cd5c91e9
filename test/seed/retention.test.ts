import { expect, test } from 'vitest';
import { acquire, idsIn, list, statusOf, untilState } from '../support/device.ts';
import { temporaryFolder } from '../support/folder.ts';
import { addMailbox, call, openServer, type Server, startServer, submit } from '../support/server.ts';

interface Policy {
  delivery: { maxAge: number | null };
  processed: { maxAge: number | null; maxCount: number | null };
}

const forEver: Policy = { delivery: { maxAge: null }, processed: { maxAge: null, maxCount: null } };

const setPolicy = async (server: Server, mailbox: string, policy: Policy, query = ''): Promise<void> => {
  const response = await call(server, server.adminToken, `/v1/mailboxes/${mailbox}/retention${query}`, {
    method: 'PUT',
    body: JSON.stringify(policy),
  });
  expect(response.status).toBe(200);
};

const startedAs = async <S extends Server>(open: (data: string) => Promise<S>, messages: number) => {
  const data = temporaryFolder();
  const server = await open(data);
  const ann = await addMailbox(server, 'ann');
  const uids: string[] = [];
  const give = async () => uids.push((await submit(server, 'ann', ann.sendToken, `message ${uids.length + 1}`)).uid);
  for (let at = 0; at < messages; at += 1) await give();
  /** The uid of an id. */
  const uid = (id: number): string => uids[id - 1] ?? '';
  return { data, server, ann, give, uid, ask: (query: string) => acquire(server, ann, query) };
};
const started = (messages: number) => startedAs(openServer, messages);

/** How it ended, as its sender, its addressee and the administrator read it. */
const endOf = async (server: Server, uid: string) => (await statusOf(server, uid)).history.at(-1);

test('p. 12: processed messages limited to 5: five stay, the oldest go, and each says by which rule', async () => {
  const { server, uid, ask } = await started(8);
  await setPolicy(server, 'ann', { ...forEver, processed: { maxAge: null, maxCount: 5 } });
  // Moved in another order than they came: the oldest in the folder is the one that was moved first.
  for (const id of [8, 1, 2, 3, 4]) await ask(`move=${id}`);
  expect(await idsIn(server, 'ann', 'processed')).toEqual([8, 1, 2, 3, 4]);
  await ask('move=5-7');
  for (const id of [8, 1, 2]) {
    await untilState(server, uid(id), 'expired');
    expect(await endOf(server, uid(id))).toMatchObject({ kind: 'expired', detail: { by: 'retention', rule: 'processed-count' } });
  }
  expect(await idsIn(server, 'ann', 'processed')).toEqual([3, 4, 5, 6, 7]);
});

test('p. 12: a limit of 0 keeps no processed message, and a limit that is lowered holds for what is there', async () => {
  const { server, uid, ask } = await started(3);
  await ask('move=1-3');
  await setPolicy(server, 'ann', { ...forEver, processed: { maxAge: null, maxCount: 2 } });
  await untilState(server, uid(1), 'expired');
  expect(await idsIn(server, 'ann', 'processed')).toEqual([2, 3]);
  await setPolicy(server, 'ann', { ...forEver, processed: { maxAge: null, maxCount: 0 } });
  await untilState(server, uid(3), 'expired');
  expect(await idsIn(server, 'ann', 'processed')).toEqual([]);
});

test('p. 12: processed messages limited by age, from the move on; what waits for a device is not touched', async () => {
  const { server, uid, ask } = await started(3);
  await setPolicy(server, 'ann', { ...forEver, processed: { maxAge: 1, maxCount: null } });
  const moved = Date.now();
  await ask('move=1,2');
  expect((await list(server, 'ann', 'processed')).map((m) => m.ends?.because)).toEqual(['processed-age', 'processed-age']);
  for (const id of [1, 2]) {
    await untilState(server, uid(id), 'expired');
    const end = await endOf(server, uid(id));
    expect(end).toMatchObject({ kind: 'expired', detail: { by: 'retention', rule: 'processed-age' } });
    expect(Date.parse(end?.at ?? '')).toBeGreaterThanOrEqual(moved + 1_000);
  }
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([3]);
});

test('p. 12: undelivered messages limited by age, each from its acceptance on', async () => {
  const { server, give, uid, ask } = await started(2);
  await setPolicy(server, 'ann', { ...forEver, delivery: { maxAge: 1 } });
  await untilState(server, uid(1), 'expired');
  expect(await endOf(server, uid(1))).toMatchObject({ kind: 'expired', detail: { by: 'retention', rule: 'delivery-age' } });
  await untilState(server, uid(2), 'expired');
  const given = Date.now();
  await give();
  await untilState(server, uid(3), 'expired');
  expect(Date.parse((await endOf(server, uid(3)))?.at ?? '')).toBeGreaterThanOrEqual(given + 1_000);
  expect(await ask('get=0')).toMatchObject({ status: 204, acquisition: { next: 0, waiting: 0 } });
});

test('p. 12: undelivered messages are kept for ever unless someone sets a limit', async () => {
  const { server, ann } = await started(1);
  const response = await call(server, ann.receiveToken, '/v1/mailboxes/ann/retention');
  expect(await response.json()).toEqual({ delivery: { maxAge: null }, processed: { maxAge: 2_592_000, maxCount: 1_000 } });
  expect(await list(server, 'ann', 'delivery')).toMatchObject([{ id: 1, ends: null }]);
});

test('p. 12: a message that was sent and not yet instructed is not removed; its device can still instruct', async () => {
  const { server, uid, ask } = await started(3);
  const asked = Date.now();
  await ask('get=2');
  await setPolicy(server, 'ann', { ...forEver, delivery: { maxAge: 1 } });
  await untilState(server, uid(1), 'expired');
  await untilState(server, uid(3), 'expired');
  const [kept] = await list(server, 'ann', 'delivery');
  expect(kept).toMatchObject({ id: 2, ends: { because: 'delivery-age' } });
  expect(Date.parse(kept?.ends?.at ?? '')).toBeGreaterThanOrEqual(asked + 15 * 60_000);
  expect((await ask('move=2')).acquisition).toMatchObject({ done: 1, waiting: 0 });
  expect((await statusOf(server, uid(2))).state).toBe('moved');
});

test('p. 12: an instruction for a message that has expired is done, and its history says that the device has it', async () => {
  const { server, uid, ask } = await started(1);
  await setPolicy(server, 'ann', { ...forEver, delivery: { maxAge: 1 } });
  await untilState(server, uid(1), 'expired');
  const answer = await ask('delete=1');
  expect(answer.acquisition).toMatchObject({ done: 1 });
  expect(answer.refused).toEqual({});
  expect((await statusOf(server, uid(1))).history.map((h) => h.kind)).toEqual(['accepted', 'expired', 'kept']);
});

test('p. 12: the limit of one mailbox is not that of another', async () => {
  const { server, uid } = await started(1);
  const bob = await addMailbox(server, 'bob');
  await submit(server, 'bob', bob.sendToken, 'to bob');
  await setPolicy(server, 'ann', { ...forEver, delivery: { maxAge: 1 } });
  await untilState(server, uid(1), 'expired');
  expect(await list(server, 'bob', 'delivery')).toMatchObject([{ id: 1, ends: null }]);
});

test('p. 12: retention outlives the server: the policy, what it removed, and what came due while the server was down', async () => {
  const { data, server, ann, uid, ask } = await startedAs(startServer, 4);
  const policy = { delivery: { maxAge: 1 }, processed: { maxAge: null, maxCount: 1 } };
  await ask('move=1,2');
  await setPolicy(server, 'ann', policy);
  await untilState(server, uid(1), 'expired');
  await server.kill('SIGKILL');

  const again = await startServer(data);
  expect(await (await call(again, ann.receiveToken, '/v1/mailboxes/ann/retention')).json()).toEqual(policy);
  expect(await endOf(again, uid(1))).toMatchObject({ kind: 'expired', detail: { rule: 'processed-count' } });
  for (const id of [3, 4]) {
    await untilState(again, uid(id), 'expired');
    expect(await endOf(again, uid(id))).toMatchObject({ detail: { rule: 'delivery-age' } });
  }
  expect(await idsIn(again, 'ann', 'processed')).toEqual([2]);
  expect((await submit(again, 'ann', ann.sendToken, 'next')).id).toBe(5);
});

test('p. 12: many messages due at once all go, and nothing else does', async () => {
  const { server, ann, ask } = await started(0);
  const receipts = await Promise.all(Array.from({ length: 260 }, (_, at) => submit(server, 'ann', ann.sendToken, `${at}`)));
  await ask('move=1-255');
  // So many at once only because they were announced: the brake would ask.
  await setPolicy(server, 'ann', { ...forEver, processed: { maxAge: null, maxCount: 10 } }, '?previewed=0,245');
  const oldest = receipts.find((r) => r.id === 245);
  await untilState(server, oldest?.uid ?? '', 'expired');
  expect(await idsIn(server, 'ann', 'processed')).toEqual(Array.from({ length: 10 }, (_, at) => 246 + at));
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([256, 257, 258, 259, 260]);
});
