import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect, onTestFinished, test } from 'vitest';
import type { CapacityPolicy } from '#restante/main/inbox/capacity';
import type { Inbox, InboxMessage, Receipt, Trace } from '#restante/main/inbox/port';
import { openSqliteInbox } from '#restante/main/inbox/sqlite';
import { temporaryFolder } from '../support/folder.ts';
import { type FormerInbox, formerSource, writeFormerInbox } from '../support/former-inbox.ts';
import { run } from '../support/process.ts';
import { canMount, smallDisk } from '../support/small-disk.ts';

const roomy: CapacityPolicy = { cap: { unit: 'bytes', limit: 1e12 }, overwriteRead: false };
const order = { verb: 'move', policy: roomy } as const;
const copyName = 'inbox.db.before-0002-whole';

const opened = async (folder: string): Promise<Inbox> => {
  const inbox = await openSqliteInbox(folder);
  onTestFinished(inbox.close);
  return inbox;
};

const pages = async <T extends { key: number }>(read: (before: number | undefined) => Promise<T[]>): Promise<T[]> => {
  const all: T[] = [];
  for (;;) {
    const some = await read(all.at(-1)?.key);
    if (some.length === 0) return all.toReversed();
    all.push(...some);
  }
};

const held = async (inbox: Inbox): Promise<InboxMessage[]> => {
  const inFolder = (folder: 'inbox' | 'deleted') => pages((before) => inbox.page({ folder, limit: 500, ...(before && { before }) }));
  return [...(await inFolder('inbox')), ...(await inFolder('deleted'))].toSorted((a, b) => a.key - b.key);
};

const textOf = async (inbox: Inbox, uid: string): Promise<string> => {
  const parts: Uint8Array[] = [];
  for await (const part of (await inbox.read(uid)) ?? []) parts.push(part);
  return Buffer.concat(parts).toString();
};

const receiptOf = (id: number, uid: string, text: string): Receipt => {
  const bytes = new TextEncoder().encode(text);
  const sha256 = Uint8Array.from(createHash('sha256').update(bytes).digest());
  const body = { kind: 'bytes', bytes } as const;
  return { id, uid, body, size: bytes.byteLength, sha256, type: 'text/plain', subject: '', sender: '', acceptedAt: 1, receivedAt: 2 };
};

/** Everything that the former version left is there. */
const expectWhole = async (inbox: Inbox, former: FormerInbox): Promise<void> => {
  expect(await inbox.device()).toBe(former.device);
  const messages = await held(inbox);
  expect(messages).toEqual(
    former.messages.map(({ key, id, uid, text, read, protected: kept, deleted }) => ({
      ...{ key, id, uid, read, protected: kept, deleted, mailbox: 'ann', bytes: text.length, type: 'text/plain' },
      ...{ subject: `subject ${id}`, from: 'bob', acceptedAt: id, receivedAt: 1_000 + id, attachments: null, preview: '' },
      sha256: createHash('sha256').update(text).digest('hex'),
    })),
  );
  for (const { uid, text } of former.messages.slice(0, 100)) expect(await textOf(inbox, uid)).toBe(text);
  const traces = await pages((before): Promise<Trace[]> => inbox.traces(before, 500));
  expect(traces.map(({ id, uid, because }) => ({ id, uid, because }))).toEqual(former.gone);
  expect(traces[0]).toMatchObject({ subject: 'subject 3', from: 'bob', receivedAt: 1_003, goneAt: 9_003, backAt: null });
  expect((await inbox.pending(formerSource)).map(({ id }) => id)).toEqual(former.pending);
};

const expectCounted = async (inbox: Inbox): Promise<void> => {
  const messages = await held(inbox);
  const stateOf = (m: InboxMessage): string => (m.deleted ? 'deleted' : m.protected ? 'protected' : m.read ? 'read' : 'unread');
  const { tally, unread } = await inbox.counts(roomy);
  for (const state of ['deleted', 'protected', 'read', 'unread'] as const) {
    const these = messages.filter((m) => stateOf(m) === state);
    expect(tally[state]).toEqual({ count: these.length, bytes: these.reduce((sum, { bytes }) => sum + Math.max(1, bytes), 0) });
    expect(these.length).toBeGreaterThan(0);
  }
  expect(unread).toBe(messages.filter(({ read, deleted }) => !read && !deleted).length);
};

test('an inbox of the former version is there as it was: messages, marks, counts, what is gone and what is pending', async () => {
  const folder = temporaryFolder();
  const former = writeFormerInbox(folder, 1_203);
  const inbox = await opened(folder);
  await expectWhole(inbox, former);
  await expectCounted(inbox);
  expect((await inbox.unsearched(1)).left).toBe(former.messages.length);
});

