import { expect, test } from 'vitest';
import { acquire } from '../support/device.ts';
import { writeNotifyPolicy } from '../support/directory.ts';
import { temporaryFolder } from '../support/folder.ts';
import { listen } from '../support/notifications.ts';
import { addMailbox, call, share, startServer, submit, type Tokens } from '../support/server.ts';

/** A server that reminds after the given pauses, in seconds. */
const started = async (retryAfter = 3_600, retryMax = 3_600) => {
  const data = temporaryFolder();
  writeNotifyPolicy(data, { retryAfter, retryMax });
  const server = await startServer(data);
  const ann = await addMailbox(server, 'ann');
  const give = (box: Tokens, body = 'hello') => submit(server, box.mailbox, box.sendToken, body);
  /**
   * Time that passes, told by the server: another device's reminders, here five of them. What should not
   * come has not come by then. (Timers of one process fire in their order.)
   */
  const pass = async (): Promise<void> => {
    const clock = await addMailbox(server, `clock-${Math.random().toString(36).slice(2)}`);
    await give(clock);
    await (await listen(server, clock)).nth(5);
  };
  return { server, ann, give, pass };
};

test('201: a device that connects is told at once what waits', async () => {
  const { server, ann, give } = await started();
  await give(ann, 'x'.repeat(100));
  await give(ann, 'x'.repeat(20));
  await acquire(server, ann, 'delete=1');
  await give(ann, 'x'.repeat(30));
  const device = await listen(server, ann);
  expect(await device.nth(0)).toEqual({ waiting: 2, bytes: 50, smallest: 20, first: 2 });
});

test('201: a device that is connected is told of each message when it is durable, and not before anything waits', async () => {
  const { server, ann, give } = await started();
  const device = await listen(server, ann);
  await give(ann, 'one');
  expect(await device.nth(0)).toEqual({ waiting: 1, bytes: 3, smallest: 3, first: 1 });
  await give(ann, '');
  expect(await device.nth(1)).toEqual({ waiting: 2, bytes: 3, smallest: 1, first: 1 });
});

test('201: every device of the mailbox is told, and no device of another', async () => {
  const { server, ann, give } = await started();
  await share(server, 'ann');
  const bob = await addMailbox(server, 'bob');
  const devices = [await listen(server, ann, 'desk'), await listen(server, ann, 'laptop'), await listen(server, ann)];
  const other = await listen(server, bob);
  await give(ann);
  for (const device of devices) expect(await device.nth(0)).toMatchObject({ waiting: 1 });
  await give(bob);
  expect(await other.nth(0)).toMatchObject({ waiting: 1 });
  expect(other.heard).toHaveLength(1);
});

test('201: a burst of messages is told in fewer notifications, and the last has the right numbers', async () => {
  const { server, ann, give } = await started();
  const device = await listen(server, ann);
  await Promise.all(Array.from({ length: 100 }, () => give(ann, 'burst')));
  for (let at = 0; ; at += 1) if ((await device.nth(at)).waiting === 100) break;
  expect(device.heard.length).toBeLessThan(100);
  expect(device.heard.at(-1)).toEqual({ waiting: 100, bytes: 500, smallest: 5, first: 1 });
});

test('p. 12, 201: the notification is repeated while the device does not come, after pauses that double up to the longest', async () => {
  const { server, ann, give } = await started(0.04, 0.16);
  await give(ann);
  const begun = performance.now();
  const device = await listen(server, ann);
  // Lower bounds, counted from before the first: a slow machine makes them later, never earlier.
  for (const [at, ms] of [0, 40, 120, 280, 440].entries()) {
    expect(await device.nth(at)).toMatchObject({ waiting: 1 });
    expect(performance.now() - begun, `notification ${at}`).toBeGreaterThanOrEqual(ms - 2);
  }
});

