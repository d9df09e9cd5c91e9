import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { administer } from '../support/admin.ts';
import { acquire } from '../support/device.ts';
import { temporaryFolder } from '../support/folder.ts';
import { run } from '../support/process.ts';
import { newDevice, serverAndDevice } from '../support/receive.ts';
import { addMailbox, openServer, submit } from '../support/server.ts';

test('a second device is refused with the way out, takes over on request, and the first ends then', async () => {
  const { server, ann, device } = await serverAndDevice();
  const first = device.start(server);
  await first.line((line) => line.event === 'idle');
  const second = newDevice(ann);
  const refused = second.start(server);
  expect(await refused.ended).toMatchObject({ code: 4 });
  expect(refused.lines.at(-1)).toMatchObject({ event: 'error', code: 'other-device', message: expect.stringContaining('--take-over') });
  expect(await second.start(server, '--once').ended).toMatchObject({ code: 4 });
  const taken = second.start(server, '--take-over');
  await taken.line((line) => line.event === 'idle');
  expect(await first.ended).toMatchObject({ code: 4 });
  expect(first.lines.at(-1)).toMatchObject({ event: 'error', code: 'other-device' });
  await submit(server, 'ann', ann.sendToken, 'for the second');
  await taken.line((line) => line.event === 'received');
  expect(await taken.kill()).toMatchObject({ code: 0 });
});

test('a full mailbox refuses what is sent, once and with its code', async () => {
  const server = await openServer();
  await administer(server, ['mailbox', 'add', 'bob', '--quota-messages', '1']);
  const access = ['--to', 'bob', '--server', server.http, '--token-file', server.adminTokenFile];
  expect(await run(['send', ...access], { input: 'one' })).toMatchObject({ code: 0 });
  const refused = await run(['send', ...access], { input: 'two' });
  expect(refused).toMatchObject({ code: 4, stdout: '' });
  expect(refused.stderr).toMatch(/^restante: [^\n]+ \(mailbox-full\)\n$/);
});

test('the status of a message tells every step, those of its forwarded copy too', async () => {
  const server = await openServer();
  const ann = await addMailbox(server, 'ann');
  const bob = await addMailbox(server, 'bob');
  const { uid } = await submit(server, 'ann', ann.sendToken, 'x');
  expect((await acquire(server, ann, 'forward=1&to=bob')).status).toBe(204);
  expect((await acquire(server, bob, 'delete=1')).status).toBe(204);
  const file = join(temporaryFolder(), 'token');
  writeFileSync(file, ann.sendToken);
  const access = ['--server', server.http, '--token-file', file];
  const told = await run(['status', uid, ...access]);
  expect(told.stdout.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, 'time').replaceAll(/[0-9a-f-]{36}/g, 'uid')).toMatch(
    /^forwarded \(mailbox ann\)\ntime {2}accepted\ntime {2}forwarded .*to bob.*\n {2}in bob it is deleted, as uid:\n {2}time {2}accepted.*\n {2}time {2}deleted.*\n$/,
  );
  expect((await run(['status', uid, ...access, '--json'])).lines).toMatchObject([
    { uid, state: 'forwarded', forwarded: { mailbox: 'bob', state: 'deleted', history: [{ kind: 'accepted' }, { kind: 'deleted' }] } },
  ]);
});
