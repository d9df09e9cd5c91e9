import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AccountConfig, TaskOrder } from '#restante/main/engine/calls';
import type { MessagePage, Sizes, Task, ToExport } from '#restante/protocol/bridge';
import { startTestEngine } from '../support/engine.ts';
import { temporaryFolder } from '../support/folder.ts';
import { addMailbox, openServer, type Server, startServer, submit, type Tokens } from '../support/server.ts';

const mailOf = (subject: string, body = 'Dear Ann'): string => `From: Bob <bob@example.org>\r\nSubject: ${subject}\r\n\r\n${body}\r\n`;

const configOf = (server: Server, ann: Tokens, folder: string): AccountConfig => ({
  id: 'own',
  folder,
  mailbox: 'ann',
  link: { server: server.http, receiveToken: ann.receiveToken },
  sending: { server: server.http, token: ann.sendToken },
  settings: { cap: { unit: 'messages', limit: 10_000 }, overwriteRead: false, afterReceipt: 'move' },
});

/** A real server, and the engine with one account of it. */
const started = async (change: (config: AccountConfig) => AccountConfig = (config) => config) => {
  const server = await openServer();
  const ann = await addMailbox(server, 'ann');
  const folder = join(temporaryFolder(), 'inbox');
  const config = change(configOf(server, ann, folder));
  const running = startTestEngine([config]);
  const { engine, events, until, of } = running;
  /** What was told of a task when it holds, now or later. */
  const told = (id: string, matches: (task: Task) => boolean): Promise<Task> =>
    until(() => {
      for (const event of events) if (event.kind === 'task' && event.task.id === id && matches(event.task)) return event.task;
      return undefined;
    });
  const start = async (order: TaskOrder): Promise<{ id: string; ended: Promise<Task> }> => {
    const id = randomUUID();
    await of('own').ask('task.start', { id, order });
    return { id, ended: told(id, ({ state }) => state.kind !== 'running') };
  };
  const run = async (order: TaskOrder): Promise<Task['state']> => (await (await start(order)).ended).state;
  const send = async (...subjects: string[]): Promise<void> => {
    for (const subject of subjects) await submit(server, 'ann', ann.sendToken, mailOf(subject), { 'Content-Type': 'message/rfc822' });
  };
  return { server, ann, folder, config, engine, events, told, start, run, send, ...of('own') };
};

const list = (words?: string) => ({ kind: 'list', folder: 'inbox', ...(words && { words }) }) as const;
const toMbox = (path: string, what: Extract<TaskOrder, { kind: 'export' }>['what'] = list(), replace = false): TaskOrder => ({
  kind: 'export',
  ...{ what, path, replace, format: 'mbox' },
});

/** What is left of a run when nothing may be left. */
const nothingIn = (folder: string): void => expect(readdirSync(folder)).toEqual([]);

test('a list, a search or a selection is exported, in order of receipt, and told as it goes', async () => {
  const { send, status, run, start, page, told, folder } = await started();
  await send('One', 'Two', 'Three', 'Two more');
  await status(({ unread, connection }) => unread === 4 && connection.kind === 'idle');
  const out = temporaryFolder();
  const sizes = (await page('inbox')).rows.reduce((sum, { bytes }) => sum + bytes, 0);

  const { id, ended } = await start(toMbox(join(out, 'all.mbox')));
  expect(await ended).toMatchObject({
    kind: 'export',
    account: 'own',
    unit: 'bytes',
    ...{ done: sizes, of: sizes },
    state: { kind: 'done', result: { messages: 4, damaged: 0, gone: 0 } },
  });
  expect((await told(id, () => true)).state.kind).toBe('running');
  const subjects = [...readFileSync(join(out, 'all.mbox'), 'utf8').matchAll(/^Subject: (.*)$/gm)].map(([, subject]) => subject);
  expect(subjects).toEqual(['One', 'Two', 'Three', 'Two more']);

  await expect
    .poll(async () => (await run(toMbox(join(out, `${randomUUID()}.mbox`), list('two')))) as unknown, { timeout: 20_000 })
    .toMatchObject({
      result: { messages: 2 },
    });
  const uid = (await page('inbox')).rows.find(({ subject }) => subject === 'Three')?.uid ?? '';
  const unknown = '01900000-0000-7000-8000-00000000000a';
  const what: ToExport = { kind: 'messages', uids: [unknown, uid] };
  const state = await run({ kind: 'export', what, format: 'eml', path: join(out, 'chosen'), replace: false });
  expect(state).toMatchObject({ result: { messages: 1, gone: 1 } });
  expect(readdirSync(join(out, 'chosen'))).toHaveLength(1);
  expect(readdirSync(folder).filter((name) => name.startsWith('export-'))).toEqual([]);
});

