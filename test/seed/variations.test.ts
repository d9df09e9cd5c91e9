import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noise } from '../support/corpus.ts';
import { type Answer, acquire, idsIn, list, statusOf, untilState, withTail } from '../support/device.ts';
import { listen } from '../support/notifications.ts';
import { addMailbox, call, openServer, type Server, submit } from '../support/server.ts';
import { waitUntil } from '../support/wait-until.ts';

/** A server with the mailboxes ann, which holds the bodies under the ids 1, 2, 3 …, and bob. */
const started = async (...bodies: (string | Buffer)[]) => {
  const server = await openServer();
  const ann = await addMailbox(server, 'ann');
  const bob = await addMailbox(server, 'bob');
  const receipts: { uid: string; id: number }[] = [];
  for (const body of bodies) receipts.push(await submit(server, 'ann', ann.sendToken, body));
  const receipt = (id: number) => receipts[id - 1] ?? { id, uid: '' };
  const ask = (query: string, headers?: Record<string, string>) => acquire(server, ann, query, headers);
  return { server, ann, bob, receipt, ask };
};

const admin = async <T>(server: Server, path: string, method = 'GET', body?: unknown): Promise<T> => {
  const response = await call(server, server.adminToken, path, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
};

interface Tombstones {
  tombstones: { id: number; uid: string; because: string; subject: string; size: number }[];
}

// ── Other instructions ───────────────────────────────────────────────────────────────────────────

test('p. 12, forward: the message goes on to another mailbox byte for byte, under a uid of its own, and its sender can follow it', async () => {
  const body = noise('forward', 700_000);
  const { server, ann, bob, receipt, ask } = await started(body, 'two');
  const answer = await ask(`forward=${withTail(receipt(1))}&to=bob&get=2`);
  expect(answer).toMatchObject({ status: 200, refused: {}, acquisition: { done: 1, waiting: 1, sent: { id: 2 } } });
  expect(await idsIn(server, 'ann', 'processed')).toEqual([]);
  const arrived = await acquire(server, bob, 'get=0');
  expect(arrived.body.equals(body)).toBe(true);
  expect(arrived.acquisition?.sent?.uid).not.toBe(receipt(1).uid);
  await acquire(server, bob, 'move=1');
  expect(await statusOf(server, receipt(1).uid, ann.sendToken)).toMatchObject({
    state: 'forwarded',
    forwarded: { mailbox: 'bob', id: 1, uid: arrived.acquisition?.sent?.uid, state: 'moved' },
  });
  // Said again it is done, and no second copy is made.
  expect((await ask(`forward=${withTail(receipt(1))}&to=bob`)).acquisition).toMatchObject({ done: 1 });
  expect(await idsIn(server, 'bob', 'delivery')).toEqual([]);
});

test('p. 12, forward: to nobody, or to whom it cannot go, it stays where it is', async () => {
  const { server, ask } = await started('one');
  expect(await ask('forward=1&to=nobody')).toMatchObject({ status: 422, code: 'forward-unknown' });
  expect(await ask('forward=1')).toMatchObject({ status: 400, code: 'forward-invalid' });
  await admin(server, '/v1/mailboxes/bob/settings', 'PUT', { quota: { messages: 0, bytes: null } });
  expect(await ask('forward=1&to=bob')).toMatchObject({ status: 204, refused: { 1: 'full' }, acquisition: { done: 0, waiting: 1 } });
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([1]);
});

test('p. 12, return: the device does not want the message, and its sender reads why', async () => {
  const { server, ann, receipt, ask } = await started('one', 'two');
  const reason = 'Nicht für mich';
  expect((await ask(`return=${withTail(receipt(1))}&reason=${encodeURIComponent(reason)}`)).acquisition).toMatchObject({
    done: 1,
    waiting: 1,
  });
  const { state, history } = await statusOf(server, receipt(1).uid, ann.sendToken);
  expect(state).toBe('returned');
  expect(history.at(-1)).toMatchObject({ kind: 'returned', detail: { by: 'device', reason } });
  const { tombstones } = await admin<Tombstones>(server, '/v1/mailboxes/ann/tombstones');
  expect(tombstones).toMatchObject([{ id: 1, uid: receipt(1).uid, because: 'returned' }]);
  expect(await ask('forward=1&to=bob')).toMatchObject({ refused: { 1: 'returned' }, acquisition: { done: 0 } });
});

test('p. 12: an instruction that the server does not know is a named error and changes nothing', async () => {
  const { server, ask } = await started('one', 'two');
  expect(await ask('archive=1&delete=2')).toMatchObject({ status: 400, code: 'parameter-unknown' });
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([1, 2]);
});

// ── Retention ────────────────────────────────────────────────────────────────────────────────────

test('p. 12: an undelivered message that expires leaves a tombstone for its addressee and a status for its sender', async () => {
  const { server, ann, ask } = await started();
  const sent = await submit(server, 'ann', ann.sendToken, 'hello', { Subject: 'Too late', From: 'bob@example.org' });
  await admin(server, '/v1/mailboxes/ann/retention', 'PUT', { delivery: { maxAge: 1 }, processed: { maxAge: null, maxCount: null } });
  await untilState(server, sent.uid, 'expired');
  const read = async () => (await (await call(server, ann.receiveToken, '/v1/mailboxes/ann/tombstones')).json()) as Tombstones;
  expect((await read()).tombstones).toMatchObject([{ id: 1, uid: sent.uid, because: 'expired', subject: 'Too late', size: 5 }]);
  expect((await statusOf(server, sent.uid, ann.sendToken)).history.at(-1)).toMatchObject({
    kind: 'expired',
    detail: { by: 'retention', rule: 'delivery-age' },
  });
  // The device has it after all: then it is lost to nobody.
  expect((await ask(`move=${withTail(sent)}`)).acquisition).toMatchObject({ done: 1 });
  expect((await read()).tombstones).toEqual([]);
});

test('p. 12: what a limit of age or number would remove is shown before it is set, and nothing is touched', async () => {
  const { server, ask } = await started('1', '22', '333', '4444');
  await ask('move=1-3');
  const policy = { delivery: { maxAge: null }, processed: { maxAge: 86_400, maxCount: 2 } };
  const preview = await admin<{ folders: { now: unknown; days: unknown[]; first: { id: number; ends: { because: string } }[] }[] }>(
    server,
    '/v1/mailboxes/ann/retention/preview',
    'POST',
    policy,
  );
  const [delivery, processed] = preview.folders;
  expect(delivery).toMatchObject({ folder: 'delivery', stored: { count: 1, bytes: 4 }, now: { count: 0, bytes: 0 }, first: [] });
  expect(processed).toMatchObject({ folder: 'processed', stored: { count: 3, bytes: 6 }, now: { count: 1, bytes: 1 } });
  expect(processed?.days[0]).toEqual({ count: 2, bytes: 5 });
  expect(processed?.first.map(({ id, ends }) => [id, ends.because])).toEqual([
    [1, 'processed-count'],
    [2, 'processed-age'],
    [3, 'processed-age'],
  ]);
  expect(await idsIn(server, 'ann', 'processed')).toEqual([1, 2, 3]);
});

test('211, p. 12: a message is delivered again from the processed folder, under a new id and the same uid', async () => {
  const { server, ann, receipt, ask } = await started('one', 'two');
  await ask('move=1');
  const device = await listen(server, ann);
  const { results } = await admin<{ results: unknown[] }>(server, '/v1/messages/actions', 'POST', {
    action: 'redeliver',
    uids: [receipt(1).uid, receipt(2).uid],
  });
  expect(results).toEqual([
    { uid: receipt(1).uid, outcome: 'done', mailbox: 'ann', id: 3 },
    { uid: receipt(2).uid, outcome: 'not-processed' },
  ]);
  expect(await device.nth(1)).toMatchObject({ waiting: 2 });
  const again = await ask('get=3');
  expect(again).toMatchObject({ acquisition: { sent: { id: 3, uid: receipt(1).uid }, next: 0 } });
  expect(again.body.toString()).toBe('one');
  // Its old id names nothing any more: done already, and the redelivered one stays.
  expect((await ask(`delete=${withTail(receipt(1))}`)).acquisition).toMatchObject({ done: 1, waiting: 2 });
  const { history } = await statusOf(server, receipt(1).uid);
  expect(history.map(({ kind }) => kind).filter((kind) => kind !== 'notified')).toEqual(['accepted', 'moved', 'redelivered', 'acquired']);
});

// ── 201: the ledger ──────────────────────────────────────────────────────────────────────────────

test('p. 12, 201: the ledger says when which device was notified, reminded, came, and was full', async () => {
  const { server, ann, ask } = await started('one');
  await admin(server, '/v1/defaults', 'PUT', { notify: { retryAfter: 0.05, retryMax: 0.05 } });
  const device = await listen(server, ann, 'desk');
  await device.nth(1);
  await ask('get=0', { Device: 'desk' });
  await ask('room=0', { Device: 'desk' });
  device.close();
  await device.ended;
  const read = async () =>
    (await admin<{ entries: { device: string; kind: string; waiting: number | null }[] }>(server, '/v1/mailboxes/ann/ledger')).entries;
  const entries = await waitUntil(async () => {
    const told = await read();
    return told.some(({ kind }) => kind === 'closed') && told;
  });
  expect(new Set(entries.map(({ device }) => device))).toEqual(new Set(['desk']));
  for (const kind of ['connected', 'notified', 'retried', 'acquired', 'deferred', 'closed'])
    expect(entries.map((entry) => entry.kind)).toContain(kind);
  expect(entries.find(({ kind }) => kind === 'retried')).toMatchObject({ waiting: 1 });
  const { devices } = await admin<{ devices: unknown[] }>(server, '/v1/devices?mailbox=ann');
  expect(devices).toMatchObject([{ device: 'desk', owner: true, connected: false, room: 0, deferredAt: expect.any(String) }]);
});

// ── 203: several at once, and the rest of one ────────────────────────────────────────────────────

/** The answers within an answer, by their own lengths. */
const partsOf = ({ body }: Answer): { head: string; body: string }[] => {
  const parts = [];
  for (let at = 0; at < body.length; ) {
    const end = body.indexOf('\r\n\r\n', at) + 4;
    const head = body.toString('latin1', at, end);
    const length = Number(/\r\nContent-Length: (\d+)\r\n/.exec(head)?.[1]);
    parts.push({ head, body: body.toString('utf8', end, end + length) });
    at = end + length;
  }
  return parts;
};

test('fig. 7, several at once: whole answers of fig. 7 one after another, first fit within the room together', async () => {
  const { ask } = await started('one', 'x'.repeat(500), 'three', '', 'five');
  const answer = await ask('get=0&room=12&max=3');
  expect(answer.headers.get('Content-Type')).toBe('application/http');
  expect(answer).toMatchObject({ status: 200, acquisition: { next: 5, waiting: 5, smallest: 1 } });
  const parts = partsOf(answer);
  expect(parts.map(({ body }) => body)).toEqual(['one', 'three', '']);
  for (const { head } of parts) expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(parts.map(({ head }) => /sent=(\d+), next=(\d+)/.exec(head)?.slice(1).map(Number))).toEqual([
    [1, 2],
    [3, 4],
    [4, 5],
  ]);
  expect(partsOf(await ask('get=0&max=1')).map(({ body }) => body)).toEqual(['one']);
  expect(partsOf(await ask('get=5&max=1000&delete=1-4')).map(({ body }) => body)).toEqual(['five']);
});

test('claims 3 and 5, resumption: from every byte of a small message the rest is sent, and the two make the whole', async () => {
  const { server, ann } = await started();
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 40 }), async (bytes) => {
      const { uid, id } = await submit(server, 'ann', ann.sendToken, bytes);
      for (let cut = 0; cut < bytes.length; cut += 1) {
        const rest = await acquire(server, ann, `get=${id}`, { Range: `bytes=${cut}-`, 'If-Match': `"${uid}"` });
        expect(rest.status).toBe(206);
        expect(rest.headers.get('Content-Range')).toBe(`bytes ${cut}-${bytes.length - 1}/${bytes.length}`);
        expect(rest.body.equals(Buffer.from(bytes.subarray(cut)))).toBe(true);
      }
    }),
    { numRuns: 10 },
  );
});

