import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { v7 as uuidv7 } from 'uuid';
import { expect, test } from 'vitest';
import { openSqliteInbox } from '#restante/main/inbox/sqlite';
import { launchApp } from '../support/app.ts';
import { temporaryFolder } from '../support/folder.ts';
import { ask } from './window.ts';

const nameOf = (n: number): string => `No. ${String(n).padStart(4, '0')}`;
const row = (page: Page, n: number) => page.getByRole('option', { name: nameOf(n) });

/** A profile whose inbox has so many messages, named by their places in the order of receipt, all of them read but these. */
const filled = async (count: number, unread: readonly number[]): Promise<string> => {
  const profile = temporaryFolder();
  const inbox = await openSqliteInbox(join(profile, 'inbox'));
  const source = { server: 'http://127.0.0.1:1', mailbox: 'filled' };
  const policy = { cap: { unit: 'messages', limit: count }, overwriteRead: false } as const;
  const receive = async (n: number): Promise<string> => {
    const [uid, bytes] = [uuidv7(), new TextEncoder().encode(`Text of ${n}.\n`)];
    const sha256 = Uint8Array.from(createHash('sha256').update(bytes).digest());
    const about = { type: 'text/plain', subject: nameOf(n), sender: 'bob', acceptedAt: n, receivedAt: n };
    const body = { kind: 'bytes', bytes } as const;
    await inbox.receive(source, { id: n, uid, body, size: bytes.byteLength, sha256, ...about }, { verb: 'move', policy }, []);
    await inbox.settle(source, [{ id: n, uid }]);
    return uid;
  };
  const uids = await Promise.all(Array.from({ length: count }, (_, n) => receive(n + 1)));
  const read = uids.filter((_, n) => !unread.includes(n + 1));
  for (let at = 0; at < read.length; at += 500) await inbox.mark(read.slice(at, at + 500), { read: true }, 1);
  await inbox.close();
  return profile;
};

const opened = async (page: Page, n: number): Promise<void> => {
  await row(page, n).and(page.locator('[aria-selected="true"]')).waitFor();
  await page.getByRole('region', { name: nameOf(n), exact: true }).waitFor();
};

test('the next and the previous unread message are found wherever in a long list they are', { timeout: 120_000 }, async () => {
  const { page } = await launchApp({ profile: await filled(1_000, [40, 960]) });
  // What is looked at stays unread.
  await ask(page, 'settings.change', { readAfter: null });
  await row(page, 1_000).click();
  await page.keyboard.press('n');
  await opened(page, 960);
  await page.keyboard.press('n');
  await opened(page, 40);
  expect(await row(page, 960).count()).toBe(0);
  await page.keyboard.press('p');
  await opened(page, 960);
});