test('what is there is not written over, unless the reader said so; what cannot be written leaves nothing', async () => {
  const { send, status, run } = await started();
  await send('One');
  await status(({ unread }) => unread === 1);
  const out = temporaryFolder();
  const path = join(out, 'kept.mbox');
  writeFileSync(path, 'mine');
  expect(await run(toMbox(path))).toMatchObject({ kind: 'failed', problem: { code: 'file-unwritable' } });
  expect(readFileSync(path, 'utf8')).toBe('mine');
  expect(await run(toMbox(path, list(), true))).toMatchObject({ kind: 'done' });
  expect(readFileSync(path, 'utf8')).toMatch(/^From bob@example.org/);
  expect(readdirSync(out)).toEqual(['kept.mbox']);
  expect(await run(toMbox(join(out, 'no', 'such.mbox')))).toMatchObject({ kind: 'failed', problem: { code: 'file-unwritable' } });
  // A disk on which nothing can be made, also for root.
  expect(await run(toMbox('/proc/restante.mbox'))).toMatchObject({ kind: 'failed', problem: { code: 'file-unwritable' } });
});

test('an export that is cancelled leaves nothing, and one that a crash cut off is cleared away at the next start', async () => {
  const { ann, server, status, start, engine, config, folder } = await started();
  // Large ones: the export takes a while.
  for (let n = 0; n < 6; n += 1) await submit(server, 'ann', ann.sendToken, Buffer.alloc(8_000_000, `line ${n}\n`), { Subject: `${n}` });
  await status(({ unread }) => unread === 6);
  const out = temporaryFolder();
  const { id, ended } = await start(toMbox(join(out, 'all.mbox')));
  await expect.poll(() => readdirSync(out), { timeout: 20_000 }).toHaveLength(1);
  expect(readdirSync(out)[0]).toMatch(/^\.all\.mbox\..*\.part$/);
  expect(await engine.call('task.cancel', { id })).toMatchObject({ ok: true });
  expect((await ended).state).toEqual({ kind: 'cancelled' });
  nothingIn(out);

  await engine.stop();
  const left = join(out, `.all.mbox.${randomUUID()}.part`);
  mkdirSync(left);
  writeFileSync(join(left, 'half.eml'), 'x');
  writeFileSync(join(folder, `export-${randomUUID()}.part`), left);
  const mine = join(out, 'mine');
  writeFileSync(mine, 'x');
  writeFileSync(join(folder, `export-${randomUUID()}.part`), mine);
  const again = startTestEngine([config]);
  await again.of('own').page('inbox');
  expect(readdirSync(out)).toEqual(['mine']);
  expect(readdirSync(folder).filter((name) => name.startsWith('export-'))).toEqual([]);
});

test('an engine that stops, or an account that is closed, ends its tasks first', async () => {
  const { ann, server, status, start, engine } = await started();
  for (let n = 0; n < 6; n += 1) await submit(server, 'ann', ann.sendToken, Buffer.alloc(8_000_000, `line ${n}\n`));
  await status(({ unread }) => unread === 6);
  const out = temporaryFolder();
  const { ended } = await start(toMbox(join(out, 'all.mbox')));
  await expect.poll(() => readdirSync(out), { timeout: 20_000 }).toHaveLength(1);
  engine.configure([]);
  expect((await ended).state).toEqual({ kind: 'cancelled' });
  nothingIn(out);
});

