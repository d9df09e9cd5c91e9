import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AccountConfig, Retired } from '#restante/main/engine/calls';
import { openSqliteInbox } from '#restante/main/inbox/sqlite';
import type { AccountSettings } from '#restante/protocol/account';
import type { Again, MessagePage, ServerPage, TracePage } from '#restante/protocol/bridge';
import { startTestEngine } from '../support/engine.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startProxy } from '../support/proxy.ts';
import { addMailbox, call, openServer, type Server, submit, type Tokens } from '../support/server.ts';

const settings: AccountSettings = { cap: { unit: 'messages', limit: 100 }, overwriteRead: false, afterReceipt: 'move' };

const accountOf = (id: string, server: { http: string }, tokens: Tokens, change: Partial<AccountSettings> = {}): AccountConfig => ({
  id,
  folder: join(temporaryFolder(), 'inbox'),
  mailbox: tokens.mailbox,
  link: { server: server.http, receiveToken: tokens.receiveToken },
  settings: { ...settings, ...change },
});

const send = (server: Server, tokens: Tokens, subject: string, body = 'x') =>
  submit(server, tokens.mailbox, tokens.sendToken, body, { Subject: subject });

test('an account whose token is revoked, and one whose folder another holds, say so; the third goes on', async () => {
  const server = await openServer();
  const boxes = await Promise.all(['ann', 'bob', 'cy'].map((name) => addMailbox(server, name)));
  const [ann, bob, cy] = boxes as [Tokens, Tokens, Tokens];
  const locked = accountOf('locked', server, bob);
  const holder = await openSqliteInbox(locked.folder);
  const { engine, of } = startTestEngine([accountOf('revoked', server, ann), locked, accountOf('sound', server, cy)]);
  await of('revoked').status(({ connection }) => connection.kind === 'idle');
  const tokens = (await (await call(server, server.adminToken, '/v1/tokens?mailbox=ann')).json()) as {
    tokens: { token: string; scope: string }[];
  };
  const receive = tokens.tokens.find(({ scope }) => scope === 'receive')?.token;
  expect((await call(server, server.adminToken, `/v1/tokens/${receive}`, { method: 'DELETE' })).ok).toBe(true);
  await of('revoked').status(({ connection }) => connection.kind === 'refused' && connection.code === 'token-unknown');
  await of('locked').status(({ connection }) => connection.kind === 'failing' && connection.code === 'folder-in-use');
  expect(await of('locked').try('inbox.page', { folder: 'inbox', before: null, limit: 5 })).toMatchObject({
    problem: { code: 'folder-in-use' },
  });
  await send(server, cy, 'goes on');
  await of('sound').status(({ unread, connection }) => unread === 1 && connection.kind === 'idle');

  // The folder is let go, and the reader looks again.
  await send(server, bob, 'was held');
  await holder.close();
  await of('locked').ask('inbox.fetch');
  await of('locked').status(({ unread, connection }) => unread === 1 && connection.kind === 'idle');
  // A new token is all that changes: the inbox of the account is still there.
  const added = await call(server, server.adminToken, '/v1/tokens', {
    method: 'POST',
    body: JSON.stringify({ scope: 'receive', mailbox: 'ann' }),
  });
  const { secret } = (await added.json()) as { secret: string };
  await send(server, ann, 'with a new token');
  engine.configure([{ ...accountOf('revoked', server, { ...ann, receiveToken: secret }) }, locked, accountOf('sound', server, cy)]);
  await of('revoked').status(({ unread, connection }) => unread === 1 && connection.kind === 'idle');
});

test('full: reading, deleting, unprotecting and raising the cap each bring what waits', async () => {
  const server = await openServer();
  const ann = await addMailbox(server, 'ann');
  const config = accountOf('own', server, ann, { cap: { unit: 'messages', limit: 2 }, overwriteRead: true });
  const { engine, of } = startTestEngine([config]);
  const own = of('own');
  const uids: string[] = [];
  for (let n = 1; n <= 6; n += 1) uids.push((await send(server, ann, `${n}`)).uid);
  const left = (count: number) =>
    own.status(
      ({ connection, waiting }) => (count === 0 ? connection.kind === 'idle' : connection.kind === 'full') && waiting.count === count,
    );
  expect(await left(4)).toMatchObject({ room: 0, connection: { smallest: 1 }, waiting: { bytes: 4 } });
  const marked = (n: number, marks: Record<string, boolean>) => own.ask('inbox.mark', { uids: [uids[n - 1]], ...marks });
  await marked(1, { read: true });
  await left(3);
  await marked(2, { protected: true, read: true });
  await marked(3, { deleted: true });
  await left(2);
  await marked(2, { protected: false });
  await left(1);
  engine.configure([{ ...config, settings: { ...config.settings, cap: { unit: 'messages', limit: 3 } } }]);
  await left(0);
  expect(await own.subjects()).toEqual(['6', '5', '4']);
});

