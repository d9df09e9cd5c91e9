import { expect, test } from 'vitest';
import { noise } from '../support/corpus.ts';
import { acquire, idsIn, list, statusOf, withTail } from '../support/device.ts';
import { temporaryFolder } from '../support/folder.ts';
import { listen } from '../support/notifications.ts';
import { addMailbox, call, openServer, type Server, type ServerProcess, startServer, submit } from '../support/server.ts';

/** A server with the mailbox ann that holds one message for each body, with the ids 1, 2, 3 … */
const startedAs = async <S extends Server>(open: (data: string) => Promise<S>, bodies: readonly (string | Buffer)[]) => {
  const data = temporaryFolder();
  const server = await open(data);
  const ann = await addMailbox(server, 'ann');
  const receipts: { uid: string; id: number }[] = [];
  for (const body of bodies) receipts.push(await submit(server, 'ann', ann.sendToken, body));
  const receipt = (id: number) => receipts[id - 1] ?? { id, uid: '' };
  return { data, server, ann, receipt, ask: (query: string) => acquire(server, ann, query) };
};
const started = (...bodies: (string | Buffer)[]) => startedAs(openServer, bodies);
/** As a process, to be killed. */
const startedToEnd = (...bodies: (string | Buffer)[]) => startedAs(startServer, bodies);

/** The same data folder at the same address, in a new process. */
const restarted = (data: string, before: ServerProcess): Promise<ServerProcess> =>
  startServer(data, { http: before.http.replace('http://', ''), smtp: `${before.smtp.host}:${before.smtp.port}` });

test('S40: a request is for the message at its id, and 0 is the first of all', async () => {
  const { ask } = await started('one', 'two', 'three');
  expect((await ask('get=0')).body.toString()).toBe('one');
  expect((await ask('get=2')).body.toString()).toBe('two');
  expect((await ask('get=3')).body.toString()).toBe('three');
});

test('S40: without an acquisition nothing is sent; S45: without an instruction nothing is processed', async () => {
  const { server, ask } = await started('one', 'two');
  expect((await ask('get=1')).acquisition).toMatchObject({ sent: { id: 1 }, done: 0 });
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([1, 2]);
  expect(await ask('delete=1')).toMatchObject({ status: 204, acquisition: { done: 1 } });
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([2]);
});

test('S41–S43: the answer names the next message, and 0 with the last one', async () => {
  const { server, ann, ask } = await started('one', 'two', 'three');
  expect((await ask('get=0')).acquisition?.next).toBe(2);
  expect((await ask('get=2')).acquisition?.next).toBe(3);
  expect((await ask('get=3')).acquisition?.next).toBe(0);
  // One that arrives behind the last is named by the next answer.
  await submit(server, 'ann', ann.sendToken, 'four');
  expect((await ask('delete=1-3')).acquisition?.next).toBe(4);
});

test('S44: the answer carries the message as it was accepted', async () => {
  const body = noise('S44', 600_000);
  const { ask, receipt } = await started(body);
  const answer = await ask('get=0');
  expect(answer.status).toBe(200);
  expect(answer.body.equals(body)).toBe(true);
  expect(answer.acquisition?.sent).toEqual(receipt(1));
});

test('S47 comes before S44: an answer that has begun confirms the instruction, though its body never arrives', async () => {
  const { server, ann, receipt } = await started('one', noise('S47', 5_000_000));
  const broken = new AbortController();
  const answer = await call(server, ann.receiveToken, '/v1/mailboxes/ann?get=2&delete=1', { method: 'POST', signal: broken.signal });
  expect(answer.headers.get('Acquisition')).toMatch(/done=1/);
  broken.abort();
  expect(await statusOf(server, receipt(1).uid)).toMatchObject({ state: 'deleted' });
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([2]);
});

test('fig. 5, claim 1: notification, get=0, then each next with the instruction for the one before, at last the instruction alone', async () => {
  const { server, ann, ask } = await started();
  const device = await listen(server, ann);
  for (const body of ['one', 'two', 'three']) await submit(server, 'ann', ann.sendToken, body);
  expect(await device.nth(0)).toMatchObject({ first: 1 });

  const first = await ask('get=0');
  expect(first).toMatchObject({ status: 200, acquisition: { sent: { id: 1 }, next: 2, done: 0, waiting: 3 } });
  const second = await ask('get=2&delete=1');
  expect(second).toMatchObject({ status: 200, acquisition: { sent: { id: 2 }, next: 3, done: 1, waiting: 2 } });
  const third = await ask('get=3&delete=2');
  expect(third).toMatchObject({ status: 200, acquisition: { sent: { id: 3 }, next: 0, done: 1, waiting: 1 } });
  const last = await ask('delete=3');
  expect(last).toMatchObject({ status: 204, acquisition: { next: 0, done: 1, waiting: 0 } });
  expect([first, second, third].map((a) => a.body.toString())).toEqual(['one', 'two', 'three']);
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([]);
});

