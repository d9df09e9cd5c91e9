import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AccountConfig } from '#restante/main/engine/calls';
import type { AccountSettings } from '#restante/protocol/account';
import type { MessageContent, ServerPage, Status } from '#restante/protocol/bridge';
import { corpus, kinds, send } from '../support/corpus.ts';
import { startTestEngine } from '../support/engine.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startProxy } from '../support/proxy.ts';
import { addMailbox, openServer, type Server, startServer, submit, type Tokens } from '../support/server.ts';
import { waitUntil } from '../support/wait-until.ts';

const usual: AccountSettings = { cap: { unit: 'messages', limit: 1_000 }, overwriteRead: false, afterReceipt: 'move' };

/** A real server, and the engine with one account of it. */
const started = async (cap = 1_000, beside?: { server: Server; ann?: Tokens }) => {
  const server = beside?.server ?? (await openServer());
  const ann = beside?.ann ?? (await addMailbox(server, 'ann'));
  const proxy = await startProxy(server);
  const config: AccountConfig = {
    id: 'own',
    folder: join(temporaryFolder(), 'inbox'),
    mailbox: 'ann',
    link: { server: proxy.http, receiveToken: ann.receiveToken },
    settings: { ...usual, cap: { unit: 'messages', limit: cap } },
  };
  const { engine, events, next, of, run } = startTestEngine([config], [{ id: 'own', server: proxy.http, adminToken: server.adminToken }]);
  const configure = (settings: Partial<AccountSettings>): void => engine.configure([{ ...config, settings: { ...usual, ...settings } }]);
  return { server, proxy, ann, engine, events, next, configure, run, ...of('own') };
};

test('a message that is sent appears, with its counts, without being asked for', async () => {
  const { server, ann, status, page, events } = await started();
  await status(({ connection }) => connection.kind === 'idle');
  await submit(server, 'ann', ann.sendToken, 'hello', { Subject: 'Greeting' });
  const told = await status(({ unread, connection }) => unread === 1 && connection.kind === 'idle');
  expect(told).toMatchObject({ waiting: { count: 0 }, room: 999, tally: { unread: { count: 1, bytes: 5 } } });
  expect(await page('inbox')).toMatchObject({ rows: [{ subject: 'Greeting', read: false }], next: null });
  expect(events.some(({ kind }) => kind === 'inbox-changed')).toBe(true);
});

test('each message that is stored is told of once, and none that was here already', async () => {
  const { server, ann, ask, status, page, events } = await started();
  await status(({ connection }) => connection.kind === 'idle');
  const heard = () => events.flatMap((event) => (event.kind === 'received' ? [event.message] : []));
  await submit(server, 'ann', ann.sendToken, 'a', { Subject: 'First', From: 'Ann Lee <ann@sender.example>' });
  await status(({ unread }) => unread === 1);
  const [row] = (await page('inbox')).rows;
  expect(heard()).toEqual([{ uid: row?.uid, subject: 'First', from: 'Ann Lee <ann@sender.example>' }]);
  // Delivered once more, it is the one that is here.
  await expect.poll(() => ask('inbox.again', { uids: [row?.uid] })).toMatchObject([{ outcome: 'coming' }]);
  await submit(server, 'ann', ann.sendToken, 'b', { Subject: 'Second' });
  await status(({ unread, connection }) => unread === 2 && connection.kind === 'idle');
  expect(heard().map(({ subject }) => subject)).toEqual(['First', 'Second']);
});

test('pages go on where the last one ended, the newest first, and every folder shows its own', async () => {
  const { server, ann, ask, status, page } = await started();
  for (let n = 1; n <= 5; n += 1) await submit(server, 'ann', ann.sendToken, 'x', { Subject: `${n}` });
  await status(({ unread }) => unread === 5);
  const first = await page('inbox', null, 2);
  const second = await page('inbox', first.next, 2);
  const third = await page('inbox', second.next, 2);
  expect([first, second, third].map(({ rows }) => rows.map((row) => row.subject))).toEqual([['5', '4'], ['3', '2'], ['1']]);
  expect(third.next).toBeNull();
  const [five, four] = first.rows;
  await ask('inbox.mark', { uids: [five?.uid], read: true });
  await ask('inbox.mark', { uids: [four?.uid], protected: true });
  await ask('inbox.mark', { uids: [second.rows[0]?.uid], deleted: true });
  const subjects = async (folder: string) => (await page(folder)).rows.map((row) => row.subject);
  expect(await subjects('inbox')).toEqual(['5', '4', '2', '1']);
  expect(await subjects('unread')).toEqual(['4', '2', '1']);
  expect(await subjects('protected')).toEqual(['4']);
  expect(await subjects('deleted')).toEqual(['3']);
});

