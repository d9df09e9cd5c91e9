import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AdminAnswer } from '#restante/protocol/admin';
import type { MessageContent, Part, Task } from '#restante/protocol/bridge';
import { placeAtServer } from '#restante/protocol/place';
import { startTestEngine } from '../support/engine.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startProxy } from '../support/proxy.ts';
import { addMailbox, openServer, submit } from '../support/server.ts';

const letter =
  'From: Bob <bob@example.org>\r\nTo: ann@example.org\r\nSubject: Figures\r\nMIME-Version: 1.0\r\n' +
  'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHere they are.\r\n--b\r\n' +
  'Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="q3.bin"\r\n' +
  'Content-Transfer-Encoding: base64\r\n\r\nAAECAwQ=\r\n--b--\r\n';

const place = placeAtServer('own');

/** An engine that administers a server with one mailbox, whose messages no device fetches. */
const started = async () => {
  const server = await openServer();
  const ann = await addMailbox(server, 'ann');
  const proxy = await startProxy(server);
  const { engine, events, of, run, until } = startTestEngine([], [{ id: 'own', server: proxy.http, adminToken: server.adminToken }]);
  const send = async (subject: string, body = letter, type = 'message/rfc822'): Promise<string> =>
    (await submit(server, 'ann', ann.sendToken, body, { Subject: subject, 'Content-Type': type })).uid;
  const detail = (uid: string): Promise<AdminAnswer<'message'>> => of('own').ask('server.ask', { operation: 'message', path: { uid } });
  const download = (uids: readonly string[], folder: string): Promise<Task['state']> =>
    run(place, { kind: 'download', uids, bytes: 0, folder });
  return { proxy, engine, events, until, send, detail, download, at: of(place), own: of('own'), run };
};

test('a message at a server is taken apart and saved as one of an inbox is, and nothing of it is marked', async () => {
  const { send, detail, at, run } = await started();
  const uid = await send('Figures');
  const before = await detail(uid);
  const content = await at.ask<MessageContent>('inbox.message', { uid });
  expect(content).toMatchObject({
    row: { uid, account: 'server:own', mailbox: 'ann', subject: 'Figures' },
    body: { kind: 'text', text: 'Here they are.\n' },
    attachments: [{ name: 'q3.bin', bytes: 5 }],
  });
  expect(Buffer.from((await at.ask<Part>('reading.part', { uid, part: 0 })).data)).toEqual(Buffer.from([0, 1, 2, 3, 4]));
  const path = join(temporaryFolder(), 'saved.bin');
  expect(await run(place, { kind: 'save', uid, what: 0, path })).toMatchObject({ kind: 'done' });
  expect(readFileSync(path)).toEqual(Buffer.from([0, 1, 2, 3, 4]));
  expect(await run(place, { kind: 'save', uid, what: null, path })).toMatchObject({ kind: 'done' });
  expect(readFileSync(path, 'latin1')).toBe(letter);
  expect(await detail(uid)).toEqual(before);
});

test('what has ended, what is not known and what is not asked of a server are told apart', async () => {
  const { send, at, own } = await started();
  const uid = await send('Gone');
  await own.ask('server.ask', { operation: 'act', body: { action: 'delete', uids: [uid] } });
  expect(await at.try('inbox.message', { uid })).toMatchObject({ problem: { code: 'message-ended' } });
  expect(await at.try('inbox.message', { uid: randomUUID() })).toMatchObject({ problem: { code: 'message-unknown' } });
  expect(await at.try('inbox.mark', { uids: [uid], read: true })).toMatchObject({ problem: { code: 'call-invalid' } });
});

test('messages are downloaded under names of their own, and again without being written twice; what has ended is counted', async () => {
  const { send, download, own } = await started();
  const uids = [await send('Same'), await send('Same'), await send('CON: ../../x\\y', 'plain', 'text/plain'), await send('Gone')];
  await own.ask('server.ask', { operation: 'act', body: { action: 'delete', uids: uids.slice(3) } });
  const folder = temporaryFolder();
  expect(await download(uids, folder)).toMatchObject({ kind: 'done', result: { kind: 'download', messages: 3, damaged: 0, gone: 1 } });
  const names = readdirSync(folder).toSorted();
  expect(names).toHaveLength(3);
  expect(names.every((name) => /^\d{4}-\d\d-\d\d_[^/\\:]+\.(eml|txt)$/.test(name))).toBe(true);
  expect(names.map((name) => readFileSync(join(folder, name), 'latin1')).toSorted()).toEqual([letter, letter, 'plain']);
  writeFileSync(join(folder, names[0] ?? ''), 'mine');
  await download(uids, folder);
  expect(readdirSync(folder)).toHaveLength(3);
  expect(readFileSync(join(folder, names[0] ?? ''), 'latin1')).toBe('mine');
});

test('a folder that cannot be written ends the download, and leaves nothing half-written', async () => {
  const { send, download } = await started();
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'there'));
  const state = await download([await send('One')], join(folder, 'not there'));
  expect(state).toMatchObject({ kind: 'failed', problem: { code: 'file-unwritable' } });
  expect(readdirSync(folder)).toEqual(['there']);
});

test.for(['save', 'download'] as const)(
  'a large %s tells how far it is in bytes, and leaves nothing when it is cancelled while the server stands still',
  async (kind) => {
    const { proxy, engine, events, until, send, run } = await started();
    const uid = await send('Large', 'x'.repeat(6_000_000), 'text/plain');
    let passed = 0;
    proxy.onResponse = (bytes) => {
      passed += bytes.byteLength;
      return passed > 2_000_000 ? Buffer.alloc(0) : bytes;
    };
    const folder = temporaryFolder();
    const ended = run(
      place,
      kind === 'save' ? { kind, uid, what: null, path: join(folder, 'large.txt') } : { kind, uids: [uid], bytes: 6_000_000, folder },
    );
    const task = await until(() => {
      for (const event of events) if (event.kind === 'task' && event.task.done > 0) return event.task;
      return undefined;
    });
    expect(task).toMatchObject({ kind, unit: 'bytes', of: 6_000_000 });
    expect(task.done).toBeLessThan(2_000_000);
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/^\..*\.part$/)]);
    expect(await engine.call('task.cancel', { id: task.id })).toMatchObject({ ok: true });
    expect(await ended).toEqual({ kind: 'cancelled' });
    expect(readdirSync(folder)).toEqual([]);
  },
);
