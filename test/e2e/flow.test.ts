import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { launchApp } from '../support/app.ts';
import { sendMail } from '../support/corpus.ts';
import { temporaryFolder } from '../support/folder.ts';
import { submit } from '../support/server.ts';
import { doorsOf, folderOf } from './window.ts';

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');

const folder = (page: Page, name: string) => page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name });
const row = (page: Page, name: string | RegExp) => page.getByRole('option', { name });

/** The window says that the inbox is full, and how much waits. */
const waiting = (page: Page, count: number) => page.getByText(`Inbox full. ${count} messages wait safely at the server.`).first().waitFor();

/** The app with `count` messages sent to it, named "Message 1" and so on. */
const withMessages = async (count: number) => {
  const running = await launchApp();
  const doors = await doorsOf(running.page);
  for (let n = 1; n <= count; n += 1) await submit(doors, doors.mailbox, doors.sendToken, `Body ${n}`, { Subject: `Message ${n}` });
  return { ...running, doors };
};

test('a mail by SMTP and a picture by HTTP appear without a click, open, and are in the processed folder, not in the delivery folder', async () => {
  const { page } = await launchApp();
  const doors = await doorsOf(page);
  await sendMail(
    doors.smtpDoor,
    { from: 'bob@example.org', to: `${doors.mailbox}@example.org` },
    Buffer.from('From: Bob <bob@example.org>\r\nTo: me@example.org\r\nSubject: Keys\r\n\r\nUnder the mat.\r\n'),
  );
  await submit(doors, doors.mailbox, doors.sendToken, png, { 'Content-Type': 'image/png', Subject: 'A picture', From: 'camera' });

  await row(page, /Bob Keys/).click();
  await page.getByRole('heading', { name: 'Keys' }).waitFor();
  await page.getByRole('region', { name: 'Keys', exact: true }).getByText('Under the mat.').waitFor();
  await row(page, /camera A picture/).click();
  const image = page.getByRole('img', { name: 'Image: A picture' });
  await image.waitFor();
  expect(await image.evaluate((img: HTMLImageElement) => img.decode().then(() => img.naturalWidth))).toBe(1);

  await folder(page, 'Delivery').click();
  await page.getByText('Nothing waits at the server').waitFor();
  await folder(page, 'Processed').click();
  for (const subject of ['Keys', 'A picture']) await page.getByRole('row', { name: new RegExp(subject) }).waitFor();
  expect((await folderOf(page, 'delivery')).total.count).toBe(0);
  expect((await folderOf(page, 'processed')).total.count).toBe(2);
});

test('a cap of 10 and 25 messages: full with 15 waiting; with overwriting on, four read ones make way and the protected one does not', async () => {
  const { page, doors } = await withMessages(0);
  await folder(page, 'Settings').click();
  const size = page.getByRole('textbox', { name: 'The inbox holds at most' });
  await size.fill('10');
  await size.press('Enter');
  for (let n = 1; n <= 25; n += 1) await submit(doors, doors.mailbox, doors.sendToken, `Body ${n}`, { Subject: `Message ${n}` });
  await folder(page, 'Inbox').click();
  await page.getByText('10 of 10 messages').waitFor();
  await waiting(page, 15);

  await row(page, /Message 3 /).click();
  await page.getByRole('button', { name: 'Protect', exact: true }).click();
  await folder(page, 'Settings').click();
  await page.getByRole('switch', { name: 'Let new messages overwrite read ones' }).click();
  await folder(page, 'Inbox').click();
  // Reading is opening. What is open is not overwritten; each makes way when the next is opened.
  for (const n of [4, 5, 6, 7, 3]) {
    await row(page, new RegExp(`Message ${n} `)).click();
    await row(page, new RegExp(`^No sender Message ${n} `)).waitFor();
  }
  for (const n of [11, 12, 13, 14]) await row(page, new RegExp(`Message ${n} `)).waitFor();
  await waiting(page, 11);
  await row(page, /Message 3 .*Protected/).waitFor();
  await expect.poll(() => row(page, /Message [4567] /).count()).toBe(0);
  await folder(page, 'Delivery').click();
  await page.getByRole('row', { name: /Message 15/ }).waitFor();
  expect((await folderOf(page, 'delivery')).total.count).toBe(11);
});

test('deleting can be undone, and a deleted message makes way first', async () => {
  const { page } = await withMessages(2);
  await row(page, /Message 1 /).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await row(page, /Message 1 /).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await row(page, /Message 1 /).waitFor();
});

test('a message is saved to disk as it came', async () => {
  const { app, page, doors } = await withMessages(0);
  const bytes = Buffer.from([0, 1, 2, 253, 254, 255]);
  await submit(doors, doors.mailbox, doors.sendToken, bytes, { 'Content-Type': 'application/octet-stream', Subject: 'data' });
  const path = join(temporaryFolder(), 'saved.bin');
  // The system's own dialog cannot be driven; what it would answer is given here.
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, path);
  await row(page, /No sender data/).click();
  await page.getByRole('button', { name: 'Save to disk…' }).first().click();
  await page.getByText(`Saved as ${path}`).waitFor();
  expect(createHash('sha256').update(readFileSync(path)).digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
});

test('a limit of 5 empties the processed folder to 5, and the view says why', async () => {
  const { page } = await withMessages(12);
  await folder(page, 'Processed').click();
  await page.getByRole('row', { name: /Message 12/ }).waitFor();
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: 'Greatest number' }).fill('5');
  await page.getByRole('status').filter({ hasText: '7 messages (42 B) would go at once' }).waitFor();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('row', { name: /Message 7/ }).waitFor({ state: 'detached' });
  await page.getByText('at most 5').waitFor();
  expect((await folderOf(page, 'processed')).messages.map(({ subject }) => subject)).toEqual([8, 9, 10, 11, 12].map((n) => `Message ${n}`));
  // What the device has, it keeps: the rule is the server's.
  await folder(page, 'Inbox').click();
  await row(page, /Message 1 /).waitFor();
});
