import { expect, test } from 'vitest';
import { writeNotifyPolicy } from '../support/directory.ts';
import { temporaryFolder } from '../support/folder.ts';
import { listen } from '../support/notifications.ts';
import { addMailbox, call, openServer, type Server, startServer, submit } from '../support/server.ts';

interface Device {
  device: string;
  mailbox: string;
  connected: boolean;
  owner: boolean;
  room: number | null;
  deferredAt: string | null;
  acquiredAt: string | null;
  notifiedAt: string | null;
  retries: number;
}

const devicesOf = async (server: Server, mailbox?: string): Promise<Device[]> => {
  const query = mailbox === undefined ? '' : `?mailbox=${mailbox}`;
  const answer = await call(server, server.adminToken, `/v1/devices${query}`);
  return ((await answer.json()) as { devices: Device[] }).devices;
};

const kindsOf = async (server: Server, mailbox: string): Promise<string[]> => {
  const answer = await call(server, server.adminToken, `/v1/mailboxes/${mailbox}/ledger`);
  return ((await answer.json()) as { entries: { kind: string }[] }).entries.map(({ kind }) => kind).toReversed();
};

test('many devices at once: each is told of its own mailbox, and the ledger knows them all', async () => {
  const server = await openServer();
  const names = Array.from({ length: 60 }, (_, at) => `box-${at}`);
  const boxes = await Promise.all(names.map((name) => addMailbox(server, name)));
  const devices = await Promise.all(boxes.map((box) => listen(server, box, `device-of-${box.mailbox}`)));
  await Promise.all(boxes.map((box) => submit(server, box.mailbox, box.sendToken, box.mailbox)));
  for (const [at, device] of devices.entries())
    expect(await device.nth(0)).toEqual({ waiting: 1, bytes: names[at]?.length, smallest: names[at]?.length, first: 1 });
  for (const { heard } of devices) expect(heard).toHaveLength(1);
  const known = await devicesOf(server);
  expect(known.map(({ mailbox }) => mailbox)).toEqual(names.toSorted());
  for (const { connected, owner, notifiedAt } of known) expect([connected, owner, notifiedAt === null]).toEqual([true, true, false]);
});

test('a device that vanished without a word is noticed: no reminder is answered, its stream ends, and the ledger says so', async () => {
  const data = temporaryFolder();
  writeNotifyPolicy(data, { retryAfter: 0.02, retryMax: 0.05 });
  const server = await startServer(data);
  const ann = await addMailbox(server, 'ann');
  await submit(server, 'ann', ann.sendToken, 'letter');
  const device = await listen(server, ann, 'desk');
  await device.ended;
  // On connecting, and six reminders.
  expect(device.heard).toHaveLength(7);
  expect(await devicesOf(server, 'ann')).toMatchObject([{ device: 'desk', connected: false }]);
  const kinds = new Set(await kindsOf(server, 'ann'));
  expect([...kinds].toSorted()).toEqual(['closed', 'connected', 'notified', 'retried', 'vanished']);
  // One that lives connects again, and is told.
  expect(await (await listen(server, ann, 'desk')).nth(0)).toMatchObject({ waiting: 1 });
});

test('the ledger: what was notified, acquired and deferred, with the room that the device named', async () => {
  const server = await openServer();
  const ann = await addMailbox(server, 'ann');
  const as = (query: string) =>
    call(server, ann.receiveToken, `/v1/mailboxes/ann?${query}`, { method: 'POST', headers: { Device: 'desk' } });
  await submit(server, 'ann', ann.sendToken, 'x'.repeat(500));
  expect((await as('get=0&room=600')).status).toBe(200);
  expect(await devicesOf(server)).toMatchObject([{ device: 'desk', room: 600, deferredAt: null, owner: true }]);
  expect((await as('room=0')).status).toBe(204);
  const [full] = await devicesOf(server);
  expect(full).toMatchObject({ room: 0, deferredAt: expect.any(String) });
  expect((await as('get=0&room=600')).status).toBe(200);
  expect(await devicesOf(server)).toMatchObject([{ room: 600, deferredAt: null }]);
  expect(await kindsOf(server, 'ann')).toEqual(expect.arrayContaining(['acquired', 'deferred']));
  // Forgotten, and the next that speaks has the mailbox.
  const forget = (name: string) => call(server, server.adminToken, `/v1/mailboxes/ann/devices/${name}`, { method: 'DELETE' });
  expect((await forget('desk')).status).toBe(204);
  expect((await forget('desk')).status).toBe(404);
  const laptop = await call(server, ann.receiveToken, '/v1/mailboxes/ann?get=0', { headers: { Device: 'laptop' } });
  expect(laptop.status).toBe(200);
  expect((await as('get=0')).status).toBe(409);
});
