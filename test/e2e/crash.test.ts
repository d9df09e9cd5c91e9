import { expect, test } from 'vitest';
import { launchApp } from '../support/app.ts';
import { corpus, send } from '../support/corpus.ts';
import { temporaryFolder } from '../support/folder.ts';
import { doorsOf, folderOf, inboxOf, pidOf } from './window.ts';

const fifty = corpus(50);

/** Sends fifty messages, each until it has a receipt, and calls back after every one. */
const sendFifty = async (doors: Awaited<ReturnType<typeof doorsOf>>, sent: (count: number) => Promise<void>): Promise<string[]> => {
  const uids: string[] = [];
  for (const entry of fifty) {
    uids.push(await send(entry, { http: doors.http, smtp: doors.smtpDoor }, { mailbox: doors.mailbox, sendToken: doors.sendToken }));
    await sent(uids.length);
  }
  return uids;
};

/** The window shows what was sent, each once, and nothing waits at the server. */
const expectAll = async (page: Parameters<typeof inboxOf>[0], uids: readonly string[]): Promise<void> => {
  await page.getByText(`${uids.length} of 1,000 messages`).waitFor();
  expect((await inboxOf(page)).map(({ uid }) => uid).toSorted()).toEqual([...uids].toSorted());
  await expect.poll(async () => (await folderOf(page, 'delivery')).total.count).toBe(0);
};

test('the app is killed in the middle of 50 messages and started again: 50, each once', async () => {
  const profile = temporaryFolder();
  let running = await launchApp({ profile });
  const doors = await doorsOf(running.page);
  const uids = await sendFifty(doors, async (count) => {
    if (count % 17 !== 0) return;
    await running.kill();
    running = await launchApp({ profile });
  });
  await expectAll(running.page, uids);
});

test.each(['Restante server', 'Restante mail engine'])('%s alone is killed in the middle of 50 messages: 50, each once', async (name) => {
  const { app, page } = await launchApp();
  const uids = await sendFifty(await doorsOf(page), async (count) => {
    if (count % 17 === 0) process.kill(await pidOf(app, name), 'SIGKILL');
  });
  await expectAll(page, uids);
});
