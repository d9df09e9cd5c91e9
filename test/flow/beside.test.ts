import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { changeSqliteInbox, openSqliteInbox } from '#restante/main/inbox/sqlite';
import { openAlone, openReadOnly } from '#restante/storage/index';
import { startFaultyProxy } from '../support/faults.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startInside } from '../support/inside.ts';
import { type Line, type RestanteProcess, run } from '../support/process.ts';
import { type DeviceFolder, eventsOf, newDevice, serverAndDevice } from '../support/receive.ts';
import { submit, type Tokens } from '../support/server.ts';

/* Beside a device that runs: its reader marks, looks and asks again from other processes; and a signal ends it wherever it is. */

const is = (event: string, uid?: string) => (line: Line) => line.event === event && (uid === undefined || line.uid === uid);

const uidsOf = (lines: readonly Line[], event: string): unknown[] => eventsOf(lines, event).map(({ uid }) => uid);

/** `restante inbox …` to its end; its lines. */
const inbox = async (...args: string[]): Promise<Line[]> => {
  const { code, lines, stderr } = await run(['inbox', ...args, '--json']);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return lines;
};

/** A command that asks the server about Ann's mailbox. */
const asking = (server: { http: string }, { tokenFile }: DeviceFolder): string[] => [
  ...['--server', server.http, '--mailbox', 'ann', '--token-file', tokenFile],
];

const full = async (...options: string[]) => {
  const { server, ann, device } = await serverAndDevice();
  const send = async (body: string) => (await submit(server, 'ann', ann.sendToken, body, { Subject: body, From: 'bob@example.org' })).uid;
  const [first, second] = [await send('first'), await send('second')];
  const receiving = device.start(server, '--cap', '1', ...options);
  await receiving.line(is('full'));
  expect(uidsOf(receiving.lines, 'received')).toEqual([first]);
  return { server, ann, device, send, first, second, receiving };
};

describe('a full device goes on when another process', () => {
  test('marks a message as read', async () => {
    const { device, first, second, receiving } = await full('--overwrite-read');
    await inbox('mark', first, '--inbox', device.inbox, '--read');
    await receiving.line(is('received', second));
    expect(uidsOf(receiving.lines, 'overwritten')).toEqual([first]);
  });

  test('deletes one', async () => {
    const { device, first, second, receiving } = await full();
    await inbox('mark', first, '--inbox', device.inbox, '--delete');
    await receiving.line(is('received', second));
    expect(uidsOf(receiving.lines, 'purged')).toEqual([first]);
  });

  test('protects a read one no longer', async () => {
    const { device, first, second, receiving } = await full('--overwrite-read');
    await inbox('mark', first, '--inbox', device.inbox, '--read', '--protect');
    expect(await device.held()).toMatchObject([{ uid: first, read: true, protected: true }]);
    expect(uidsOf(receiving.lines, 'received')).toEqual([first]);
    await inbox('mark', first, '--inbox', device.inbox, '--unprotect');
    await receiving.line(is('received', second));
    expect(uidsOf(receiving.lines, 'overwritten')).toEqual([first]);
  });

  test('purges what is deleted', async () => {
    const { device, first, second, receiving } = await full();
    const beside = await changeSqliteInbox(device.inbox);
    await beside.mark([first], { deleted: true }, Date.now());
    // The device may have been quicker.
    const gone = await beside.purge(undefined, Date.now());
    await beside.close();
    await receiving.line(is('received', second));
    expect([...gone.map(({ uid }) => uid), ...uidsOf(receiving.lines, 'purged')]).toEqual([first]);
    expect(await inbox('traces', '--inbox', device.inbox)).toMatchObject([{ uid: first, because: 'deleted' }]);
  });
});

test('a device that receives and a process that marks in a loop lose no mark and no message', async () => {
  const { server, ann, device } = await serverAndDevice();
  const send = async (body: string): Promise<string> => (await submit(server, 'ann', ann.sendToken, body)).uid;
  const sent = [await send('first')];
  const receiving = device.start(server);
  await receiving.line(is('idle'));
  const beside = await changeSqliteInbox(device.inbox);
  const sending = (async () => {
    for (let n = 0; n < 200; n += 1) sent.push(await send(`${n}`));
  })();
  // Each once, and the first one again with each of them: the writers meet.
  const order: string[] = [];
  for (let turn = 0; order.length <= 200; turn += 1) {
    const { uid } = await receiving.line((line) => is('received')(line) && line.uid === sent[order.length]);
    expect(await beside.mark([String(uid)], { protected: turn % 2 === 0 }, Date.now())).toEqual([uid]);
    await beside.mark(sent.slice(0, 1), { read: turn % 2 === 0 }, Date.now());
    order.push(String(uid));
  }
  await sending;
  await beside.mark(sent.slice(0, 1), { read: false }, Date.now());
  await beside.close();
  expect(await receiving.kill()).toEqual({ code: 0, signal: null });
  expect(eventsOf(receiving.lines, 'error')).toEqual([]);
  expect(uidsOf(receiving.lines, 'received')).toEqual(sent);
  expect(order).toEqual(sent);
  expect((await device.held()).map(({ uid, read, protected: kept }) => ({ uid, read, kept }))).toEqual(
    sent.map((uid, at) => ({ uid, read: false, kept: at % 2 === 0 })),
  );
}, 90_000);