test('what was known stays known, and no place in the order of receipt is given again', async () => {
  const folder = temporaryFolder();
  const former = writeFormerInbox(folder, 60);
  const inbox = await opened(folder);
  for (const { id, uid } of [...former.messages, ...former.gone])
    expect(await inbox.receive(formerSource, receiptOf(id, uid, 'again'), order, [])).toMatchObject({ kind: 'known' });
  expect(await held(inbox)).toHaveLength(former.messages.length);
  // The newest message had gone before.
  expect(former.messages.at(-1)?.key).toBeLessThan(former.lastKey);
  expect(await inbox.receive(formerSource, receiptOf(61, 'new', 'new'), order, [])).toMatchObject({ kind: 'stored' });
  expect((await inbox.find('new'))?.key).toBe(former.lastKey + 1);
  await expectCounted(inbox);
});

test('a copy from before is kept: another can open it, and it is the inbox of the former version', async () => {
  const folder = temporaryFolder();
  const former = writeFormerInbox(folder, 60);
  await (await opened(folder)).close();
  expect(readdirSync(folder).filter((name) => name.includes('.before-'))).toEqual([copyName]);
  const db = new DatabaseSync(join(folder, copyName), { readOnly: true });
  onTestFinished(() => db.close());
  expect(db.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  expect(db.prepare('SELECT name FROM migration ORDER BY rowid').all()).toEqual([{ name: '0001-bodies.sql' }, { name: '0001-inbox.sql' }]);
  expect(db.prepare('SELECT uid FROM message ORDER BY message').all()).toEqual(former.messages.map(({ uid }) => ({ uid })));

  // Put back in its place it is brought up to date like the one it was made of.
  const again = temporaryFolder();
  writeFileSync(join(again, 'inbox.db'), readFileSync(join(folder, copyName)));
  const inbox = await opened(again);
  await expectWhole(inbox, former);
});

test('killed at any moment of it, the inbox is whole when it is opened again', async () => {
  const opener = fileURLToPath(new URL('./fixtures/open-inbox.mjs', import.meta.url));
  const start = async (folder: string) => {
    const child = spawn(process.execPath, [opener, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const closed = once(child, 'close');
    await once(child.stdout, 'data');
    return { child, closed };
  };
  const template = temporaryFolder();
  const former = writeFormerInbox(template, 1_203, 2_000);
  const bytes = readFileSync(join(template, 'inbox.db'));
  const fresh = (): string => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'inbox.db'), bytes);
    return folder;
  };
  const timed = await start(fresh());
  const before = performance.now();
  await timed.closed;
  const whole = performance.now() - before;
  for (let part = 1; part <= 8; part += 1) {
    const folder = fresh();
    const { child, closed } = await start(folder);
    await pass((whole * (part - Math.random())) / 8);
    child.kill('SIGKILL');
    await closed;
    const inbox = await openSqliteInbox(folder);
    await expectWhole(inbox, former);
    await inbox.close();
    expect(readdirSync(folder).filter((name) => name.includes('.before-'))).toEqual([copyName]);
  }
}, 60_000);

test.skipIf(!canMount)('a disk without room for the copy: the inbox is refused, nothing is changed, and with room it opens', async () => {
  const disk = await smallDisk(24);
  const template = temporaryFolder();
  const former = writeFormerInbox(template, 1_203, 8_000);
  disk.put('inbox.db', readFileSync(join(template, 'inbox.db')));
  const size = disk.size('inbox.db');
  disk.fill(10);
  const mark = () => run(['inbox', 'mark', 'uid-1', '--delete', '--inbox', disk.folder, '--json'], { within: disk.within });
  for (const _ of ['once', 'and again']) {
    const refused = await mark();
    expect(refused.code).not.toBe(0);
    expect(refused.stderr + refused.stdout).toContain('storage-full');
    expect(disk.size('inbox.db')).toBe(size);
    for (const name of [copyName, `${copyName}.part`]) expect(disk.size(name)).toBe(0);
  }
  disk.empty();
  const marked = await mark();
  expect(marked.code, marked.stderr).toBe(0);
  expect(disk.size(copyName)).toBeGreaterThan(0);
  expect(disk.size(`${copyName}.part`)).toBe(0);
  const list = await run(['inbox', 'list', '--inbox', disk.folder, '--json'], { within: disk.within });
  const kept = former.messages.filter(({ uid, deleted }) => !deleted && uid !== 'uid-1').map(({ uid }) => uid);
  expect(list.lines.map(({ uid }) => uid).toSorted()).toEqual(kept.toSorted());
});