test('201: an acquisition request puts the repetition off', async () => {
  const pause = 300;
  const { server, ann, give } = await started(pause / 1_000, 3_600);
  await give(ann);
  const device = await listen(server, ann);
  await device.nth(0);
  // The device comes again and again for longer than the pause. Only where this process was held up
  // between two requests for as long as the pause may there be a repetition.
  const begun = performance.now();
  let asked = begun;
  let heldUp = 0;
  while (performance.now() - begun < pause * 2.5) {
    const before = asked;
    asked = performance.now();
    await acquire(server, ann, 'get=0');
    if (performance.now() - before >= pause) heldUp += 1;
  }
  expect(device.heard.length - 1).toBeLessThanOrEqual(heldUp);
  // It is put off, not ended.
  const heard = device.heard.length;
  await device.nth(heard);
  if (heldUp === 0) expect(performance.now() - asked).toBeGreaterThanOrEqual(pause - 2);
});

test('201: a deferral (room=0) ends the repetition, and the device is still told of new messages', async () => {
  const { server, ann, give, pass } = await started(0.05, 0.05);
  await give(ann);
  const device = await listen(server, ann, 'desk');
  await device.nth(1);
  await acquire(server, ann, 'room=0', { Device: 'desk' });
  await pass();
  const heard = device.heard.length;
  await pass();
  expect(device.heard).toHaveLength(heard);

  await give(ann);
  expect(await device.nth(heard)).toMatchObject({ waiting: 2 });
  await pass();
  expect(device.heard).toHaveLength(heard + 1);
});

test('201: the deferral of one device does not end the reminders of another', async () => {
  const { server, ann, give } = await started(0.05, 0.05);
  await give(ann);
  const other = await listen(server, ann, 'laptop');
  await acquire(server, ann, 'room=0', { Device: 'desk' });
  const heard = other.heard.length;
  expect(await other.nth(heard + 2)).toMatchObject({ waiting: 1 });
});

test('201: a deferred device that comes again is reminded again', async () => {
  const { server, ann, give } = await started(0.05, 0.05);
  await give(ann);
  const device = await listen(server, ann);
  await acquire(server, ann, 'room=0');
  await acquire(server, ann, 'get=0&room=1000');
  const heard = device.heard.length;
  expect(await device.nth(heard + 1)).toMatchObject({ waiting: 1 });
});

test('201: the empty folder ends the repetition', async () => {
  const { server, ann, give, pass } = await started(0.05, 0.05);
  await give(ann);
  const device = await listen(server, ann);
  await device.nth(1);
  await acquire(server, ann, 'delete=1');
  await pass();
  const heard = device.heard.length;
  await pass();
  expect(device.heard).toHaveLength(heard);
  expect(device.heard.every((n) => n.waiting === 1)).toBe(true);
});

test('201: the stream ends when the server stops, and the server stops though devices listen and reconnect', async () => {
  const { server, ann } = await started();
  await share(server, 'ann');
  const devices = [await listen(server, ann, 'desk'), await listen(server, ann, 'laptop')];
  // As a device does: the end of the stream is a reason to come back.
  const reconnecting = Promise.all(
    devices.map(async (device) => {
      await device.ended;
      for (;;) {
        const again = await listen(server, ann).catch(() => undefined);
        if (!again) return;
        await again.ended;
      }
    }),
  );
  const begun = performance.now();
  expect(await server.kill('SIGTERM')).toEqual({ code: 0, signal: null });
  // Connections that do not end are cut after 5 s: it did not come to that.
  expect(performance.now() - begun).toBeLessThan(5_000);
  await reconnecting;
});

test('201: the stream is not kept by anyone, and another method or token does not open it', async () => {
  const { server, ann } = await started();
  const path = '/v1/mailboxes/ann/notifications';
  expect((await call(server, ann.receiveToken, path, { method: 'POST' })).status).toBe(405);
  expect((await call(server, ann.sendToken, path)).status).toBe(403);
  const open = await fetch(`${server.http}${path}`, { headers: { Authorization: `Bearer ${ann.receiveToken}` } });
  expect(open.headers.get('Content-Type')).toBe('text/event-stream');
  expect(open.headers.get('Cache-Control')).toBe('no-store');
  await open.body?.cancel();
});
