import { expect, test } from 'vitest';
import type { ApiNotificationTest } from '#restante/protocol/api';
import { createNotificationTests } from '#restante/server/delivery/notification-tests';
import { limits } from '#restante/server/limits';
import { acquire } from '../support/device.ts';
import { listen } from '../support/notifications.ts';
import { newDevice } from '../support/receive.ts';
import { addMailbox, call, openServer, type Server, submit, type Tokens } from '../support/server.ts';
import { waitUntil } from '../support/wait-until.ts';

const testsOf = (mailbox: string): string => `/v1/mailboxes/${mailbox}/notification-tests`;

const begin = async (server: Server, device: string, within = 5): Promise<ApiNotificationTest> => {
  const answer = await call(server, server.adminToken, testsOf('ann'), { method: 'POST', body: JSON.stringify({ device, within }) });
  expect(answer.status).toBe(201);
  return (await answer.json()) as ApiNotificationTest;
};

/** What is known of it as soon as that is enough. */
const until = (
  server: Server,
  { test: name }: ApiNotificationTest,
  enough: (report: ApiNotificationTest) => boolean = ({ over }) => over,
): Promise<ApiNotificationTest> =>
  waitUntil(async () => {
    const report = (await (await call(server, server.adminToken, `${testsOf('ann')}/${name}`)).json()) as ApiNotificationTest;
    return enough(report) && report;
  });
const hopsOf = ({ hops }: ApiNotificationTest): string[] => hops.map(({ hop }) => hop);

const open = async (): Promise<{ server: Server; ann: Tokens }> => {
  const server = await openServer();
  return { server, ann: await addMailbox(server, 'ann') };
};
const deviceName = async (server: Server): Promise<string> => {
  const { devices } = (await (await call(server, server.adminToken, '/v1/devices')).json()) as { devices: { device: string }[] };
  return devices[0]?.device ?? '';
};

test('a device that is idle answers, although nothing waits, and nothing is changed', async () => {
  const { server, ann } = await open();
  const device = newDevice(ann).start(server, '--cap', '10');
  await device.line(({ event }) => event === 'idle');
  await submit(server, 'ann', ann.sendToken, 'x');
  await device.line(({ event }) => event === 'received');
  const report = await until(server, await begin(server, await deviceName(server)));
  expect(report).toMatchObject({
    over: true,
    hops: [
      { hop: 'stream', streams: 1 },
      { hop: 'written', waiting: 0, bytes: 0 },
      { hop: 'answered', request: 'acquisition' },
      { hop: 'done', did: 'nothing', messages: 0, waiting: 0 },
    ],
  });
  const times = report.hops.map(({ ms }) => ms);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

test('a device that is full answers that it is, and what waits stays', async () => {
  const { server, ann } = await open();
  const device = newDevice(ann).start(server, '--cap', '1');
  for (const letter of ['one', 'two']) await submit(server, 'ann', ann.sendToken, letter);
  await device.line(({ event }) => event === 'full');
  const report = await until(server, await begin(server, await deviceName(server)));
  expect(report.hops.slice(1)).toMatchObject([
    { hop: 'written', waiting: 1, bytes: 3 },
    { hop: 'answered', request: 'deferral', room: 0 },
    { hop: 'done', did: 'deferred', waiting: 1 },
  ]);
});

test('a device that was told and takes what waits', async () => {
  const { server, ann } = await open();
  const desk = await listen(server, ann, 'desk');
  await submit(server, 'ann', ann.sendToken, 'letter');
  await desk.nth(0);
  const begun = await begin(server, 'desk');
  expect(await desk.nth(1)).toEqual({ waiting: 1, bytes: 6, smallest: 6, first: 1, test: true });
  await acquire(server, ann, 'get=0&room=100', { Device: 'desk' });
  expect((await until(server, begun)).hops.slice(2)).toMatchObject([
    { hop: 'answered', request: 'acquisition', room: 100 },
    { hop: 'done', did: 'acquired', messages: 1, waiting: 1 },
  ]);
});

test('a device that is not there, and one that nobody knows', async () => {
  const { server, ann } = await open();
  const desk = await listen(server, ann, 'desk');
  desk.close();
  await desk.ended;
  // The server hears of it in its own time.
  for (let connected = true; connected; ) {
    const { devices } = (await (await call(server, server.adminToken, '/v1/devices')).json()) as { devices: { connected: boolean }[] };
    connected = devices[0]?.connected ?? true;
  }
  expect(await begin(server, 'desk')).toMatchObject({ over: true, hops: [{ hop: 'stream', streams: 0, lastAt: expect.any(String) }] });
  const nobody = await call(server, server.adminToken, testsOf('ann'), { method: 'POST', body: '{"device":"nobody"}' });
  expect(nobody.status).toBe(404);
});

test('one that is connected and says nothing: it is over in time, and begun once', async () => {
  const { server, ann } = await open();
  const desk = await listen(server, ann, 'desk');
  const begun = await begin(server, 'desk', 1);
  await desk.nth(0);
  expect((await begin(server, 'desk', 1)).test).toBe(begun.test);
  // What another device says, or this one said before, is no answer.
  await acquire(server, ann, 'get=0');
  expect(hopsOf(await until(server, begun))).toEqual(['stream', 'written']);
  expect(desk.heard).toHaveLength(1);
  expect((await begin(server, 'desk', 1)).test).not.toBe(begun.test);
});

test('a stream that ends meanwhile is told, and so is the device that connects again', async () => {
  const { server, ann } = await open();
  const desk = await listen(server, ann, 'desk');
  const begun = await begin(server, 'desk');
  await desk.nth(0);
  desk.close();
  await until(server, begun, (report) => hopsOf(report).includes('closed'));
  await listen(server, ann, 'desk');
  const report = await until(server, begun, (known) => hopsOf(known).includes('answered'));
  expect(report.hops.at(-1)).toMatchObject({ hop: 'answered', request: 'connection', room: null });
});

test('however many there were, the newest is followed to its end, and the oldest are forgotten', async () => {
  const { server, ann } = await open();
  const desk = await listen(server, ann, 'desk');
  const first = await begin(server, 'desk');
  for (let at = 0, begun = first; at <= limits.notificationTests; at += 1) {
    await desk.nth(at);
    await acquire(server, ann, 'get=0', { Device: 'desk' });
    expect(hopsOf(await until(server, begun)).at(-1)).toBe('done');
    begun = await begin(server, 'desk');
  }
  expect((await call(server, server.adminToken, `${testsOf('ann')}/${first.test}`)).status).toBe(404);
});

test('a device that comes and goes all the time is told of so often and no more', async () => {
  const heard: (string | undefined)[] = [];
  const stream = { send: () => {}, end: () => {}, pending: () => 1 };
  const tests = createNotificationTests({
    notifier: { listeners: () => [stream], announce: async () => ({ waiting: 0, bytes: 0, listeners: [stream] }) },
    changed: (mailbox) => heard.push(mailbox),
    failed: () => {},
    now: () => 0,
  });
  const { test: name } = tests.begin('ann', 'desk', 0, 1_000);
  for (let at = 0; at < 1_000; at += 1) tests.closed('ann', 'desk');
  expect(tests.read('ann', name)?.hops.filter(({ hop }) => hop === 'closed')).toHaveLength(10);
  expect(heard.length).toBeLessThan(20);
  expect(tests.read('bob', name)).toBeUndefined();
});
