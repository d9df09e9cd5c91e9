import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { ApiMessage } from '#restante/protocol/api';
import type { ServerPort } from '../../renderer/server-port.ts';
import { createFolderList } from '../../renderer/views/server/folder/folder-list.ts';

const count = 45_000;
/** As a server does for one answer. */
const lookedAt = 20_000;
/** The places of those that match. */
const needles = [5, 30_000, 44_999];

/** A server with so many messages, each page of which waits at a door until the test lets it through. */
const doored = () => {
  const doors: (() => void)[] = [];
  const ask = async (_: string, { query: { after } }: { query: { after?: string } }) => {
    await new Promise<void>((resolve) => doors.push(resolve));
    const from = after === undefined ? 0 : Number(after.split('.')[1]) + 1;
    const upTo = Math.min(from + lookedAt, count);
    const messages = needles
      .filter((place) => place >= from && place < upTo)
      .map((place) => ({ uid: `m${place}`, subject: `needle ${place}`, cursor: `1.${place}` }) as ApiMessage);
    const next = upTo === count ? null : `1.${upTo - 1}`;
    return { ok: true, value: { messages, looked: upTo - from, next, total: { count, bytes: count } } };
  };
  return { port: { ask } as unknown as ServerPort, waiting: () => doors.length, pass: () => doors.shift()?.() };
};

test('a filter looks at 20,000 messages for an answer, tells how far it came, stops there when it is told to, and goes on', async () => {
  const { port, pass, waiting } = doored();
  const list = createFolderList(port, {
    ...{ folder: 'processed', mailbox: 'big', order: 'oldest' },
    filter: { subject: 'needle' },
  });
  const found = (): string[] => list.pages.listing.get().rows.map(({ subject }) => subject);
  list.pages.show(0, 10);
  pass();
  await setImmediate();
  expect(list.looked.get()).toEqual({ messages: 20_000, stopped: false, old: false });
  expect(list.total.get()?.count).toBe(count);
  // It goes on by itself. The reader stops it while the next answer is on its way.
  list.stop();
  pass();
  await setImmediate();
  expect(list.looked.get()).toEqual({ messages: 40_000, stopped: true, old: false });
  expect(found()).toEqual(['needle 5', 'needle 30000']);
  expect(list.pages.listing.get().ended).toBe(false);
  expect(waiting()).toBe(0);

  list.goOn();
  pass();
  await setImmediate();
  expect(list.looked.get()).toEqual({ messages: count, stopped: false, old: false });
  expect(found()).toEqual(['needle 5', 'needle 30000', 'needle 44999']);
  expect(list.pages.listing.get().ended).toBe(true);

  // So long a folder is not looked through again by itself.
  list.changed();
  expect(list.looked.get().old).toBe(true);
  expect(waiting()).toBe(0);
});