const mboxOf = (...mails: string[]): string =>
  mails.map((mail) => `From bob@example.org Tue Nov  3 04:05:06 2026\n${mail.replaceAll('\r\n', '\n')}\n`).join('');

test('mbox and EML files come in by the front door; what is here, or came before, comes once', async () => {
  const { status, run, subjects, ask, page } = await started();
  const from = temporaryFolder();
  const mbox = join(from, 'old.mbox');
  writeFileSync(mbox, mboxOf(mailOf('One', 'From here\r\n\r\nx'), mailOf('Two'), mailOf('Two')));
  const eml = join(from, 'one.eml');
  writeFileSync(eml, mailOf('Three'));
  const order = { kind: 'import', paths: [mbox, eml] } as const;
  expect(await run(order)).toEqual({ kind: 'done', result: { kind: 'import', messages: 3, known: 1, refused: 0, list: [] } });
  await status(({ unread, connection }) => unread === 3 && connection.kind === 'idle');
  expect(await subjects()).toEqual(['Three', 'Two', 'One']);
  expect(await run(order)).toMatchObject({ result: { messages: 0, known: 4 } });

  // What the inbox does not hold any more is asked of the server: it knows what it was given.
  const uids = (await page('inbox')).rows.map(({ uid }) => uid);
  await ask('inbox.mark', { uids, deleted: true });
  await ask('inbox.purge', { uids: null });
  expect(await run(order)).toMatchObject({ result: { messages: 3, known: 1 } });
  expect(await subjects()).toEqual([]);
});

test('what was exported is imported as the same messages', async () => {
  const { send, status, run } = await started();
  await send('One', 'Two');
  await status(({ unread }) => unread === 2);
  const path = join(temporaryFolder(), 'out.mbox');
  await run(toMbox(path));
  expect(await run({ kind: 'import', paths: [path] })).toMatchObject({ result: { messages: 0, known: 2 } });
});

test('what is no mail, cannot be read or is refused is listed, and the rest comes', async () => {
  const { run } = await started();
  const from = temporaryFolder();
  const write = (name: string, text: string): string => {
    writeFileSync(join(from, name), text);
    return join(from, name);
  };
  const paths = [
    write('picture.eml', '\x89PNG'),
    join(from, 'missing.mbox'),
    write('none.mbox', 'From nowhere\n'),
    from,
    write('good.eml', mailOf('Good')),
  ];
  const state = await run({ kind: 'import', paths });
  expect(state).toMatchObject({ kind: 'done', result: { messages: 1, refused: 4 } });
  const named = state.kind === 'done' && state.result.kind === 'import' ? state.result.list : [];
  expect(named.map(({ name, problem }) => `${name} ${problem.code}`)).toEqual(
    ['picture.eml', 'missing.mbox', 'none.mbox', from.split('/').at(-1)].map((name) => `${name} file-unreadable`),
  );
});

test('a message that is too large for the server is listed by its number, and those behind it come', async () => {
  const server = await startServer(temporaryFolder(), { args: ['--max-message', '100000'] });
  const ann = await addMailbox(server, 'ann');
  const { run } = await started(({ folder }) => configOf(server, ann, folder));
  const path = join(temporaryFolder(), 'all.mbox');
  writeFileSync(path, mboxOf(mailOf('Small'), mailOf('Large', 'x\r\n'.repeat(100_000)), mailOf('Last')));
  expect(await run({ kind: 'import', paths: [path] })).toMatchObject({
    result: { messages: 2, refused: 1, list: [{ name: 'all.mbox #2', problem: { code: 'message-too-large' } }] },
  });
});

test('without a send token nothing is handed over, and a server that is away is said', async () => {
  const tokenless = await started(({ sending: _, ...config }) => config);
  const path = join(temporaryFolder(), 'one.eml');
  writeFileSync(path, mailOf('One'));
  expect(await tokenless.run({ kind: 'import', paths: [path] })).toMatchObject({ kind: 'failed', problem: { code: 'token-missing' } });

  const away = await started();
  await away.status(({ connection }) => connection.kind === 'idle');
  await away.server.stop();
  expect(await away.run({ kind: 'import', paths: [path] })).toMatchObject({ kind: 'failed', problem: { code: 'server-unreachable' } });
});

