import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AccountConfig } from '#restante/main/engine/calls';
import { openSqliteInbox } from '#restante/main/inbox/sqlite';
import type { MessageRow, Outcome, Sizes, TogetherPage, TogetherPlace } from '#restante/protocol/bridge';
import { startTestEngine } from '../support/engine.ts';
import { temporaryFolder } from '../support/folder.ts';
import { addMailbox, openServer, submit, type Tokens } from '../support/server.ts';

const names = ['ann', 'bob', 'cy'] as const;

/** Three accounts of one engine, and how to write to them. */
const three = async () => {
  const server = await openServer();
  const boxes = await Promise.all(names.map((name) => addMailbox(server, name)));
  const configs = boxes.map(
    (tokens): AccountConfig => ({
      id: tokens.mailbox,
      folder: join(temporaryFolder(), 'inbox'),
      mailbox: tokens.mailbox,
      link: { server: server.http, receiveToken: tokens.receiveToken },
      settings: { cap: { unit: 'messages', limit: 100 }, overwriteRead: false, afterReceipt: 'move' },
    }),
  );
  const started = startTestEngine(configs);
  const unread = new Map<string, number>();
  /** Writes to one, and waits until it is there: the order of receipt is that of the writing. */
  const send = async (name: (typeof names)[number], subject: string, body = 'x'): Promise<void> => {
    const { mailbox, sendToken } = boxes.find((box) => box.mailbox === name) as Tokens;
    await submit(server, mailbox, sendToken, body, { Subject: subject });
    const count = (unread.get(name) ?? 0) + 1;
    unread.set(name, count);
    await started.of(name).status((status) => status.unread === count);
  };
  const ask = async <T>(name: 'together.page' | 'together.count' | 'together.uids', args: object): Promise<T> => {
    const outcome = (await started.engine.call(name, { folder: 'inbox', ...args })) as Outcome<T>;
    if (!outcome.ok) throw new Error(outcome.problem.code);
    return outcome.value;
  };
  /** All of the list, read in pages of so many. */
  const subjects = async (limit: number, sight: object = {}): Promise<string[]> => {
    const found: string[] = [];
    let behind: TogetherPlace | null = null;
    do {
      const page: TogetherPage = await ask('together.page', { behind, limit, ...sight });
      found.push(...page.rows.map(({ subject }) => subject));
      behind = page.next;
    } while (behind !== null);
    return found;
  };
  return { ...started, configs, send, ask, subjects };
};

test('all inboxes are one list, the newest first, whatever the size of a page; folders, words and filters hold for all', async () => {
  const { of, send, ask, subjects } = await three();
  const written = ['ann', 'bob', 'bob', 'cy', 'ann', 'bob', 'ann'] as const;
  for (const [n, name] of written.entries()) await send(name, `${n} to ${name}`, n % 2 === 0 ? 'even' : 'odd');
  const expected = written.map((name, n) => `${n} to ${name}`).toReversed();
  for (const limit of [1, 2, 3, 7, 100]) expect(await subjects(limit)).toEqual(expected);
  const { rows } = await ask<TogetherPage>('together.page', { behind: null, limit: 3 });
  expect(rows.map(({ account }) => account)).toEqual(['ann', 'bob', 'ann']);

  expect(await ask('together.count', {})).toBe(7);
  for (const name of names)
    await expect.poll(async () => (await of(name).ask<Sizes>('inbox.sizes')).unsearched, { timeout: 20_000 }).toBe(0);
  expect(await subjects(2, { words: 'bob' })).toEqual(['5 to bob', '2 to bob', '1 to bob']);
  expect(await ask('together.count', { words: 'bob' })).toBe(3);
  const uids = await ask<Pick<MessageRow, 'account' | 'uid'>[]>('together.uids', {});
  expect(uids.map(({ account }) => account)).toEqual(written.toReversed());
  expect(uids.slice(0, 3)).toEqual(rows.map(({ account, uid }) => ({ account, uid })));

  await of('bob').ask('inbox.mark', { uids: [rows[1]?.uid], read: true });
  await of('ann').ask('inbox.mark', { uids: [rows[0]?.uid], deleted: true });
  expect(await subjects(2, { folder: 'unread' })).toEqual(expected.slice(2));
  expect(await subjects(2, { folder: 'deleted' })).toEqual(['6 to ann']);
  expect(await subjects(2, { filter: { unread: false } })).toEqual(['5 to bob']);
});

test('an inbox that cannot be opened hides no other, and is there again when it can; all of them failing is said', {
  timeout: 60_000,
}, async () => {
  const { engine, configs, of, send, subjects, ask } = await three();
  for (const name of names) await send(name, `to ${name}`);
  engine.configure(configs.filter(({ id }) => id !== 'bob'));
  expect(await subjects(2)).toEqual(['to cy', 'to ann']);
  const bob = configs.find(({ id }) => id === 'bob') as AccountConfig;
  // It is let go in its own time.
  const opened = async (): Promise<Awaited<ReturnType<typeof openSqliteInbox>>> => openSqliteInbox(bob.folder).catch(opened);
  const holder = await opened();
  engine.configure(configs);
  await of('bob').status(({ connection }) => connection.kind === 'failing' && connection.code === 'folder-in-use');
  expect(await subjects(2)).toEqual(['to cy', 'to ann']);
  expect(await ask('together.count', {})).toBe(2);
  engine.configure([bob]);
  await expect(subjects(2)).rejects.toThrow('folder-in-use');
  engine.configure(configs);
  await holder.close();
  await of('bob').ask('inbox.fetch');
  await of('bob').status(({ connection }) => connection.kind === 'idle');
  expect(await subjects(2)).toEqual(['to cy', 'to bob', 'to ann']);
});
