import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openAlone, openReadOnly } from '#restante/storage/index';
import { deviceOn, expectIntact, newDeviceHere, openInbox, uniqueBody } from '../support/device-here.ts';
import { type FaultyProxy, startFaultyProxy } from '../support/faults.ts';
import { temporaryFolder } from '../support/folder.ts';
import { restante } from '../support/process.ts';
import { eventsOf, newDevice } from '../support/receive.ts';
import { addMailbox, call, openServer, type Server, startServer, submit } from '../support/server.ts';
import { canMount, smallDisk } from '../support/small-disk.ts';
import { waitUntil } from '../support/wait-until.ts';

/* Large messages that broke off go on, also after a kill; what is no longer wanted of them is given back. */

const chunk = 262_144;
const size = 3_000_000;

const started = async (at?: Server) => {
  const server = at ?? (await openServer());
  const ann = await addMailbox(server, 'ann');
  const device = newDevice(ann);
  const proxy = await startFaultyProxy(() => server.http);
  const send = async (bytes: number): Promise<{ uid: string; body: Buffer }> => {
    const body = uniqueBody(bytes);
    return { uid: (await submit(server, 'ann', ann.sendToken, body)).uid, body };
  };
  return { server, ann, device, proxy, send };
};

interface Stored {
  /** Bytes of messages that are begun. */
  readonly begun: number[];
  readonly bodies: number;
  readonly messages: number;
}

/** What is in the database of an inbox, read beside whoever holds it. */
const storedIn = (inbox: string): Stored => {
  const file = join(inbox, 'inbox.db');
  if (!existsSync(file)) return { begun: [], bodies: 0, messages: 0 };
  const db = openReadOnly(file);
  try {
    const of = (text: string): number => (db.prepare(text).get() as { n: number }).n;
    const begun = db.prepare('SELECT b.size AS n FROM partial p JOIN body b USING (body) ORDER BY p.body').all() as { n: number }[];
    return {
      begun: begun.map(({ n }) => n),
      bodies: of('SELECT count(*) AS n FROM body'),
      messages: of('SELECT count(*) AS n FROM message'),
    };
  } finally {
    db.close();
  }
};

/** Looks until so many bytes of one message are durable. */
const untilBegun = (inbox: string, bytes: number): Promise<number> =>
  waitUntil(() => {
    const begun = existsSync(join(inbox, 'inbox.db')) ? (storedIn(inbox).begun[0] ?? 0) : 0;
    return begun >= bytes && begun;
  });

const withResolvers = (): { promise: Promise<void>; resolve: () => void } => {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
};

/** Where downloads went on, and how many bytes came then. */
const resumedIn = ({ requests, bodies }: FaultyProxy): { from: number[]; bytes: number[] } => ({
  from: requests.flatMap((head) => /^range: bytes=(\d+)-\r$/im.exec(head)?.[1] ?? []).map(Number),
  bytes: bodies.filter(({ head }) => head.startsWith('HTTP/1.1 206')).map((body) => body.bytes),
});

const expectOne = (received: readonly Record<string, unknown>[], uid: string): void => {
  expect(received.map((line) => line.uid)).toEqual([uid]);
};

test('killed in the middle of a large message, again and again: each start goes on from where it was', async () => {
  const { device, proxy, send } = await started();
  const { uid, body } = await send(size);
  let here = 0;
  for (const after of [700_000, 800_000, 500_000]) {
    proxy.begin({ side: 'server', within: here === 0 ? 'bodies' : 'rest', after, what: 'stall' });
    const receiving = device.start(proxy);
    await proxy.met();
    const least = here + after - 2 * chunk;
    await untilBegun(device.inbox, least);
    await receiving.kill('SIGKILL');
    // A commit that was on its way at the kill may count.
    if (here > 0) expect([here, here + chunk]).toContain(resumedIn(proxy).from[0]);
    expect(eventsOf(receiving.lines, 'received')).toEqual([]);
    here = storedIn(device.inbox).begun[0] ?? 0;
  }
  proxy.begin();
  const lines = await device.once(proxy);
  const { from, bytes } = resumedIn(proxy);
  expect([here, here + chunk]).toContain(from[0]);
  expect(bytes).toEqual([size - (from[0] ?? 0)]);
  expectOne(eventsOf(lines, 'received'), uid);
  expect(storedIn(device.inbox)).toEqual({ begun: [], bodies: 1, messages: 1 });
  await expectIntact(await openInbox(device.inbox), uid, body);
});

test('killed between the last bytes and the commit: nothing is fetched again', async () => {
  const { ann, proxy, send } = await started();
  const folder = temporaryFolder();
  const inbox = await openInbox(folder);
  const { uid, body } = await send(size);
  const committing = withResolvers();
  const never = new Promise<never>(() => {});
  const dying = await deviceOn(
    {
      ...inbox,
      receive() {
        committing.resolve();
        return never;
      },
    },
    { http: proxy.http, mailbox: 'ann', token: ann.receiveToken },
  );
  dying.run();
  await committing.promise;
  await inbox.close();
  expect(storedIn(folder)).toEqual({ begun: [size], bodies: 1, messages: 0 });

  const again = await openInbox(folder);
  const device = await newDeviceHere(proxy, ann, { inbox: again });
  proxy.begin();
  device.run();
  expect(await device.event('received')).toMatchObject({ message: { uid } });
  await device.event('idle');
  expect(resumedIn(proxy)).toEqual({ from: [], bytes: [] });
  expect(storedIn(folder)).toEqual({ begun: [], bodies: 1, messages: 1 });
  await expectIntact(again, uid, body);
});