test('an import that is cancelled stops, and goes on where it was when it is begun again', async () => {
  const { run, start, engine, told, status } = await started();
  const path = join(temporaryFolder(), 'many.mbox');
  writeFileSync(path, mboxOf(...Array.from({ length: 600 }, (_, n) => mailOf(`Number ${n}`))));
  const { id, ended } = await start({ kind: 'import', paths: [path] });
  await told(id, ({ done }) => done > 0);
  await engine.call('task.cancel', { id });
  expect((await ended).state).toEqual({ kind: 'cancelled' });
  const state = await run({ kind: 'import', paths: [path] });
  expect(state).toMatchObject({ kind: 'done', result: { refused: 0 } });
  await status(({ unread, connection }) => unread === 600 && connection.kind === 'idle');
});

test('the search index is rebuilt: everything is found again, and can be found meanwhile as it is filed', async () => {
  const { send, run, status, ask, start, engine } = await started();
  await send('Quarterly figures', 'Something else', 'Quarterly letter');
  await status(({ unread }) => unread === 3);
  const found = async (): Promise<number> =>
    (await ask<MessagePage>('inbox.page', { folder: 'inbox', words: 'quarterly', before: null, limit: 10 })).rows.length;
  await expect.poll(found, { timeout: 20_000 }).toBe(2);
  expect(await run({ kind: 'rebuild', again: false })).toEqual({ kind: 'done', result: { kind: 'rebuild', messages: 3 } });
  expect(await found()).toBe(2);
  const sizes = await ask<Sizes>('inbox.sizes');
  expect(sizes).toMatchObject({ unsearched: 0 });
  expect(sizes.index).toBeGreaterThan(0);
  expect(sizes.file).toBeGreaterThan(sizes.index);

  // Cut off anywhere, it ends by itself.
  const { id, ended } = await start({ kind: 'rebuild', again: false });
  await engine.call('task.cancel', { id });
  expect(['cancelled', 'done']).toContain((await ended).state.kind);
  await expect.poll(found, { timeout: 20_000 }).toBe(2);
  await expect.poll(async () => (await ask<Sizes>('inbox.sizes')).unsearched, { timeout: 20_000 }).toBe(0);
});

test('the check finds a message that is not as it was accepted, by its subject, and a sound inbox sound', async () => {
  const { send, run, status, engine, folder, config } = await started();
  await send('Sound', 'Damaged soon');
  await status(({ unread, connection }) => unread === 2 && connection.kind === 'idle');
  expect(await run({ kind: 'check' })).toMatchObject({ kind: 'done', result: { messages: 2, faults: 0, list: [] } });
  await engine.stop();
  const file = join(folder, 'inbox.db');
  const bytes = readFileSync(file);
  const at = bytes.indexOf('Damaged soon\r\n\r\nDear Ann');
  expect(at).toBeGreaterThan(0);
  bytes.write('Dead', at + 16);
  writeFileSync(file, bytes);
  const again = startTestEngine([config]);
  const id = randomUUID();
  await again.of('own').ask('task.start', { id, order: { kind: 'check' } });
  const { state } = await again.until(() => {
    const event = again.events.findLast((event) => event.kind === 'task' && event.task.state.kind !== 'running');
    return event?.kind === 'task' ? event.task : undefined;
  });
  expect(state).toMatchObject({ kind: 'done', result: { messages: 2, faults: 1, list: [{ what: 'Damaged soon' }] } });
});

test('an inbox that cannot be opened fails its tasks with the reason', async () => {
  const blocked = join(temporaryFolder(), 'file');
  writeFileSync(blocked, '');
  chmodSync(blocked, 0o400);
  const { run } = await started((config) => ({ ...config, folder: join(blocked, 'inbox') }));
  expect(await run({ kind: 'check' })).toMatchObject({ kind: 'failed', problem: { code: 'folder-unusable' } });
  expect(existsSync(join(blocked, 'inbox'))).toBe(false);
});
