import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { expect, onTestFinished, test } from 'vitest';
import type { CapacityPolicy } from '#restante/main/inbox/capacity';
import type { Inbox, InboxMessage, Receipt } from '#restante/main/inbox/port';
import { openSqliteInbox, readSqliteInbox } from '#restante/main/inbox/sqlite';
import { temporaryFolder } from '../support/folder.ts';

const ann = { server: 'http://127.0.0.1:1', mailbox: 'ann' };
const roomy: CapacityPolicy = { cap: { unit: 'messages', limit: 1_000 }, overwriteRead: false };

const opened = async (): Promise<{ inbox: Inbox; folder: string }> => {
  const folder = temporaryFolder();
  const inbox = await openSqliteInbox(folder);
  onTestFinished(inbox.close);
  return { inbox, folder };
};

/** Everything that the inbox holds, in order of receipt. */
const held = async (inbox: Inbox): Promise<InboxMessage[]> =>
  [...(await inbox.page({ folder: 'inbox', limit: 500 })), ...(await inbox.page({ folder: 'deleted', limit: 500 }))].toSorted(
    (a, b) => a.key - b.key,
  );

const receiptOf = (id: number, text: string, uid = uuidv7()): Receipt => {
  const bytes = new TextEncoder().encode(text);
  return {
    id,
    uid,
    body: { kind: 'bytes', bytes },
    size: bytes.byteLength,
    sha256: Uint8Array.from(createHash('sha256').update(bytes).digest()),
    type: 'text/plain',
    subject: text,
    sender: 'bob',
    acceptedAt: 1,
    receivedAt: 2,
  };
};

test('a message, its trace and its pending instruction are stored as one', async () => {
  const { inbox, folder } = await opened();
  const receipt = receiptOf(1, 'hello');
  expect(await inbox.receive(ann, receipt, { verb: 'move', policy: roomy }, [])).toEqual({ kind: 'stored', gone: [], room: 999 });
  expect(await inbox.pending(ann)).toEqual([{ verb: 'move', id: 1, uid: receipt.uid }]);
  expect(await held(inbox)).toMatchObject([{ uid: receipt.uid, id: 1, mailbox: 'ann', bytes: 5, read: false, protected: false }]);
  const reader = readSqliteInbox(folder);
  expect(Buffer.concat([...(reader.body(receipt.uid) ?? [])]).toString()).toBe('hello');
  reader.close();
});

test('a known delivery is instructed again and not stored again, also when its message is gone', async () => {
  const { inbox } = await opened();
  const tight = { cap: { unit: 'messages', limit: 1 }, overwriteRead: true } as const;
  const first = receiptOf(1, 'first');
  await inbox.receive(ann, first, { verb: 'move', policy: tight }, []);
  await inbox.settle(ann, [{ id: 1, uid: first.uid }]);
  expect(await inbox.receive(ann, first, { verb: 'move', policy: tight }, [])).toMatchObject({ kind: 'known' });
  await inbox.mark([first.uid], { read: true }, 3);
  expect(await inbox.receive(ann, receiptOf(2, 'second'), { verb: 'move', policy: tight }, [{ id: 1, uid: first.uid }])).toMatchObject({
    kind: 'stored',
    gone: [{ uid: first.uid, because: 'overwritten' }],
  });
  expect(await inbox.receive(ann, first, { verb: 'delete', policy: tight }, [])).toMatchObject({ kind: 'known' });
  expect(await inbox.pending(ann)).toMatchObject([{ verb: 'delete', id: 1 }, { id: 2 }]);
  expect((await held(inbox)).map(({ id }) => id)).toEqual([2]);
});

test('a redelivery (new id, same uid) of what is here is not stored twice; of what is gone it is stored anew', async () => {
  const { inbox } = await opened();
  const tight = { cap: { unit: 'messages', limit: 1 }, overwriteRead: true } as const;
  const first = receiptOf(1, 'first');
  await inbox.receive(ann, first, { verb: 'move', policy: tight }, []);
  await inbox.mark([first.uid], { deleted: true }, 3);
  expect(await inbox.receive(ann, { ...first, id: 5 }, { verb: 'move', policy: tight }, [])).toMatchObject({ kind: 'renewed', room: 0 });
  expect(await held(inbox)).toMatchObject([{ id: 5, deleted: false }]);
  await inbox.mark([first.uid], { read: true }, 3);
  await inbox.receive(ann, receiptOf(6, 'other'), { verb: 'move', policy: tight }, []);
  await inbox.mark([(await held(inbox))[0]?.uid ?? ''], { read: true }, 3);
  expect(await inbox.receive(ann, { ...first, id: 7 }, { verb: 'move', policy: tight }, [])).toMatchObject({ kind: 'stored' });
  expect(await held(inbox)).toMatchObject([{ id: 7, uid: first.uid }]);
});