/** A device that was killed in the middle of its first message. */
const brokenOff = async () => {
  const all = await started();
  const { device, proxy, send } = all;
  const message = await send(size);
  proxy.begin({ side: 'server', within: 'bodies', after: 1_500_000, what: 'stall' });
  const receiving = device.start(proxy);
  await proxy.met();
  await untilBegun(device.inbox, 1_500_000 - 2 * chunk);
  await receiving.kill('SIGKILL');
  proxy.begin();
  return { ...all, ...message, here: storedIn(device.inbox).begun[0] ?? 0 };
};

const act = async (server: Server, action: string, uid: string): Promise<void> => {
  const init = { method: 'POST', body: JSON.stringify({ action, uids: [uid] }) };
  expect((await call(server, server.adminToken, '/v1/messages/actions', init)).status).toBe(200);
};

test('a message that was begun and vanished at the server is given up, and its bytes are given back', async () => {
  const { server, device, proxy, uid, here } = await brokenOff();
  expect(here).toBeGreaterThan(chunk);
  await act(server, 'delete', uid);
  const lines = await device.once(proxy);
  expect(eventsOf(lines, 'ended')).toMatchObject([{ uid, because: 'removed' }]);
  expect(storedIn(device.inbox)).toEqual({ begun: [], bodies: 0, messages: 0 });
});

test('a message that was begun and is another by the time of its rest is fetched whole', async () => {
  const { device, proxy, uid, body } = await brokenOff();
  // The server finds another one under the id.
  proxy.reword = (head) => head.replace(/^(if-match): .*\r$/im, '$1: "01900000-0000-7000-8000-000000000000"\r');
  const lines = await device.once(proxy);
  expect(proxy.requests.filter((head) => /^range:/im.test(head))).toHaveLength(1);
  expectOne(eventsOf(lines, 'received'), uid);
  expect(storedIn(device.inbox)).toEqual({ begun: [], bodies: 1, messages: 1 });
  await expectIntact(await openInbox(device.inbox), uid, body);
});

test('a message that was begun with other bytes than are announced now is fetched whole', async () => {
  const { device, proxy, uid, body } = await brokenOff();
  const db = openAlone(join(device.inbox, 'inbox.db'));
  db.exec('UPDATE partial SET sha256 = zeroblob(32)');
  db.close();
  expectOne(eventsOf(await device.once(proxy), 'received'), uid);
  expect(resumedIn(proxy).from).toEqual([]);
  expect(storedIn(device.inbox)).toEqual({ begun: [], bodies: 1, messages: 1 });
  await expectIntact(await openInbox(device.inbox), uid, body);
});

test('a part that was damaged on the disk is found out when the message is whole, and it is fetched once more', async () => {
  const { device, proxy, uid, body, here } = await brokenOff();
  const db = openAlone(join(device.inbox, 'inbox.db'));
  db.exec("UPDATE chunk SET data = CAST(x'00' || substr(data, 2) AS BLOB) WHERE address = (SELECT min(address) FROM chunk)");
  db.close();
  const lines = await device.once(proxy);
  const { from, bytes } = resumedIn(proxy);
  expect([here, here + chunk]).toContain(from[0]);
  expect(bytes).toEqual([size - (from[0] ?? 0)]);
  expectOne(eventsOf(lines, 'received'), uid);
  // Once is no trouble.
  expect(eventsOf(lines, 'error')).toEqual([]);
  expect(storedIn(device.inbox)).toEqual({ begun: [], bodies: 1, messages: 1 });
  await expectIntact(await openInbox(device.inbox), uid, body);
});

test('the server is killed in the middle of a large message: it goes on where it broke, each once', async () => {
  const server = await startServer(temporaryFolder());
  const { ann, proxy, send } = await started(server);
  const { uid, body } = await send(size);
  const device = await newDeviceHere(proxy, ann, { patience: { retry: 20 } });
  proxy.begin({ side: 'server', within: 'bodies', after: 1_500_000, what: 'stall' });
  device.run();
  await proxy.met();
  await server.kill('SIGKILL');
  await device.event('failed');
  proxy.begin();
  await startServer(join(server.adminTokenFile, '..'), { http: new URL(server.http).host });
  await device.event('idle');
  const { from, bytes } = resumedIn(proxy);
  expect(from[0]).toBeGreaterThanOrEqual(chunk);
  expect(bytes).toEqual([size - (from[0] ?? 0)]);
  expect(device.events.flatMap((e) => (e.kind === 'received' ? [e.message.uid] : []))).toEqual([uid]);
  await expectIntact(device.inbox, uid, body);
});

describe.skipIf(!canMount)('a disk without room for a large message', () => {
  test('nothing of it is fetched, and it is said; others come, and with room it comes', async () => {
    const { ann, device, proxy, send } = await started();
    const disk = await smallDisk(120);
    const large = 10_000_000;
    const { uid } = await send(large);
    const seen = join(disk.folder, 'inbox');
    const args = ['receive', '--server', proxy.http, '--mailbox', ann.mailbox, '--token-file', device.tokenFile, '--inbox', seen, '--json'];
    disk.fill(48);
    const receiving = restante(args, { within: disk.within });
    expect(await receiving.line((line) => line.event === 'error')).toMatchObject({ code: 'storage-full' });
    expect(disk.size(join('inbox', 'inbox.db-wal'))).toBeLessThan(1_000_000);
    expect(eventsOf(receiving.lines, 'arriving')).toEqual([]);
    const small = await send(100);
    expect(await receiving.line((line) => line.event === 'received'), 'it holds up no other').toMatchObject({ uid: small.uid });
    disk.empty();
    // The next notification brings what was passed over.
    await send(100);
    expect(await receiving.line((line) => line.event === 'received' && line.uid === uid)).toMatchObject({ bytes: large });
    await receiving.line((line) => line.event === 'idle');
    await receiving.kill();
  });
});