test('an inbox of a newer version: refused, and nothing is changed', async () => {
  const { server, ann, device } = await serverAndDevice();
  const { uid } = await submit(server, 'ann', ann.sendToken, 'a');
  await device.once(server);
  const db = openAlone(join(device.inbox, 'inbox.db'));
  db.exec("INSERT INTO migration (name, digest, applied_at) VALUES ('9999-newer.sql', '', 0)");
  db.close();
  const marking = ['inbox', 'mark', uid, '--inbox', device.inbox, '--read', '--json'];
  const free = await run(marking);
  expect(free.code).toBe(3);
  expect(free.lines).toMatchObject([{ event: 'error', code: 'storage-newer' }]);
  // Held by whoever wrote it.
  const lock = openAlone(join(device.inbox, 'lock'));
  lock.exec('BEGIN EXCLUSIVE');
  const held = await run(marking);
  lock.close();
  expect(held.code).toBe(3);
  expect(held.lines).toMatchObject([{ event: 'error', code: 'storage-newer' }]);
  const left = openReadOnly(join(device.inbox, 'inbox.db'));
  expect(left.prepare('SELECT uid, read FROM message').all()).toMatchObject([{ uid, read: 0 }]);
  left.close();
});

describe('what is gone can be fetched again', () => {
  test('overwritten: it is in the traces, waits again, and comes anew', async () => {
    const { server, device, first, second, receiving } = await full('--overwrite-read');
    await inbox('mark', first, '--inbox', device.inbox, '--read');
    await receiving.line(is('received', second));
    const [trace] = await inbox('traces', '--inbox', device.inbox);
    expect(trace).toMatchObject({ uid: first, because: 'overwritten', subject: 'first', from: 'bob@example.org', bytes: 5, backAt: null });
    const from = receiving.lines.length;
    // The inbox is full: it waits until there is room.
    expect(await inbox('again', first, ...asking(server, device))).toMatchObject([{ uid: first, outcome: 'done' }]);
    expect(await inbox('waiting', ...asking(server, device))).toMatchObject([
      { uid: first, bytes: 5, from: 'bob@example.org', subject: 'first' },
    ]);
    await inbox('mark', second, '--inbox', device.inbox, '--read');
    await receiving.line(is('received', first), from);
    expect(await inbox('traces', '--inbox', device.inbox)).toMatchObject([
      { uid: second, backAt: null },
      { uid: first, because: 'overwritten', backAt: expect.any(String) },
    ]);
    expect((await device.held()).map(({ uid }) => uid)).toEqual([first]);
  });

  test('deleted and purged', async () => {
    const { server, ann, device } = await serverAndDevice();
    const { uid } = await submit(server, 'ann', ann.sendToken, 'a');
    const receiving = device.start(server);
    await receiving.line(is('idle'));
    const beside = await changeSqliteInbox(device.inbox);
    await beside.mark([uid], { deleted: true }, Date.now());
    expect(await beside.purge([uid], Date.now())).toMatchObject([{ uid, because: 'deleted' }]);
    await beside.close();
    expect(await device.held()).toEqual([]);
    const from = receiving.lines.length;
    await inbox('again', uid, ...asking(server, device));
    await receiving.line(is('received', uid), from);
    expect(await inbox('traces', '--inbox', device.inbox)).toMatchObject([{ uid, because: 'deleted', backAt: expect.any(String) }]);
  });

  test('what the server never had is told, and the rest is done', async () => {
    const { server, ann, device } = await serverAndDevice();
    const { uid } = await submit(server, 'ann', ann.sendToken, 'a');
    await device.once(server);
    const unknown = '00000000-0000-4000-8000-000000000000';
    const { code, lines } = await run(['inbox', 'again', unknown, uid, ...asking(server, device), '--json']);
    expect(code).toBe(4);
    expect(lines).toMatchObject([
      { uid: unknown, outcome: 'unknown' },
      { uid, outcome: 'done' },
      { event: 'error', code: 'message-unknown' },
    ]);
  });
});

