import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { idsIn } from '../support/device.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type Line, run } from '../support/process.ts';
import { eventsOf, serverAndDevice } from '../support/receive.ts';
import { call, submit } from '../support/server.ts';
import { waitUntil } from '../support/wait-until.ts';

/** What ran, in order: a line for each time. */
const lines = (file: string): string[] => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []);

const is = (event: string, uid?: string) => (line: Line) => line.event === event && (uid === undefined || line.uid === uid);

const uidsOf = (events: readonly Line[]): unknown[] => events.map(({ uid }) => uid);

test('the command is run for each message, in order of receipt, with its bytes on standard input', async () => {
  const { server, ann, device } = await serverAndDevice();
  const bodies = [randomBytes(70_000), new Uint8Array(0), randomBytes(5_000_000), Buffer.from([0, 13, 10, 0, 255])];
  const sent = [];
  for (const body of bodies) sent.push(await submit(server, 'ann', ann.sendToken, body, { 'Content-Type': 'image/x; a="b"' }));
  const out = temporaryFolder();
  const events = await device.once(server, '--exec', `cat > ${out}/$RESTANTE_UID; echo $RESTANTE_UID >> ${out}/order`);
  expect(uidsOf(eventsOf(events, 'executed'))).toEqual(sent.map(({ uid }) => uid));
  expect(lines(join(out, 'order'))).toEqual(sent.map(({ uid }) => uid));
  const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  expect(sent.map(({ uid }) => digest(readFileSync(join(out, uid))))).toEqual(bodies.map(digest));
  expect((await device.held()).map(({ read }) => read)).toEqual([true, true, true, true]);
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([]);
});

test('the environment says what it is; its output goes to standard error', async () => {
  const { server, ann, device } = await serverAndDevice();
  const { uid } = await submit(server, 'ann', ann.sendToken, 'hello', { Subject: 'Hi', From: 'bob@example.org' });
  const receiving = device.start(server, '--once', '--exec', 'env | grep ^RESTANTE_ | sort; echo done >&2');
  expect(await receiving.ended).toMatchObject({ code: 0 });
  expect(receiving.stderr()).toBe(
    [
      ...['RESTANTE_BYTES=5', 'RESTANTE_FROM=bob@example.org', 'RESTANTE_ID=1', 'RESTANTE_MAILBOX=ann', 'RESTANTE_SUBJECT=Hi'],
      ...['RESTANTE_TYPE=text/plain; charset=utf-8', `RESTANTE_UID=${uid}`, 'done', ''],
    ].join('\n'),
  );
  expect(receiving.stdout().split('\n').filter(Boolean), 'events alone').toHaveLength(receiving.lines.length);
});

