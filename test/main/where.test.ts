import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { expect, test } from 'vitest';
import type { AccountConfig } from '#restante/main/engine/calls';
import { openSqliteInbox } from '#restante/main/inbox/sqlite';
import type { AccountSettings } from '#restante/protocol/account';
import type { MessagePage, MessageRow, Outcome, Stepped, TogetherPage, Whereabouts } from '#restante/protocol/bridge';
import { startTestEngine } from '../support/engine.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startProxy } from '../support/proxy.ts';
import { addMailbox, openServer, submit } from '../support/server.ts';

const settings: AccountSettings = { cap: { unit: 'messages', limit: 100 }, overwriteRead: false, afterReceipt: 'move' };

/** An account at a server whose answers can be tampered with. */
const prepare = async (change: Partial<AccountSettings> = {}) => {
  const server = await openServer();
  const ann = await addMailbox(server, 'ann');
  const proxy = await startProxy(server);
  const config: AccountConfig = {
    id: 'own',
    folder: join(temporaryFolder(), 'inbox'),
    mailbox: 'ann',
    link: { server: proxy.http, receiveToken: ann.receiveToken },
    settings: { ...settings, ...change },
  };
  return { proxy, config, send: async (subject: string) => (await submit(server, 'ann', ann.sendToken, 'x', { Subject: subject })).uid };
};

test('what the server was told of a message is kept with it, and what it refused stays known after a restart', async () => {
  const { proxy, config, send } = await prepare();
  const before = startTestEngine([config]);
  const own = before.of('own');
  const where = (uid: string): Promise<Whereabouts> => own.ask('inbox.whereabouts', { uid });
  const moved = await send('moved');
  await own.status(({ unread, connection }) => unread === 1 && connection.kind === 'idle');
  await expect.poll(() => where(moved)).toEqual({ kind: 'here', next: false, server: { kind: 'moved' } });

  // It is here, and its instruction does not get through.
  proxy.onRequest = (bytes) => (bytes.includes('move=') ? 'cut' : bytes);
  const untold = await send('untold');
  await own.status(({ unread }) => unread === 2);
  expect(await where(untold)).toEqual({ kind: 'here', next: false, server: { kind: 'telling' } });

  // The server says that it did not carry it out.
  proxy.onRequest = undefined;
  let refusing = true;
  proxy.onResponse = (bytes) => {
    const text = bytes.toString('latin1');
    const [, id] = /Acquisition:.*\bdone=(1)\b/i.exec(text) ?? [];
    if (!refusing || id === undefined) return bytes;
    refusing = false;
    return Buffer.from(text.replace(/(Acquisition:.*\bdone=)1\b/i, '$10').replace(/\r\n/, '\r\nRefused: 2;reason=mismatch\r\n'), 'latin1');
  };
  const trouble = before.next('trouble');
  await own.ask('inbox.fetch');
  expect(await trouble).toMatchObject({ account: 'own', uid: untold, problem: { code: 'instruction-refused' } });
  const parked = { kind: 'here', next: false, server: { kind: 'refused', reason: 'mismatch' } };
  await expect.poll(() => where(untold)).toEqual(parked);
  await before.engine.stop();

  const after = startTestEngine([config]).of('own');
  await after.status(({ connection }) => connection.kind === 'idle');
  expect(await after.ask('inbox.whereabouts', { uid: untold })).toEqual(parked);
  expect(await after.ask('inbox.whereabouts', { uid: moved })).toMatchObject({ server: { kind: 'moved' } });
  expect(await after.ask('inbox.whereabouts', { uid: uuidv7() })).toEqual({ kind: 'unknown' });
});

test('the one that goes next is known while it is open, and what is gone has its end', async () => {
  const { config, send } = await prepare({ cap: { unit: 'messages', limit: 2 }, overwriteRead: true, afterReceipt: 'delete' });
  const { of, next } = startTestEngine([config]);
  const own = of('own');
  const where = (uid: string): Promise<Whereabouts> => own.ask('inbox.whereabouts', { uid });
  const first = await send('first');
  await own.status(({ unread }) => unread === 1);
  const second = await send('second');
  await own.status(({ unread, connection }) => unread === 2 && connection.kind === 'idle');
  await own.ask('inbox.mark', { uids: [first, second], read: true });
  await own.ask('inbox.open', { uid: first });
  await own.status((status) => status.next === second);
  await expect.poll(() => where(first)).toEqual({ kind: 'here', next: true, server: { kind: 'deleted' } });
  expect(await where(second)).toMatchObject({ next: false });

  const gone = next('inbox-changed');
  await send('third');
  await gone;
  await own.status(({ unread }) => unread === 1);
  // What is open does not make way.
  expect(await where(second)).toEqual({ kind: 'gone', at: expect.any(Number), because: 'overwritten' });
  await own.ask('inbox.mark', { uids: [first], deleted: true });
  await own.ask('inbox.purge', { uids: [first] });
  expect(await where(first)).toEqual({ kind: 'gone', at: expect.any(Number), because: 'deleted' });
});

