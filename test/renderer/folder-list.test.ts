import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openAlone } from '#restante/storage/index';
import type { ServerPort } from '../../renderer/server-port.ts';
import { createFolderList } from '../../renderer/views/server/folder/folder-list.ts';
import { fetchPort } from '../support/fetch-port.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startInside } from '../support/inside.ts';

const start = Date.UTC(2026, 10, 23, 9);
const count = 45_000;
/** The places of those that are looked for. */
const needles = [5, 30_000, 44_999];

/** A server with a mailbox whose processed folder is long. */
const withLongFolder = async () => {
  const data = temporaryFolder();
  const first = await startInside(data, { now: start });
  await first.addMailbox('big');
  await first.admin('/v1/mailboxes/big/messages?subject=first', 'POST', 'x');
  await first.stop();
  const db = openAlone(join(data, 'messages.db'));
  db.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
    INSERT INTO message (mailbox, id, uid, origin, folder, body, size, sha256, type, subject, sender, envelope, accepted_at, entered_at)
    SELECT mailbox, i + 1, 'copy-' || i, 'copy-' || i, 'processed', body, size, sha256, type,
      iif(i IN (${needles.join()}), 'needle ', 'straw ') || i, sender, envelope, accepted_at + i, entered_at + i
    FROM n, message WHERE subject = 'first'`);
  db.close();
  return startInside(data, { now: start + count });
};

/** The port with a door before each page: what is asked waits until the test lets it through. */
const doored = (port: Pick<ServerPort, 'ask'>) => {
  const doors: (() => void)[] = [];
  const knocking = new Set<() => void>();
  const ask: ServerPort['ask'] = async (...asked) => {
    await new Promise<void>((resolve) => {
      doors.push(resolve);
      for (const check of [...knocking]) check();
    });
    return port.ask(...asked);
  };
  return {
    ask,
    waiting: () => doors.length,
    /** Lets one through, as soon as it is there. */
    async pass(): Promise<void> {
      await new Promise<void>((resolve) => {
        const check = (): void => {
          const open = doors.shift();
          if (!open) return;
          knocking.delete(check);
          open();
          resolve();
        };
        knocking.add(check);
        check();
      });
    },
  };
};

test('a filter looks at 20,000 messages for an answer, tells how far it came, stops there when it is told to, and goes on', { timeout: 120_000 }, async () => {
  const server = await withLongFolder();
  const { ask, pass, waiting } = doored(fetchPort(server));
  const list = createFolderList({ ask } as ServerPort, {
    ...{ folder: 'processed', mailbox: 'big', order: 'oldest' },
    filter: { subject: 'needle' },
  });
  const found = (): string[] => list.pages.listing.get().rows.map(({ subject }) => subject);
  /** Resolves as soon as so many were looked at, and that was shown. */
  const looked = (messages: number): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (list.looked.get().messages < messages) return;
        stop();
        resolve();
      };
      const stop = list.looked.subscribe(check);
      check();
    });
  const still = (): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (list.pages.reading.get()) return;
        stop();
        resolve();
      };
      const stop = list.pages.reading.subscribe(check);
      check();
    });

  list.pages.show(0, 10);
  await pass();
  await looked(20_000);
  expect(list.looked.get()).toEqual({ messages: 20_000, stopped: false, old: false });
  expect(list.total.get()?.count).toBe(count);
  // It goes on by itself. The reader stops it while the next answer is on its way.
  list.stop();
  await pass();
  await still();
  expect(list.looked.get()).toEqual({ messages: 40_000, stopped: true, old: false });
  expect(found()).toEqual(['needle 5', 'needle 30000']);
  expect(list.pages.listing.get().ended).toBe(false);
  expect(waiting()).toBe(0);

  list.goOn();
  await pass();
  await still();
  expect(list.looked.get()).toEqual({ messages: count, stopped: false, old: false });
  expect(found()).toEqual(['needle 5', 'needle 30000', 'needle 44999']);
  expect(list.pages.listing.get().ended).toBe(true);

  // So long a folder is not looked through again by itself.
  list.changed();
  expect(list.looked.get().old).toBe(true);
  expect(waiting()).toBe(0);
});