test('a message that expired at the server is told of, and stands in the traces', async () => {
  const clock = { now: Date.parse('2026-11-01T00:00:00Z') };
  const server = await startInside(temporaryFolder(), clock);
  const ann: Tokens = await server.addMailbox('ann');
  const device = newDevice(ann);
  await server.setRetention('ann', { delivery: { maxAge: 3_600 }, processed: { maxAge: null, maxCount: null } });
  const { uid } = await submit(server, 'ann', ann.sendToken, 'late', { Subject: 'Late', From: 'bob@example.org' });
  clock.now += 7_200_000;
  await server.settled();
  const events = await device.once(server);
  expect(eventsOf(events, 'ended')).toMatchObject([{ uid, bytes: 4, subject: 'Late', from: 'bob@example.org', because: 'expired' }]);
  expect(await inbox('traces', '--inbox', device.inbox)).toMatchObject([{ uid, because: 'expired', receivedAt: null, backAt: null }]);
  expect(eventsOf(await device.once(server), 'ended'), 'told once').toEqual([]);
});

test('what waits is listed with sizes and senders, and nothing is fetched', async () => {
  const { server, ann, device } = await serverAndDevice();
  const sent = [];
  for (const [body, From] of [
    ['a', 'bob@example.org'],
    ['b'.repeat(70_000), 'carol@example.org'],
  ] as const)
    sent.push(await submit(server, 'ann', ann.sendToken, body, { From, Subject: `of ${From}` }));
  const expected = [
    { uid: sent[0]?.uid, id: 1, bytes: 1, from: 'bob@example.org', subject: 'of bob@example.org' },
    { uid: sent[1]?.uid, id: 2, bytes: 70_000, from: 'carol@example.org', subject: 'of carol@example.org' },
  ];
  expect(await inbox('waiting', ...asking(server, device))).toMatchObject(expected);
  expect(await inbox('waiting', ...asking(server, device)), 'still').toMatchObject(expected);
  const { stdout } = await run(['inbox', 'waiting', ...asking(server, device)]);
  expect(stdout).toMatch(/70\.0 kB.*carol@example\.org/);
});

describe('SIGTERM ends a device', () => {
  const endsWell = async (receiving: RestanteProcess, inboxFolder: string): Promise<void> => {
    expect(await receiving.kill()).toEqual({ code: 0, signal: null });
    expect(receiving.stderr()).toBe('');
    // The folder is free, and in order.
    await (await openSqliteInbox(inboxFolder)).close();
  };

  test('whose server hangs up', async () => {
    const { ann } = await serverAndDevice();
    const device = newDevice(ann);
    const silent = await startFaultyProxy(() => 'http://127.0.0.1:9');
    silent.instead = () => '';
    const receiving = device.start(silent);
    await receiving.line(is('error'));
    await endsWell(receiving, device.inbox);
  });

  test('whose server never answers', async () => {
    const { server, device } = await serverAndDevice();
    const proxy = await startFaultyProxy(() => server.http);
    proxy.begin({ side: 'server', after: 0, what: 'stall' });
    const receiving = device.start(proxy);
    await proxy.met();
    await endsWell(receiving, device.inbox);
  });

  test('in the middle of a large message that stalls', async () => {
    const { server, ann, device } = await serverAndDevice();
    const proxy = await startFaultyProxy(() => server.http);
    const { uid } = await submit(server, 'ann', ann.sendToken, Buffer.alloc(3_000_000, 1));
    proxy.begin({ side: 'server', after: 1_500_000, within: 'bodies', what: 'stall' });
    const receiving = device.start(proxy);
    await Promise.all([proxy.met(), receiving.line(is('arriving'))]);
    await endsWell(receiving, device.inbox);
    expect(uidsOf(await device.once(server), 'received')).toEqual([uid]);
  });

  test('that waits to try again', async () => {
    const { server, device } = await serverAndDevice();
    const receiving = device.start(server);
    await receiving.line(is('idle'));
    await server.stop();
    // By the fourth the pause is of a second or more.
    const failures = () => eventsOf(receiving.lines, 'error').length;
    await receiving.line(() => failures() >= 4);
    await endsWell(receiving, device.inbox);
  });

  test('that is full', async () => {
    const { device, receiving } = await full();
    await endsWell(receiving, device.inbox);
  });

  test('that rests', async () => {
    const { server, device } = await serverAndDevice();
    const receiving = device.start(server);
    await receiving.line(is('idle'));
    await endsWell(receiving, device.inbox);
  });
});
