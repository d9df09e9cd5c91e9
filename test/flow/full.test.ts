import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { idsIn, statusOf } from '../support/device.ts';
import { run } from '../support/process.ts';
import { eventsOf, newDevice, serverAndDevice } from '../support/receive.ts';
import { submit, type Tokens } from '../support/server.ts';
import { waitUntil } from '../support/wait-until.ts';

test('a cap of 10 and 25 messages: full with 15 waiting; four read ones make way, the protected one does not; 11 wait', async () => {
  const { server, ann, device } = await serverAndDevice();
  for (let n = 1; n <= 25; n += 1) await submit(server, 'ann', ann.sendToken, `message ${n}`);

  const first = device.start(server, '--cap', '10');
  expect(await first.line((line) => line.event === 'full')).toMatchObject({ waiting: 15 });
  expect(await first.kill()).toEqual({ code: 0, signal: null });
  const before = await device.held();
  expect(before.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);

  const uids = before.map(({ uid }) => uid);
  await device.mark(uids.slice(2, 3), '--protect');
  const second = device.start(server, '--cap', '10', '--overwrite-read');
  expect(await second.line((line) => line.event === 'full')).toMatchObject({ waiting: 15 });
  await second.kill();
  await device.mark(uids.slice(2, 7), '--read');
  const third = device.start(server, '--cap', '10', '--overwrite-read');
  expect(await third.line((line) => line.event === 'full')).toMatchObject({ waiting: 11 });
  await third.kill();
  expect(eventsOf(third.lines, 'overwritten').map(({ id }) => id)).toEqual([4, 5, 6, 7]);
  expect(eventsOf(third.lines, 'received').map(({ id }) => id)).toEqual([11, 12, 13, 14]);
  expect((await device.held()).map(({ id }) => id)).toEqual([1, 2, 3, 8, 9, 10, 11, 12, 13, 14]);
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25]);
});

test('a processed folder limited to 5 holds 5, the youngest, and the record says by which rule the others went', async () => {
  const { server, ann, device } = await serverAndDevice();
  const limited = await run([
    'admin',
    'retention',
    'ann',
    '--server',
    server.http,
    '--token-file',
    server.adminTokenFile,
    '--processed-count',
    '5',
    '--json',
  ]);
  expect(limited.lines).toMatchObject([{ processed: { maxCount: 5 } }]);
  const sent = [];
  for (let n = 1; n <= 12; n += 1) sent.push(await submit(server, 'ann', ann.sendToken, `message ${n}`));
  await device.once(server);
  await waitUntil(async () => (await idsIn(server, 'ann', 'processed')).length <= 5);
  expect(await idsIn(server, 'ann', 'processed')).toEqual([8, 9, 10, 11, 12]);
  expect(await device.held()).toHaveLength(12);
  const { state, history } = await statusOf(server, sent[0]?.uid ?? '');
  expect(state).toBe('expired');
  expect(history.at(-1)).toMatchObject({ kind: 'expired', detail: { by: 'retention', rule: 'processed-count' } });
});

test('from the command line to the disk: a mailbox is added, a message sent, and received', async () => {
  const { server } = await serverAndDevice();
  const access = ['--server', server.http, '--json'];
  const added = await run(['admin', 'mailbox', 'add', 'bob', ...access, '--token-file', server.adminTokenFile]);
  const [bob] = added.lines as unknown as Tokens[];
  expect(bob).toEqual({ mailbox: 'bob', receiveToken: expect.any(String), sendToken: expect.any(String) });
  const device = newDevice(bob as Tokens);
  const sendTokenFile = `${device.tokenFile}.send`;
  writeFileSync(sendTokenFile, bob?.sendToken ?? '');
  const options = ['--to', 'bob', '--token-file', sendTokenFile, '--from', 'Bób', '--subject', '鍵'];
  const sent = await run(['send', ...access, ...options], { input: 'keys' });
  expect(sent.lines).toMatchObject([{ event: 'sent', id: 1 }]);
  const status = async () => (await run(['status', String(sent.lines[0]?.uid), ...access, '--token-file', sendTokenFile])).lines[0];
  expect(await status()).toMatchObject({ mailbox: 'bob', state: 'waiting', history: [{ kind: 'accepted' }] });
  const lines = await device.once(server);
  expect(await status()).toMatchObject({ state: 'moved', history: [{ kind: 'accepted' }, { kind: 'acquired' }, { kind: 'moved' }] });
  expect(eventsOf(lines, 'received')).toMatchObject([{ bytes: 4, subject: '鍵', from: 'Bób', type: 'text/plain; charset=utf-8' }]);
});
