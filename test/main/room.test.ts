import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { expect, onTestFinished, test } from 'vitest';
import type { Inbox, RoomChoice } from '#restante/main/inbox/port';
import { openSqliteInbox } from '#restante/main/inbox/sqlite';
import { temporaryFolder } from '../support/folder.ts';

const ann = { server: 'http://127.0.0.1:1', mailbox: 'ann' };
const policy = { cap: { unit: 'messages', limit: 1_000_000 }, overwriteRead: false } as const;
const day = 86_400_000;
const now = 1_000 * day;

interface Some {
  bytes?: number;
  age?: number;
  read?: boolean;
  protected?: boolean;
  deleted?: boolean;
  attachments?: number;
  errand?: boolean;
}

/** An inbox with messages in the order given, and their uids. */
const filled = async (messages: readonly Some[]): Promise<{ inbox: Inbox; uids: string[] }> => {
  const inbox = await openSqliteInbox(temporaryFolder());
  onTestFinished(inbox.close);
  const uids = messages.map(() => uuidv7());
  await Promise.all(
    messages.map(({ bytes = 1, age = 0, errand = false }, index) => {
      const body = new Uint8Array(bytes);
      const receipt = {
        ...{ id: index + 1, uid: uids[index] ?? '', size: bytes, type: 'text/plain', subject: `${index}`, sender: '', acceptedAt: 1 },
        receivedAt: now - age * day,
        body: { kind: 'bytes', bytes: body } as const,
        sha256: new Uint8Array(createHash('sha256').update(body).digest()),
      };
      return inbox.receive(ann, receipt, { verb: 'move', policy, errand }, []);
    }),
  );
  await Promise.all(
    messages.map(({ read, protected: kept, deleted }, index) =>
      inbox.mark([uids[index] ?? ''], { ...(read && { read }), ...(kept && { protected: kept }), ...(deleted && { deleted }) }, now),
    ),
  );
  const { messages: unsearched } = await inbox.unsearched(messages.length);
  const attached = ({ subject }: { subject: string }): number => messages[Number(subject)]?.attachments ?? 0;
  const words = unsearched.map((message) => ({
    key: message.key,
    subject: '',
    sender: '',
    body: '',
    attachments: Array(attached(message)).fill('a.pdf'),
  }));
  await inbox.addWords(words);
  return { inbox, uids };
};

const subjects = (rows: readonly { subject: string }[]): string[] => rows.map(({ subject }) => subject);

test('pages in both orders hold what could go, each once: neither what is protected or deleted nor what waits for its command', async () => {
  const { inbox } = await filled([
    { bytes: 5, read: true },
    { bytes: 9, protected: true },
    { bytes: 9 },
    { bytes: 7, read: true, deleted: true },
    { bytes: 9, read: true },
    { bytes: 0 },
    { bytes: 3, errand: true },
  ]);
  const all = async (order: 'oldest' | 'largest', read: boolean): Promise<string[]> => {
    const found: string[] = [];
    for (let after: { bytes: number; key: number } | null = null; ; ) {
      const rows = await inbox.roomPage({ order, read, after, limit: 2 });
      found.push(...subjects(rows));
      const last = rows.at(-1);
      if (!last || rows.length < 2) return found;
      after = { bytes: last.bytes, key: last.key };
    }
  };
  expect(await all('oldest', true)).toEqual(['0', '2', '4', '5']);
  expect(await all('largest', true)).toEqual(['2', '4', '0', '5']);
  expect(await all('oldest', false)).toEqual(['2', '5']);
  expect(await all('largest', false)).toEqual(['2', '5']);
});

test('what is suggested is what it says: enough of the oldest, older than, the largest, with attachments', async () => {
  const { inbox, uids } = await filled([
    { age: 100, bytes: 10, read: true },
    { age: 100, bytes: 10, read: true, protected: true },
    { age: 40, bytes: 30, read: true, attachments: 1 },
    { age: 8, bytes: 20 },
    { age: 1, bytes: 40, read: true },
    ...Array.from({ length: 9 }, () => ({ age: 0, bytes: 5, read: true })),
  ]);
  const suggestions = await inbox.suggestRoom({ read: true, missing: { unit: 'bytes', amount: 35 }, now });
  expect(suggestions.map(({ kind, of, count, bytes }) => [kind, of, count, bytes])).toEqual([
    ['enough', 35, 2, 40],
    ['old', 30, 2, 40],
    ['old', 90, 1, 10],
    // Nine are as large as the last of the ten.
    ['largest', 10, 12, 125],
    ['attachments', 0, 1, 30],
  ]);
  const unread = await inbox.suggestRoom({ read: false, missing: { unit: 'messages', amount: 1 }, now });
  expect(unread.map(({ kind, of, count, bytes }) => [kind, of, count, bytes])).toEqual([
    ['enough', 1, 1, 20],
    ['old', 7, 1, 20],
  ]);
  const [enough] = suggestions;
  const choice: RoomChoice = { rule: enough?.rule ?? null, also: [uids[3] ?? ''], except: [uids[0] ?? ''] };
  expect(await inbox.weigh(choice)).toEqual({ read: { count: 1, bytes: 30 }, unread: { count: 1, bytes: 20 } });
});

test('what was chosen is deleted in one go, can be restored, and nothing else was touched', async () => {
  const { inbox, uids } = await filled([
    { read: true },
    { read: true, protected: true },
    {},
    { read: true },
    { read: true, deleted: true },
    { errand: true },
  ]);
  const all: RoomChoice = { rule: { read: true, upTo: Number.MAX_SAFE_INTEGER }, also: uids, except: [] };
  const made = await inbox.makeRoom(all, { deleted: true }, now);
  expect(made.uids).toEqual([uids[0], uids[2], uids[3]]);
  expect(made).toMatchObject({ read: { count: 2 }, unread: { count: 1 } });
  expect(subjects(await inbox.page({ folder: 'inbox', limit: 10 }))).toEqual(['5', '1']);
  await inbox.mark(made.uids, { deleted: false }, now);
  expect(subjects(await inbox.page({ folder: 'inbox', limit: 10 }))).toEqual(['5', '3', '2', '1', '0']);
});

test('marking as read changes what is unread only, so that undoing it makes nothing else unread', async () => {
  const { inbox, uids } = await filled([{ read: true }, {}, { protected: true }, {}]);
  const made = await inbox.makeRoom({ rule: null, also: uids, except: [uids[3] ?? ''] }, { read: true }, now);
  expect(made.uids).toEqual([uids[1]]);
  expect((await inbox.counts(policy)).tally).toMatchObject({ read: { count: 2 }, unread: { count: 1 }, protected: { count: 1 } });
});

test('a rule over more messages than one transaction takes is carried out whole', async () => {
  const { inbox } = await filled(Array.from({ length: 1_203 }, (_, n) => ({ read: n % 2 === 0 })));
  const { uids } = await inbox.makeRoom({ rule: { read: true, upTo: 1_203 }, also: [], except: [] }, { deleted: true }, now);
  expect(new Set(uids).size).toBe(602);
  expect((await inbox.counts(policy)).tally).toMatchObject({ read: { count: 0 }, unread: { count: 601 }, deleted: { count: 602 } });
});