/** An inbox with so many messages, `x` and `y` in turn, all of them read but those at these places of the order of receipt. */
const fill = async (count: number, unread: readonly number[], receivedAt: (n: number) => number): Promise<AccountConfig> => {
  const folder = join(temporaryFolder(), 'inbox');
  const inbox = await openSqliteInbox(folder);
  const policy = { cap: { unit: 'messages', limit: 100_000 }, overwriteRead: false } as const;
  const bytes = new TextEncoder().encode('x');
  const sha256 = Uint8Array.from(createHash('sha256').update(bytes).digest());
  const uids: string[] = [];
  for (let n = 1; n <= count; n += 1) {
    const uid = uuidv7();
    const about = { type: 'text/plain', subject: n % 2 === 0 ? 'even' : 'odd', sender: 'bob', acceptedAt: n, receivedAt: receivedAt(n) };
    await inbox.receive(
      { server: 'http://127.0.0.1:1', mailbox: 'ann' },
      { id: n, uid, body: { kind: 'bytes', bytes }, size: 1, sha256, ...about },
      { verb: 'move', policy },
      [],
    );
    if (!unread.includes(n)) uids.push(uid);
  }
  await inbox.mark(uids, { read: true }, 1);
  await inbox.close();
  return { id: folder, folder, mailbox: 'ann', link: null, settings: { ...settings, cap: policy.cap } };
};

test('the nearest unread message is found from any place, down and up, with its own in the list, and nothing else is answered', async () => {
  const config = await fill(1_500, [3, 1_480], (n) => n);
  const own = startTestEngine([config]).of(config.id);
  const page = await own.page('inbox', null, 500);
  const place = (key: number): number => 1_500 - key;
  const step = (from: number | null, by: 1 | -1, sight: object = {}): Promise<Stepped | null> =>
    own.ask('inbox.step', { folder: 'inbox', from, by, ...sight });
  const uidOf = async (key: number): Promise<string | undefined> =>
    (await own.ask<MessagePage>('inbox.page', { folder: 'inbox', before: key + 1, limit: 1 })).rows[0]?.uid;
  const [low, high] = [await uidOf(3), await uidOf(1_480)];
  expect(page.rows[place(1_480)]?.uid).toBe(high);
  const account = config.id;
  expect(await step(null, 1)).toEqual({ account, uid: high, place: place(1_480) });
  expect(await step(1_480, 1)).toEqual({ account, uid: low, place: place(3) });
  expect(await step(3, 1)).toBeNull();
  expect(await step(null, -1)).toEqual({ account, uid: low, place: place(3) });
  expect(await step(3, -1)).toEqual({ account, uid: high, place: place(1_480) });
  expect(await step(1_480, -1)).toBeNull();
  // Of what is looked for, in its own order.
  expect(await step(null, 1, { filter: { protected: true } })).toBeNull();
  const { rows } = await own.ask<MessagePage>('inbox.page', { folder: 'inbox', before: null, limit: 500, filter: { since: 1_000 } });
  const filtered = await step(null, 1, { filter: { since: 1_000 } });
  expect(rows[filtered?.place ?? -1]?.uid).toBe(high);
  await expect.poll(async () => (await own.ask<{ unsearched: number }>('inbox.sizes')).unsearched, { timeout: 30_000 }).toBe(0);
  const found = await own.ask<MessagePage>('inbox.page', { folder: 'inbox', before: null, limit: 500, words: 'odd', skip: 740 });
  const searched = await step(null, -1, { words: 'odd' });
  expect(searched?.uid).toBe(low);
  expect(found.rows[(searched?.place ?? 0) - 740]?.uid).toBe(low);
  expect(await step(3, -1, { words: 'odd' })).toBeNull();
  expect(JSON.stringify(searched).length).toBeLessThan(300);
}, 60_000);

test('of all inboxes together, too, also where two came in the same moment', async () => {
  const configs = await Promise.all([
    fill(40, [5, 20, 33], (n) => 1_000 + Math.floor(n / 2)),
    fill(40, [6, 20, 31], (n) => 1_000 + Math.floor(n / 2)),
  ]);
  const { engine } = startTestEngine(configs);
  const ask = async <T>(name: 'together.page' | 'together.step', args: object): Promise<T> => {
    const outcome = (await engine.call(name, { folder: 'inbox', ...args })) as Outcome<T>;
    if (!outcome.ok) throw new Error(outcome.problem.code);
    return outcome.value;
  };
  const { rows } = await ask<TogetherPage>('together.page', { behind: null, limit: 500 });
  expect(rows).toHaveLength(80);
  const at = (row: MessageRow | undefined) => row && { at: row.receivedAt, account: row.account, key: row.key };
  for (const by of [1, -1] as const)
    for (let from = -1; from < rows.length; from += 1) {
      const start = from < 0 ? (by === 1 ? -1 : rows.length) : from;
      let wanted = start + by;
      while (rows[wanted]?.read) wanted += by;
      const row = rows[wanted];
      const told = await ask<Stepped | null>('together.step', { from: at(rows[from]) ?? null, by });
      expect(told, `from ${from} by ${by}`).toEqual(row ? { account: row.account, uid: row.uid, place: wanted } : null);
    }
});