test('claims 3 and 5, resumption: a large message goes on where it was broken off, on and beside the bounds of its chunks', async () => {
  const body = noise('resume', 3_000_000);
  const { ask, receipt } = await started(body);
  const tag = `"${receipt(1).uid}"`;
  for (const cut of [1, 262_143, 262_144, 1_500_000, 2_999_999]) {
    const rest = await ask('get=0', { Range: `bytes=${cut}-`, 'If-Match': tag });
    expect(rest).toMatchObject({ status: 206, acquisition: { sent: receipt(1), waiting: 1 } });
    expect(rest.headers.get('Content-Length')).toBe(String(3_000_000 - cut));
    expect(rest.body.equals(body.subarray(cut))).toBe(true);
  }
  expect(await ask('get=0', { Range: 'bytes=1-', 'If-Match': '"01890000-0000-7000-8000-000000000000"' })).toMatchObject({
    status: 412,
    code: 'message-other',
  });
  const behind = await ask('get=0', { Range: 'bytes=3000000-', 'If-Match': tag });
  expect(behind).toMatchObject({ status: 416, code: 'range-unsatisfiable' });
  expect(behind.headers.get('Content-Range')).toBe('bytes */3000000');
  expect(await ask('get=0', { Range: 'bytes=1-' })).toMatchObject({ status: 400, code: 'range-invalid' });
  expect(await ask('get=2&delete=1', { Range: 'bytes=1-', 'If-Match': tag })).toMatchObject({ status: 400, code: 'range-invalid' });
  expect((await ask('get=0')).acquisition).toMatchObject({ waiting: 1 });
});

