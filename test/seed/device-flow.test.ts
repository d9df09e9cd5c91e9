import { expect, test } from 'vitest';
import { idsIn, statusOf, withTail } from '../support/device.ts';
import { startProxy } from '../support/proxy.ts';
import { eventsOf, serverAndDevice } from '../support/receive.ts';
import { submit } from '../support/server.ts';

const address = '/v1/mailboxes/ann';

/** A server and a device with a proxy between them, and messages 1 to `count` waiting. */
const started = async (count: number) => {
  const { server, ann, device } = await serverAndDevice();
  const proxy = await startProxy(server);
  const sent: { uid: string; id: number }[] = [];
  for (let n = 1; n <= count; n += 1) sent.push(await submit(server, 'ann', ann.sendToken, `message ${n}`));
  /** The n-th message as an instruction names it. */
  const named = (n: number): string => withTail(sent[n - 1] ?? { id: 0, uid: '' });
  return { server, ann, device, proxy, sent, named };
};

const heldIds = async (device: { held(): Promise<{ id: number }[]> }): Promise<number[]> => (await device.held()).map(({ id }) => id);

test('S30: a notification that finds no room gets no acquisition request, only the deferral', async () => {
  const { server, device, proxy } = await started(1);
  const lines = await device.once(proxy, '--cap', '0');
  expect(proxy.requests).toEqual([`POST ${address}?room=0`]);
  expect(lines).toEqual([{ event: 'deferred' }, { event: 'full', waiting: 1, waitingBytes: 9, smallest: 9, room: 0 }]);
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([1]);
});

test('S31, S32: with room, the first request asks for the initial value, the first message', async () => {
  const { device, proxy } = await started(1);
  await device.once(proxy);
  expect(proxy.requests[0]).toBe(`GET ${address}?get=0`);
});

test('S33: an answer that is not a success ends the pass, and nothing is stored or instructed', async () => {
  const { server, device, proxy } = await started(2);
  proxy.onResponse = () => Buffer.from('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 14\r\n\r\nPlease log in.');
  const receiving = device.start(proxy, '--once');
  expect((await receiving.ended).code).toBe(5);
  expect(receiving.lines).toMatchObject([{ event: 'error', code: 'answer-invalid' }]);
  expect(proxy.requests).toEqual([`GET ${address}?get=0`]);
  expect(await heldIds(device)).toEqual([]);
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([1, 2]);
});

test('S34: the next request asks for the id that the answer named', async () => {
  const { server, ann, device, proxy } = await started(1);
  // Ids 2 and 3 have gone, so that the next of 1 is 4.
  for (const body of ['two', 'three', 'four']) await submit(server, 'ann', ann.sendToken, body);
  await fetch(`${server.http}${address}?delete=2-3`, { method: 'POST', headers: { Authorization: `Bearer ${ann.receiveToken}` } });
  await device.once(proxy);
  expect(proxy.requests[1]).toMatch(/get=4&/);
});

test('S35: a message is instructed only once it is on the disk, and then also after a crash, before anything else', async () => {
  const { server, device, proxy, named } = await started(2);
  // The instruction never reaches the server; the device dies while it waits for the answer.
  proxy.onRequest = (bytes) => (bytes.includes('move=') ? Buffer.alloc(0) : bytes);
  const receiving = device.start(proxy);
  await proxy.request(1);
  await receiving.kill('SIGKILL');
  expect(await heldIds(device)).toEqual([1]);
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([1, 2]);

  proxy.onRequest = undefined;
  proxy.requests.length = 0;
  await device.once(proxy);
  expect(proxy.requests).toEqual([`POST ${address}?move=${named(1)}`, `GET ${address}?get=0`, `POST ${address}?move=${named(2)}`]);
  expect(await heldIds(device)).toEqual([1, 2]);
  expect(await idsIn(server, 'ann', 'processed')).toEqual([1, 2]);
});

test('S36, S39: without a next message the instruction goes alone', async () => {
  const { device, proxy, named } = await started(1);
  const lines = await device.once(proxy);
  expect(proxy.requests).toEqual([`GET ${address}?get=0`, `POST ${address}?move=${named(1)}`]);
  expect(lines.at(-1)).toEqual({ event: 'idle' });
});

test('S37, S39: without room for the next message the instruction goes alone, with the deferral', async () => {
  const { server, device, proxy, named } = await started(3);
  const lines = await device.once(proxy, '--cap', '1');
  expect(proxy.requests).toEqual([`GET ${address}?get=0`, `POST ${address}?move=${named(1)}&room=0`]);
  expect(eventsOf(lines, 'full')).toMatchObject([{ waiting: 2 }]);
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([2, 3]);
});

test('S38: with a next message and room, one request asks for it and instructs', async () => {
  const { device, proxy, named } = await started(2);
  await device.once(proxy);
  expect(proxy.requests[1]).toBe(`POST ${address}?get=2&move=${named(1)}`);
});

test.each([
  { embodiment: 'fig. 1 and fig. 5, claims 1 and 2, embodiment 1', after: 'delete', processed: [] },
  { embodiment: 'fig. 2 and fig. 5, claims 1 and 4, embodiment 2', after: 'move', processed: [1, 2, 3] },
])('$embodiment: notification, get=0, then get with the $after of the last, at the end the $after alone', async ({ after, processed }) => {
  const { server, device, proxy, sent, named } = await started(3);
  const receiving = device.start(proxy, '--after', after);
  await receiving.line((line) => line.event === 'idle');
  expect(proxy.requests.slice(0, 4)).toEqual([
    `GET ${address}?get=0`,
    `POST ${address}?get=2&${after}=${named(1)}`,
    `POST ${address}?get=3&${after}=${named(2)}`,
    `POST ${address}?${after}=${named(3)}`,
  ]);
  expect(eventsOf(receiving.lines, 'received').map(({ uid }) => uid)).toEqual(sent.map(({ uid }) => uid));
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([]);
  expect(await idsIn(server, 'ann', 'processed')).toEqual(processed);
});