test('what strangers wrote runs nothing', async () => {
  const { server, ann, device } = await serverAndDevice();
  const out = temporaryFolder();
  const subject = `$(touch ${out}/x) \`touch ${out}/x\`; touch ${out}/x`;
  const hostile = `=?utf-8?B?${Buffer.from(`${subject}\n\0\u001b[2J\u2028-rf`).toString('base64')}?=`;
  await submit(server, 'ann', ann.sendToken, `$(touch ${out}/x)\ntouch ${out}/x\n`, { Subject: hostile, From: `"; touch ${out}/x #` });
  const events = await device.once(server, '--exec', `printf %s "$RESTANTE_SUBJECT" > ${out}/subject`);
  expect(eventsOf(events, 'executed')).toHaveLength(1);
  expect(readdirSync(out)).toEqual(['subject']);
  expect(readFileSync(join(out, 'subject'), 'utf8')).not.toMatch(/[\p{Cc}\u2028]/u);
  expect(readFileSync(join(out, 'subject'), 'utf8')).toContain(subject);
});

test('a command that fails is run again until it succeeds, while others go on', async () => {
  const { server, ann, device } = await serverAndDevice();
  const first = await submit(server, 'ann', ann.sendToken, 'a');
  const second = await submit(server, 'ann', ann.sendToken, 'b');
  const out = temporaryFolder();
  const script = `echo $RESTANTE_ID >> ${out}/runs; if [ $RESTANTE_ID = 1 ]; then test $(grep -c 1 ${out}/runs) -ge 3 || exit 7; fi`;
  const receiving = device.start(server, '--exec', script);
  await receiving.line(is('executed', first.uid));
  expect(uidsOf(eventsOf(receiving.lines, 'executed'))).toEqual([second.uid, first.uid]);
  expect(lines(join(out, 'runs'))).toEqual(['1', '2', '1', '1']);
  const failed = eventsOf(receiving.lines, 'error');
  expect(failed).toHaveLength(2);
  for (const line of failed)
    expect(line).toMatchObject({ code: 'command-failed', uid: first.uid, id: 1, exit: 7, retryInMs: expect.any(Number) });
  const third = await submit(server, 'ann', ann.sendToken, 'c');
  await receiving.line(is('executed', third.uid));
  expect(await receiving.kill()).toMatchObject({ code: 0 });
});

test('a command that does not read, one that is missing, one that is killed', async () => {
  const { server, ann, device } = await serverAndDevice();
  await submit(server, 'ann', ann.sendToken, randomBytes(5_000_000));
  const missing = device.start(server, '--once', '--exec', '/no/such/command');
  expect(await missing.ended).toMatchObject({ code: 3 });
  expect(eventsOf(missing.lines, 'error')[0]).toMatchObject({ code: 'command-failed', exit: 127 });
  expect(eventsOf(missing.lines, 'error')[0]).not.toHaveProperty('retryInMs');
  const killed = device.start(server, '--once', '--exec', 'kill -9 $$');
  expect(await killed.ended).toMatchObject({ code: 3 });
  expect(eventsOf(killed.lines, 'error')[0]).toMatchObject({ code: 'command-failed', signal: 'SIGKILL' });
  expect(eventsOf(await device.once(server, '--exec', 'true'), 'executed')).toHaveLength(1);
  expect(await device.once(server, '--exec', 'false'), 'nothing is left to run').toEqual([{ event: 'idle' }]);
});

test('--once: each is run once, and one that failed says so by exit code 3 and is told at a start without --exec', async () => {
  const { server, ann, device } = await serverAndDevice();
  for (const body of ['a', 'b', 'c']) await submit(server, 'ann', ann.sendToken, body);
  const receiving = device.start(server, '--once', '--exec', 'test $RESTANTE_ID != 2');
  expect(await receiving.ended).toMatchObject({ code: 3 });
  expect(eventsOf(receiving.lines, 'executed').map(({ id }) => id)).toEqual([1, 3]);
  expect(receiving.lines.at(-1)).toMatchObject({ event: 'error', code: 'command-failed' });
  expect(receiving.stderr()).toMatch(/^restante: [^\n]+ \(command-failed\)\n$/);
  expect(eventsOf(await device.once(server), 'unexecuted')).toEqual([{ event: 'unexecuted', messages: 1 }]);
  const events = await device.once(server, '--exec', 'true');
  expect(eventsOf(events, 'executed')).toMatchObject([{ id: 2 }]);
  expect(eventsOf(await device.once(server), 'unexecuted')).toEqual([]);
});

test('until its command succeeded a message makes no way, whatever its marks', async () => {
  const { server, ann, device } = await serverAndDevice();
  for (const body of ['a', 'b', 'c']) await submit(server, 'ann', ann.sendToken, body);
  const capped = ['--cap', '2', '--overwrite-read'];
  const failing = device.start(server, '--once', ...capped, '--exec', 'false');
  expect(await failing.ended).toMatchObject({ code: 3 });
  const [first, second] = await device.held();
  await device.mark([first?.uid ?? ''], '--delete');
  await device.mark([second?.uid ?? ''], '--read');
  expect(eventsOf(await device.once(server, ...capped), 'full')).toMatchObject([{ waiting: 1, room: 0 }]);
  // Both commands succeed; the deleted one makes way, and the third is fetched in the same go.
  const events = await device.once(server, ...capped, '--exec', 'true');
  expect(eventsOf(events, 'executed').map(({ id }) => id)).toEqual([1, 2, 3]);
  expect(eventsOf(events, 'purged')).toMatchObject([{ id: 1 }]);
  expect((await device.held()).map(({ id }) => id)).toEqual([2, 3]);
});

test('a device that is full goes on when the command made its messages read ones', async () => {
  const { server, ann, device } = await serverAndDevice();
  for (let n = 0; n < 5; n += 1) await submit(server, 'ann', ann.sendToken, `${n}`);
  const receiving = device.start(server, '--cap', '1', '--overwrite-read', '--exec', 'true');
  await receiving.line((line) => line.event === 'executed' && line.id === 5);
  expect(eventsOf(receiving.lines, 'overwritten').map(({ id }) => id)).toEqual([1, 2, 3, 4]);
  expect(await receiving.kill()).toMatchObject({ code: 0 });
});

test('SIGTERM: the command that runs is awaited and recorded, and no other begins', async () => {
  const { server, ann, device } = await serverAndDevice();
  for (const body of ['a', 'b']) await submit(server, 'ann', ann.sendToken, body);
  const out = temporaryFolder();
  const wait = `echo $RESTANTE_ID >> ${out}/begun; while [ ! -e ${out}/go ]; do sleep 0.02; done; echo $RESTANTE_ID >> ${out}/ended`;
  const receiving = device.start(server, '--exec', `echo begun $RESTANTE_ID >&2; ${wait}`);
  await receiving.line(is('idle'));
  await new Promise<void>((resolve) => {
    const look = (): void => (receiving.stderr().includes('begun 1') ? resolve() : void receiving.child.stderr?.once('data', look));
    look();
  });
  receiving.child.kill('SIGTERM');
  writeFileSync(join(out, 'go'), '');
  expect(await receiving.ended).toEqual({ code: 0, signal: null });
  expect(eventsOf(receiving.lines, 'executed').map(({ id }) => id)).toEqual([1]);
  expect([lines(join(out, 'begun')), lines(join(out, 'ended'))]).toEqual([['1'], ['1']]);
  await device.once(server, '--exec', wait);
  expect(lines(join(out, 'ended'))).toEqual(['1', '2']);
});

test('a second signal does not wait for the command, and ends it', async () => {
  const { server, ann, device } = await serverAndDevice();
  await submit(server, 'ann', ann.sendToken, 'a');
  const out = temporaryFolder();
  const receiving = device.start(server, '--exec', `echo $$ > ${out}/pid; echo begun >&2; sleep 600; echo ended >> ${out}/ended`);
  await receiving.line(is('idle'));
  await new Promise<void>((resolve) => {
    const look = (): void => (receiving.stderr().includes('begun') ? resolve() : void receiving.child.stderr?.once('data', look));
    look();
  });
  receiving.child.kill('SIGTERM');
  receiving.child.kill('SIGINT');
  expect((await receiving.ended).signal).toMatch(/^SIG(TERM|INT)$/);
  const pid = Number(readFileSync(join(out, 'pid'), 'utf8'));
  await waitUntil(() => !existsSync(`/proc/${pid}`) || /^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8')));
  expect(existsSync(join(out, 'ended'))).toBe(false);
  expect(eventsOf(await device.once(server, '--exec', 'true'), 'executed')).toHaveLength(1);
});

test('killed at any moment, every command is run at least once, and once where no kill fell', async () => {
  const { server, ann, device } = await serverAndDevice();
  const out = temporaryFolder();
  const script = `echo $RESTANTE_UID >> ${out}/begun; cat > /dev/null; echo $RESTANTE_UID >> ${out}/runs`;
  const sent: string[] = [];
  for (let n = 0; n < 40; n += 1) sent.push((await submit(server, 'ann', ann.sendToken, randomBytes(n * 997))).uid);
  /** Told as done; and begun without that, when a kill fell. */
  const executed = new Set<unknown>();
  const struck = new Set<string>();
  for (let kill = 0; kill < 8; kill += 1) {
    const receiving = device.start(server, '--exec', script);
    await receiving.line(is('executed'));
    // Random on purpose: it is the moment of the kill.
    await delay(Math.random() * 60);
    await receiving.kill('SIGKILL');
    for (const uid of uidsOf(eventsOf(receiving.lines, 'executed'))) executed.add(uid);
    for (const uid of lines(join(out, 'begun'))) if (!executed.has(uid)) struck.add(uid);
  }
  await device.once(server, '--exec', script);
  const runs = lines(join(out, 'runs'));
  for (const uid of sent) {
    const times = runs.filter((one) => one === uid).length;
    expect(times, uid).toBeGreaterThanOrEqual(1);
    if (!struck.has(uid)) expect(times, uid).toBe(1);
  }
  expect(struck.size, 'one a kill').toBeLessThanOrEqual(8);
  expect((await device.held()).every(({ read }) => read)).toBe(true);
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([]);
}, 60_000);

test('what is fetched again is run again', async () => {
  const { server, ann, device } = await serverAndDevice();
  const { uid } = await submit(server, 'ann', ann.sendToken, 'a');
  const out = temporaryFolder();
  const script = `echo $RESTANTE_ID >> ${out}/runs`;
  await device.once(server, '--exec', script);
  await submit(server, 'ann', ann.sendToken, 'b');
  expect(eventsOf(await device.once(server, '--cap', '1', '--overwrite-read', '--exec', script), 'overwritten')).toMatchObject([{ uid }]);
  const access = ['--server', server.http, '--mailbox', 'ann', '--token-file', device.tokenFile];
  expect(await run(['inbox', 'again', uid, ...access])).toMatchObject({ code: 0 });
  await device.once(server, '--exec', script);
  expect(lines(join(out, 'runs'))).toEqual(['1', '2', '3']);
  expect((await call(server, ann.receiveToken, '/v1/mailboxes/ann/delivery')).status).toBe(200);
});