test('what does not fit is not stored, not instructed, and nothing makes way for it', async () => {
  const { inbox } = await opened();
  const tight = { cap: { unit: 'bytes', limit: 10 }, overwriteRead: true } as const;
  const first = receiptOf(1, '12345');
  await inbox.receive(ann, first, { verb: 'move', policy: tight }, []);
  await inbox.mark([first.uid], { read: true }, 3);
  const large = await inbox.write(
    (async function* () {
      for (let n = 0; n < 20; n += 1) yield new Uint8Array(50_000);
    })(),
    () => {},
  );
  expect(large.kind).toBe('staged');
  const refused = { ...receiptOf(2, ''), body: large, size: 1_000_000 };
  expect(await inbox.receive(ann, refused, { verb: 'move', policy: tight }, [{ id: 1, uid: first.uid }])).toEqual({
    kind: 'no-room',
    room: 10,
  });
  expect(await inbox.pending(ann)).toEqual([]);
  expect((await held(inbox)).map(({ id }) => id)).toEqual([1]);
});

test('a refused instruction is set aside: it is not pending, and its message stays', async () => {
  const { inbox } = await opened();
  const first = receiptOf(1, 'first');
  await inbox.receive(ann, first, { verb: 'move', policy: roomy }, []);
  await inbox.settle(ann, [{ id: 1, uid: first.uid, refused: 'mismatch' }]);
  expect(await inbox.pending(ann)).toEqual([]);
  expect(await held(inbox)).toHaveLength(1);
});

test('the instructions of one server are not given to another', async () => {
  const { inbox } = await opened();
  await inbox.receive(ann, receiptOf(1, 'first'), { verb: 'move', policy: roomy }, []);
  expect(await inbox.pending({ ...ann, server: 'http://127.0.0.1:2' })).toEqual([]);
});

test('one process per inbox', async () => {
  const { folder } = await opened();
  await expect(openSqliteInbox(folder)).rejects.toMatchObject({ code: 'folder-in-use' });
});

test('an inbox keeps its device name, and another has another', async () => {
  const { inbox, folder } = await opened();
  const name = await inbox.device();
  await inbox.close();
  const again = await openSqliteInbox(folder);
  expect(await again.device()).toBe(name);
  await again.close();
  expect(await (await opened()).inbox.device()).not.toBe(name);
});

test('the counts kept aside are the counts of what is there, whatever happens', async () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ do: fc.constant('receive' as const), size: fc.nat(40) }),
      fc.record({ do: fc.constant('mark' as const), at: fc.nat(30), read: fc.boolean(), protected: fc.boolean(), deleted: fc.boolean() }),
    ),
    { maxLength: 40 },
  );
  const { inbox } = await opened();
  const policy: CapacityPolicy = { cap: { unit: 'bytes', limit: 200 }, overwriteRead: true };
  let id = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (program) => {
      for (const step of program) {
        if (step.do === 'receive') {
          id += 1;
          await inbox.receive(ann, receiptOf(id, 'x'.repeat(step.size)), { verb: 'move', policy }, []);
          continue;
        }
        const all = await held(inbox);
        const chosen = all[step.at % Math.max(all.length, 1)];
        if (chosen) await inbox.mark([chosen.uid], { read: step.read, protected: step.protected, deleted: step.deleted }, 3);
      }
      const all = await held(inbox);
      const stateOf = (m: InboxMessage): string => (m.deleted ? 'deleted' : m.protected ? 'protected' : m.read ? 'read' : 'unread');
      const tally = await inbox.counts(roomy).then(({ tally }) => tally);
      for (const [state, amount] of Object.entries(tally)) {
        const these = all.filter((m) => stateOf(m) === state);
        expect(amount).toEqual({ count: these.length, bytes: these.reduce((sum, m) => sum + Math.max(1, m.bytes), 0) });
      }
      expect(Object.values(tally).reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(200);
    }),
    { numRuns: 20 },
  );
});