test('fig. 5: what arrives later is fetched because the server notifies (201)', async () => {
  const { server, ann, device, proxy } = await started(0);
  const receiving = device.start(proxy);
  await receiving.line((line) => line.event === 'idle');
  for (const [at, body] of ['early', 'later'].entries()) {
    const { uid } = await submit(server, 'ann', ann.sendToken, body);
    await receiving.line((line) => line.event === 'instructed' && line.uid === uid);
    expect(await heldIds(device)).toHaveLength(at + 1);
  }
});

test('claims 3 and 5: a message that the device could not take is sent again, the same, until it is instructed', async () => {
  const { server, device, proxy, sent } = await started(1);
  // The connection stalls within the first body, and the device dies.
  const cut = device.start(proxy, '--once');
  await new Promise<void>((resolve) => {
    proxy.onResponse = (bytes) => {
      resolve();
      return bytes.subarray(0, -3);
    };
  });
  await cut.kill('SIGKILL');
  proxy.onResponse = undefined;
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([1]);

  const lines = await device.once(proxy);
  expect(eventsOf(lines, 'received').map(({ uid }) => uid)).toEqual([sent[0]?.uid]);
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([]);
});

test('claim 6: the last request of a pass carries the instruction and no acquisition', async () => {
  const { device, proxy } = await started(2);
  await device.once(proxy);
  expect(proxy.requests.at(-1)).toMatch(/\?move=2~[0-9a-f]{12}$/);
});

test('fig. 7, several at once: a queue is asked for several at a time, each instructed only once it is stored', async () => {
  const { server, device, proxy, sent, named } = await started(20);
  const lines = await device.once(proxy, '--cap', '15');
  const targets = (from: number, to: number): string => Array.from({ length: to - from + 1 }, (_, n) => named(from + n)).join(',');
  expect(proxy.requests).toEqual([
    `GET ${address}?get=0`,
    `POST ${address}?get=2&move=${targets(1, 1)}&max=14`,
    `POST ${address}?move=${targets(2, 15)}&room=0`,
  ]);
  expect(eventsOf(lines, 'received').map(({ uid }) => uid)).toEqual(sent.slice(0, 15).map(({ uid }) => uid));
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([16, 17, 18, 19, 20]);
  expect(await idsIn(server, 'ann', 'processed')).toHaveLength(15);
});

test('fig. 7, several at once: of an answer that breaks off, what came whole is stored, and instructed before anything else', async () => {
  const { server, device, proxy, named } = await started(20);
  proxy.onResponse = (bytes) => {
    const end = bytes.indexOf('message 9');
    return end < 0 ? bytes : bytes.subarray(0, end + 4);
  };
  const receiving = device.start(proxy);
  await receiving.line(({ event, id }) => event === 'received' && id === 8);
  await receiving.kill('SIGKILL');
  proxy.onResponse = undefined;
  await device.once(proxy);
  expect(proxy.requests[2]).toBe(`POST ${address}?move=${Array.from({ length: 7 }, (_, n) => named(n + 2)).join(',')}`);
  expect(await heldIds(device)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([]);
});

test('background: a body that arrived whole but damaged is not counted as received; three times, and the others are fetched', async () => {
  const { server, device, proxy } = await started(3);
  // Everything succeeds for the network; the application cannot store what came.
  const damage = (bytes: Buffer): Buffer => Buffer.from(bytes.toString('latin1').replace('message 2', 'massage 2'), 'latin1');
  proxy.onResponse = damage;
  const lines = await device.once(proxy);
  expect(eventsOf(lines, 'error')).toMatchObject([{ code: 'digest-mismatch', id: 2 }]);
  expect(await heldIds(device)).toEqual([1, 3]);
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([2]);

  proxy.onResponse = undefined;
  await device.once(proxy);
  expect(await heldIds(device)).toEqual([1, 3, 2]);
});

test('an instruction whose confirmation is lost is given again, and the message is neither stored nor shown twice', async () => {
  const { server, device, proxy, sent } = await started(1);
  // The server carries it out; its answer never arrives.
  proxy.onRequest = (bytes) => {
    if (bytes.includes('move=')) proxy.onResponse = () => 'cut';
    return bytes;
  };
  const cut = device.start(proxy, '--once');
  expect((await cut.ended).code).toBe(5);
  expect((await statusOf(server, sent[0]?.uid ?? '')).state).toBe('moved');

  proxy.onRequest = undefined;
  proxy.onResponse = undefined;
  const lines = await device.once(proxy);
  expect(lines).toMatchObject([{ event: 'instructed', id: 1 }, { event: 'idle' }]);
  expect(await heldIds(device)).toEqual([1]);
});

test('an instruction that the server refuses is set aside and told, and the others are fetched', async () => {
  const { server, device, proxy } = await started(2);
  // The proof of message 1 is falsified on its way.
  proxy.onRequest = (bytes) => Buffer.from(bytes.toString('latin1').replace(/move=1~[0-9a-f]{12}/, 'move=1~000000000000'), 'latin1');
  const lines = await device.once(proxy);
  expect(eventsOf(lines, 'error')).toMatchObject([{ code: 'instruction-refused', id: 1 }]);
  expect(await heldIds(device)).toEqual([1, 2]);
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([1]);
  expect(await idsIn(server, 'ann', 'processed')).toEqual([2]);
});