test('full says so, and room that is made resumes at once', async () => {
  const { server, ann, ask, status, page } = await started(2);
  for (let n = 1; n <= 4; n += 1) await submit(server, 'ann', ann.sendToken, 'x', { Subject: `${n}` });
  await status(({ connection, waiting }) => connection.kind === 'full' && waiting.count === 2);
  const { rows } = await page('inbox');
  await ask('inbox.mark', { uids: [rows[0]?.uid], deleted: true });
  await status(({ connection, waiting }) => connection.kind === 'full' && waiting.count === 1);
  expect((await page('inbox')).rows.map((row) => row.subject)).toEqual(['3', '1']);
});

test('a raised cap and overwriting that is switched on resume at once', async () => {
  const { server, ann, configure, ask, status, page } = await started(1);
  for (let n = 1; n <= 3; n += 1) await submit(server, 'ann', ann.sendToken, 'x', { Subject: `${n}` });
  await status(({ connection, waiting }) => connection.kind === 'full' && waiting.count === 2);
  configure({ cap: { unit: 'messages', limit: 2 } });
  await status(({ connection, waiting }) => connection.kind === 'full' && waiting.count === 1);
  await ask('inbox.mark', { uids: (await page('inbox')).rows.map(({ uid }) => uid), read: true });
  configure({ cap: { unit: 'messages', limit: 2 }, overwriteRead: true });
  await status(({ connection }) => connection.kind === 'idle');
  expect((await page('inbox')).rows.map((row) => row.subject)).toEqual(['3', '2']);
});

test('what the reader has open is not overwritten, and makes way when it is closed', async () => {
  const { server, ann, configure, ask, status, page } = await started(1);
  configure({ cap: { unit: 'messages', limit: 1 }, overwriteRead: true });
  for (let n = 1; n <= 2; n += 1) await submit(server, 'ann', ann.sendToken, 'x', { Subject: `${n}` });
  await status(({ connection, waiting }) => connection.kind === 'full' && waiting.count === 1);
  const uid = (await page('inbox')).rows[0]?.uid ?? '';
  await ask('inbox.open', { uid });
  await ask('inbox.mark', { uids: [uid], read: true });
  expect(await ask<Status>('status.read')).toMatchObject({ room: 0, connection: { kind: 'full' } });
  await ask('inbox.open', { uid: null });
  await status(({ connection }) => connection.kind === 'idle');
  expect((await page('inbox')).rows.map((row) => row.subject)).toEqual(['2']);
});

test('a message that keeps arriving damaged is told once, and the others are there', async () => {
  const { server, ann, status, page, proxy, events } = await started();
  proxy.onResponse = (bytes) => Buffer.from(bytes.toString('latin1').replaceAll('intact', 'broken'), 'latin1');
  for (const body of ['intact', 'other']) await submit(server, 'ann', ann.sendToken, body, { Subject: body });
  await status(({ unread, connection, waiting }) => unread === 1 && connection.kind === 'deferred' && waiting.count === 1);
  expect((await page('inbox')).rows.map((row) => row.subject)).toEqual(['other']);
  expect(events.filter(({ kind }) => kind === 'trouble')).toMatchObject([{ problem: { code: 'digest-mismatch' } }]);
});