// ── One device ───────────────────────────────────────────────────────────────────────────────────

test('one device per mailbox: a second one is told so, changes nothing, and may take over', async () => {
  const { server, ann, ask } = await started('one', 'two');
  const first = { Device: 'first' };
  const second = { Device: 'second' };
  expect((await ask('get=0', first)).status).toBe(200);
  expect(await ask('delete=1&room=0', second)).toMatchObject({ status: 409, code: 'other-device' });
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([1, 2]);
  const stream = await listen(server, ann, 'first');
  const takeOver = await call(server, ann.receiveToken, '/v1/mailboxes/ann/device', { method: 'PUT', headers: second });
  expect(await takeOver.json()).toEqual({ mailbox: 'ann', device: 'second', before: 'first' });
  await stream.ended;
  expect((await ask('get=2&delete=1', second)).acquisition).toMatchObject({ done: 1, sent: { id: 2 } });
  expect(await ask('get=0', first)).toMatchObject({ status: 409, code: 'other-device' });
  // The seed's own device gives no name, and is served.
  expect((await ask('get=0')).status).toBe(200);
});

test('one device per mailbox, unless it is shared: then each takes what it asks for', async () => {
  const { server, ask } = await started('one', 'two');
  await admin(server, '/v1/mailboxes/ann/settings', 'PUT', { shared: true });
  expect((await ask('get=1', { Device: 'first' })).body.toString()).toBe('one');
  expect((await ask('get=2&delete=1', { Device: 'second' })).body.toString()).toBe('two');
  expect((await list(server, 'ann', 'delivery')).map(({ id }) => id)).toEqual([2]);
});