test('what made way is traced, and fetched again with one call while the server has it; what was purged too', async () => {
  const server = await openServer();
  const ann = await addMailbox(server, 'ann');
  const { of } = startTestEngine([accountOf('own', server, ann, { cap: { unit: 'messages', limit: 2 }, overwriteRead: true })]);
  const own = of('own');
  const first = await send(server, ann, 'first');
  const second = await send(server, ann, 'second');
  await own.status(({ unread }) => unread === 2);
  await own.ask('inbox.mark', { uids: [first.uid], read: true });
  await send(server, ann, 'third');
  await own.status(({ connection, tally }) => connection.kind === 'idle' && tally.read.count === 0);
  await own.ask('inbox.mark', { uids: [second.uid], deleted: true });
  expect(await own.ask('inbox.purge', { uids: null })).toEqual([second.uid]);
  await own.status(({ unread }) => unread === 1);
  const traces = () => own.ask<TracePage>('inbox.traces', { before: null, limit: 10 });
  expect((await traces()).rows).toMatchObject([
    { uid: second.uid, because: 'deleted', subject: 'second', backAt: null },
    { uid: first.uid, because: 'overwritten', subject: 'first', backAt: null, bytes: 1 },
  ]);
  const unknown = '01900000-0000-7000-8000-00000000000a';
  expect(await own.ask<Again[]>('inbox.again', { uids: [second.uid, unknown] })).toEqual([
    { uid: second.uid, outcome: 'coming' },
    { uid: unknown, outcome: 'gone' },
  ]);
  await own.status(({ connection, unread }) => connection.kind === 'idle' && unread === 2);
  expect(await own.subjects()).toEqual(['second', 'third']);
  expect((await traces()).rows).toMatchObject([
    { uid: second.uid, backAt: expect.any(Number) },
    { uid: first.uid, backAt: null },
  ]);
  // Once more, while there is no room: it waits, and who asks is told what waits.
  expect(await own.ask<Again[]>('inbox.again', { uids: [first.uid] })).toEqual([{ uid: first.uid, outcome: 'coming' }]);
  await own.status(({ connection }) => connection.kind === 'full');
  expect(await own.ask<ServerPage>('inbox.waiting', { after: null })).toMatchObject({
    messages: [{ uid: first.uid, subject: 'first', size: 1 }],
    total: { count: 1, bytes: 1 },
  });
});

test('words and filters find what they should, a page at a time', async () => {
  const server = await openServer();
  const ann = await addMailbox(server, 'ann');
  const { of, next } = startTestEngine([accountOf('own', server, ann)]);
  const own = of('own');
  // A header is ASCII.
  await submit(server, 'ann', ann.sendToken, '資料は明日送ります', { Subject: '=?utf-8?B?5p2x5Lqs6YO944Gu5Lya6K2w?=' });
  await send(server, ann, 'Quarterly figures', 'The café was full');
  await submit(server, 'ann', ann.sendToken, '%PDF-', { Subject: 'paper', 'Content-Type': 'application/pdf' });
  await own.status(({ unread }) => unread === 3);
  const find = async (look: Record<string, unknown>): Promise<string[]> =>
    (await own.ask<MessagePage>('inbox.page', { folder: 'inbox', before: null, limit: 10, ...look })).rows.map(({ subject }) => subject);
  // What is searched is filed after what is shown: the next change is awaited from before the look.
  for (let changed = next('inbox-changed'); (await find({ filter: { attachments: false } })).length < 3; ) {
    await changed;
    changed = next('inbox-changed');
  }
  expect(await find({ words: '会議' })).toEqual(['東京都の会議']);
  expect(await find({ words: '明日' })).toEqual(['東京都の会議']);
  expect(await find({ words: 'CAFE quart' })).toEqual(['Quarterly figures']);
  expect(await find({ words: '"' })).toEqual([]);
  expect(await find({ filter: { type: 'application/pdf' } })).toEqual(['paper']);
  expect(await find({ words: 'pap', filter: { unread: true, type: 'application/' } })).toEqual(['paper']);
  expect(await find({ filter: { since: Date.now() + 60_000 } })).toEqual([]);
});

test('an account is removed when its server has its instructions; if that cannot be reached, only when the reader insists', async () => {
  const server = await openServer();
  const ann = await addMailbox(server, 'ann');
  const proxy = await startProxy(server);
  const { of } = startTestEngine([accountOf('own', proxy, ann)]);
  const own = of('own');
  // The message comes, its instruction does not get through.
  proxy.onRequest = (bytes) => (bytes.includes('move=') ? 'cut' : bytes);
  const { uid } = await send(server, ann, 'one');
  await own.status(({ unread }) => unread === 1);
  expect(await own.ask<Retired>('account.retire', { insist: false })).toMatchObject({
    kind: 'pending',
    undone: [{ verb: 'move', id: 1, uid }],
    problem: { code: 'server-unreachable' },
  });
  expect(await own.ask<Retired>('account.retire', { insist: true })).toMatchObject({ kind: 'retired', undone: [{ uid }] });
  proxy.onRequest = undefined;
  expect(await own.ask<Retired>('account.retire', { insist: false })).toMatchObject({ kind: 'retired', undone: [], problem: null });
  const { total } = (await (await call(server, ann.receiveToken, '/v1/mailboxes/ann/delivery')).json()) as ServerPage;
  expect(total.count).toBe(0);
});