test('every kind of message is shown or offered to be saved, and saved it is what was sent', async () => {
  const { server, ann, ask, status, page, run } = await started();
  const entries = corpus(kinds.length);
  const sent = new Map<string, (typeof entries)[number]>();
  for (const entry of entries) sent.set(await send(entry, server, { mailbox: 'ann', sendToken: ann.sendToken }), entry);
  await status(({ unread }) => unread === entries.length);
  const folder = temporaryFolder();
  for (const row of (await page('inbox', null, 500)).rows) {
    const entry = sent.get(row.uid);
    const content = await ask<MessageContent>('inbox.message', { uid: row.uid });
    expect(content.body.kind, entry?.kind).not.toBe('damaged');
    if (row.type.startsWith('image/png')) expect(content.body.kind).toBe('image');
    if (row.type.startsWith('audio/')) expect(content.body).toMatchObject({ kind: 'audio' });
    const path = join(folder, row.uid);
    expect(await run('own', { kind: 'save', uid: row.uid, what: null, path })).toEqual({ kind: 'done', result: { kind: 'save', path } });
    expect(readFileSync(path).equals(entry?.stored ?? Buffer.of()), entry?.kind).toBe(true);
  }
});

test("the server's side: folders with what ends when and why, and a policy that is changed", async () => {
  const { server, ann, ask, status, next } = await started();
  for (let n = 1; n <= 3; n += 1) await submit(server, 'ann', ann.sendToken, 'x', { Subject: `${n}` });
  await status(({ unread }) => unread === 3);
  const processed = () => ask<ServerPage>('server.ask', { operation: 'messages', query: { folder: 'processed', mailbox: 'ann' } });
  await waitUntil(async () => (await processed()).total.count === 3);
  expect((await processed()).messages[0]).toMatchObject({ id: 1, subject: '1', ends: { because: 'processed-age' } });
  const changed = next('server-changed');
  const body = { delivery: { maxAge: null }, processed: { maxAge: null, maxCount: 1 } };
  await ask('server.ask', { operation: 'setRetention', path: { mailbox: 'ann' }, body });
  await waitUntil(async () => (await processed()).total.count === 1);
  expect((await processed()).messages.map(({ id }) => id)).toEqual([3]);
  await changed;
});

test('what the inbox does not hold, and a file that cannot be written, are outcomes with a code', async () => {
  const accountOf = await started();
  const { server, ann, status, page } = accountOf;
  await submit(server, 'ann', ann.sendToken, 'x');
  await status(({ unread }) => unread === 1);
  const uid = (await page('inbox')).rows[0]?.uid ?? '';
  const unknown = '01900000-0000-7000-8000-00000000000a';
  expect(await accountOf.try('inbox.message', { uid: unknown })).toMatchObject({ ok: false, problem: { code: 'message-unknown' } });
  const nowhere = join(temporaryFolder(), 'no', 'such', 'folder');
  expect(await accountOf.run('own', { kind: 'save', uid, what: null, path: nowhere })).toMatchObject({
    kind: 'failed',
    problem: { code: 'file-unwritable' },
  });
});

test('a server that goes away is told as offline, and fetched from again when it is back', async () => {
  const server = await startServer(temporaryFolder());
  const { ann, status, page } = await started(1_000, { server });
  await status(({ connection }) => connection.kind === 'idle');
  await server.kill('SIGKILL');
  await status(({ connection }) => connection.kind === 'offline');
  const { host } = new URL(server.http);
  await submitAfterRestart(server.adminTokenFile, host, ann.sendToken);
  await status(({ unread }) => unread === 1);
  expect((await page('inbox')).rows).toHaveLength(1);
});

test('a second device is refused and told so, takes over, and the first is told in its turn', async () => {
  const first = await started();
  await first.status(({ connection }) => connection.kind === 'idle');
  const second = await started(1_000, first);
  const isOther = ({ connection }: Status): boolean => connection.kind === 'refused' && connection.code === 'other-device';
  await second.status(isOther);
  await second.ask('inbox.takeOver');
  await second.status(({ connection }) => connection.kind === 'idle');
  await first.status(isOther);
  await submit(first.server, 'ann', first.ann.sendToken, 'x', { Subject: 'for the second' });
  await second.status(({ unread }) => unread === 1);
  expect((await first.page('inbox')).rows).toEqual([]);
  await first.ask('inbox.takeOver');
  await first.status(({ connection }) => connection.kind === 'idle');
  await second.status(isOther);
});

const submitAfterRestart = async (adminTokenFile: string, host: string, sendToken: string): Promise<void> => {
  const again = await startServer(join(adminTokenFile, '..'), { http: host });
  await submit(again, 'ann', sendToken, 'x');
};