test('claim 2, embodiment 1 (204): deleted messages leave the delivery folder and are in no other', async () => {
  const { server, ask, receipt } = await started('one', 'two');
  expect((await ask('delete=1')).acquisition).toMatchObject({ done: 1, waiting: 1 });
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([2]);
  expect(await idsIn(server, 'ann', 'processed')).toEqual([]);
  const { state, history } = await statusOf(server, receipt(1).uid);
  expect(state).toBe('deleted');
  expect(history.map((h) => h.kind)).toEqual(['accepted', 'deleted']);
});

test('claim 4, embodiment 2 (210): moved messages go from the delivery folder (205) to the processed folder (211)', async () => {
  const { server, ask, receipt } = await started('one', 'two');
  await ask('get=0');
  expect((await ask('get=2&move=1')).acquisition).toMatchObject({ sent: { id: 2 }, done: 1, waiting: 1 });
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([2]);
  expect(await list(server, 'ann', 'processed')).toMatchObject([
    { id: 1, uid: receipt(1).uid, size: 3, type: 'text/plain; charset=utf-8' },
  ]);
  const { state, history } = await statusOf(server, receipt(1).uid);
  expect(state).toBe('moved');
  expect(history.map((h) => h.kind)).toEqual(['accepted', 'acquired', 'moved']);
});

test('claims 3 and 5: what was not instructed is sent again byte for byte, also after the server was stopped or killed', async () => {
  const large = noise('claim 3', 700_000);
  const { data, server, ann, receipt } = await startedToEnd(large, 'two');
  let running = server;
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    for (let time = 0; time < 2; time += 1) {
      const again = await acquire(running, ann, 'get=0');
      expect(again.body.equals(large)).toBe(true);
      expect(again.acquisition).toMatchObject({ sent: receipt(1), next: 2, waiting: 2 });
    }
    await running.kill(signal);
    running = await restarted(data, running);
  }
  expect(await idsIn(running, 'ann', 'delivery')).toEqual([1, 2]);
});

test('claims 3 and 5: an instruction that was answered holds, though the server is killed at once', async () => {
  const { data, server, ann, ask } = await startedToEnd('one', 'two', 'three');
  await ask('delete=1&move=2');
  await server.kill('SIGKILL');
  const again = await restarted(data, server);
  expect(await idsIn(again, 'ann', 'delivery')).toEqual([3]);
  expect(await idsIn(again, 'ann', 'processed')).toEqual([2]);
  expect((await acquire(again, ann, 'get=0')).body.toString()).toBe('three');
});

test('claim 6: an instruction alone is answered without a message, though others wait', async () => {
  const { ask } = await started('one', 'two');
  const answer = await ask('delete=1');
  expect(answer.status).toBe(204);
  expect(answer.body.length).toBe(0);
  expect(answer.acquisition).toMatchObject({ next: 2, done: 1, waiting: 1 });
  expect(answer.acquisition?.sent).toBeUndefined();
});

test('background: a message that was sent in full to a device that never confirms stays in the delivery folder', async () => {
  const { server, ask, receipt } = await started('one');
  for (let time = 0; time < 3; time += 1) expect((await ask('get=0')).body.toString()).toBe('one');
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([1]);
  expect((await statusOf(server, receipt(1).uid)).state).toBe('acquired');
});

test('S37: with room the first message that fits is sent, and those passed over stay first in line', async () => {
  const { ask } = await started(Buffer.alloc(500), Buffer.alloc(0), Buffer.alloc(200), Buffer.alloc(100));
  expect((await ask('get=0&room=100')).acquisition).toMatchObject({ sent: { id: 2 }, next: 3, waiting: 4, smallest: 1 });
  expect((await ask('get=3&room=100')).acquisition).toMatchObject({ sent: { id: 4 }, next: 0 });
  expect((await ask('get=0&room=499&delete=2')).acquisition).toMatchObject({ sent: { id: 3 }, next: 4, smallest: 100 });
  expect((await ask('get=0&room=500')).acquisition).toMatchObject({ sent: { id: 1 } });
  expect(await ask('get=0&room=99')).toMatchObject({ status: 204, acquisition: { next: 1, waiting: 3, smallest: 100 } });
});

test('S30, S37: room=0 tells that the device is full and changes nothing, also where an empty message waits, which takes a room of 1', async () => {
  const { server, ask, receipt } = await started(Buffer.alloc(0));
  for (const query of ['room=0', 'get=0&room=0'])
    expect(await ask(query), query).toMatchObject({ status: 204, acquisition: { next: 1, done: 0, waiting: 1, smallest: 1 } });
  expect((await statusOf(server, receipt(1).uid)).state).toBe('deferred');
  expect((await ask('get=0&room=1')).acquisition).toMatchObject({ sent: { id: 1 } });
});

test('S47: the right tail of the uid is carried out; a wrong one is refused as a mismatch and the others are carried out', async () => {
  const { server, ask, receipt } = await started('one', 'two', 'three', 'four');
  const wrong = `2~${withTail(receipt(3)).slice(2)}`;
  const answer = await ask(`delete=${withTail(receipt(1))},${wrong}&move=${withTail(receipt(3)).toUpperCase()}&get=4`);
  expect(answer).toMatchObject({ status: 200, acquisition: { sent: { id: 4 }, done: 2, waiting: 2 }, refused: { 2: 'mismatch' } });
  expect(answer.headers.get('Refused')).toBe('2;reason=mismatch');
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([2, 4]);
  expect(await idsIn(server, 'ann', 'processed')).toEqual([3]);
});

test('S47: an id that was never given is refused as unknown; it is not kept for a later message', async () => {
  const { server, ann, ask } = await started('one');
  expect(await ask('delete=1,2')).toMatchObject({ status: 204, acquisition: { done: 1 }, refused: { 2: 'unknown' } });
  await submit(server, 'ann', ann.sendToken, 'two');
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([2]);
});

test('S47: lists and ranges name many at once', async () => {
  const { server, ask, receipt } = await started('1', '2', '3', '4', '5', '6', '7', '8');
  expect((await ask(`delete=1-3,${withTail(receipt(5))}&move=7-8`)).acquisition).toMatchObject({ done: 6, waiting: 2, next: 4 });
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([4, 6]);
  expect(await idsIn(server, 'ann', 'processed')).toEqual([7, 8]);
});

test('S47: an instruction given again is done already, in whichever words, and its first word holds', async () => {
  const { server, ask, receipt } = await started('one', 'two');
  for (let time = 0; time < 3; time += 1) {
    expect((await ask(`delete=${withTail(receipt(1))}&move=2`)).acquisition).toMatchObject({ done: 2, waiting: 0 });
    expect((await ask(`move=1&delete=${withTail(receipt(2))}`)).acquisition).toMatchObject({ done: 2, waiting: 0 });
  }
  expect(await idsIn(server, 'ann', 'processed')).toEqual([2]);
  expect((await statusOf(server, receipt(1).uid)).history.map((h) => h.kind)).toEqual(['accepted', 'deleted']);
  expect((await statusOf(server, receipt(2).uid)).history.map((h) => h.kind)).toEqual(['accepted', 'moved']);
});

test('S47: an instruction reaches only its own mailbox', async () => {
  const { server, ask } = await started('one');
  const bob = await addMailbox(server, 'bob');
  await submit(server, 'bob', bob.sendToken, 'to bob');
  await ask('delete=1');
  expect(await idsIn(server, 'bob', 'delivery')).toEqual([1]);
});

test('a mailbox that never held a message answers as an empty one', async () => {
  const { ask } = await started();
  expect(await ask('get=0')).toMatchObject({ status: 204, acquisition: { next: 0, done: 0, waiting: 0 } });
  expect(await ask('delete=1')).toMatchObject({ status: 204, acquisition: { next: 0, done: 0 }, refused: { 1: 'unknown' } });
});

test('ids strictly increase and are never used again, across deletion, restart and SIGKILL', async () => {
  const { data, server, ann } = await startedToEnd();
  let running = server;
  let last = 0;
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    for (let time = 0; time < 3; time += 1) {
      const { id } = await submit(running, 'ann', ann.sendToken, `${signal} ${time}`);
      expect(id).toBe(last + 1);
      last = id;
    }
    // All of them, the highest id too: nothing of the folder tells the server any more where it was.
    await acquire(running, ann, `delete=${last - 2}-${last}`);
    expect(await idsIn(running, 'ann', 'delivery')).toEqual([]);
    await running.kill(signal);
    running = await restarted(data, running);
  }
  expect((await submit(running, 'ann', ann.sendToken, 'after')).id).toBe(last + 1);
});

test('ids are given in the order of acceptance, each once, also to many at a time', async () => {
  const { server, ann } = await started();
  const receipts = await Promise.all(Array.from({ length: 60 }, (_, at) => submit(server, 'ann', ann.sendToken, `${at}`)));
  expect(receipts.map((r) => r.id).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, at) => at + 1));
  expect(new Set(receipts.map((r) => r.uid)).size).toBe(60);
});
