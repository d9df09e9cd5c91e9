import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { launchApp } from '../support/app.ts';
import { temporaryFolder } from '../support/folder.ts';
import { bringAxe, faultsOf } from './looks.ts';
import { sendBytes } from './sending.ts';
import { doorsOf, eventually, folderOf } from './window.ts';

const pane = (page: Page) => page.getByRole('region', { name: 'Message', exact: true });
const row = (page: Page, subject: string) =>
  page.getByRole('listbox', { name: 'Messages in Inbox' }).getByRole('option', { name: subject });

test('a message that is damaged on the disk is not shown, says so, and is whole when it was fetched again', async () => {
  const { page, profile } = await launchApp();
  await doorsOf(page);
  await sendBytes(page, 'Figures', 'Here they are.\n');
  await row(page, 'Figures').waitFor();
  await eventually(async () => (await folderOf(page, 'processed')).total.count).toBe(1);
  const db = new DatabaseSync(join(profile, 'inbox', 'inbox.db'));
  db.exec("PRAGMA busy_timeout = 10000; UPDATE chunk SET data = CAST('There they are.' AS BLOB)");
  db.close();

  await row(page, 'Figures').click();
  await pane(page).getByRole('heading', { name: 'This message is damaged on this computer' }).waitFor();
  await bringAxe(page);
  expect.soft(await faultsOf(page), 'a damaged message').toEqual({});
  await pane(page).getByRole('button', { name: 'Fetch again', exact: true }).press('Enter');
  await pane(page).getByText('Here they are.').waitFor();
  await eventually(async () => (await folderOf(page, 'processed')).total.count).toBe(1);
  expect(await row(page, 'Figures').count()).toBe(1);
});

test('a message that is larger than what is shown is told so and saved byte for byte, and the window goes on meanwhile', async () => {
  const { app, page } = await launchApp();
  await doorsOf(page);
  await page.evaluate(() => {
    const stood: number[] = [];
    Object.assign(window, { stood });
    new PerformanceObserver((list) => stood.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
  });
  await sendBytes(page, 'Small', 'A short one.\n');
  const head = 'From: Ann Lee <ann@sender.example>\r\nSubject: Film\r\nMIME-Version: 1.0\r\nContent-Type: video/mp4\r\n\r\n';
  const film = Buffer.alloc(68_000_000, 'Sixty-eight million bytes, and no letter.\r\n');
  film.write(head);
  await sendBytes(page, 'Film', film, { type: 'message/rfc822' });
  await row(page, 'Film').click();
  await pane(page).getByText('It is larger than the 67 MB that Restante opens. All of it is here').waitFor();
  const path = join(temporaryFolder(), 'film.eml');
  await app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: path });
  }, path);
  await pane(page).getByRole('button', { name: 'Save to disk…', exact: true }).click();
  // It can be left while it is written.
  await row(page, 'Small').click();
  await pane(page).getByText('A short one.').waitFor();
  await page.getByText(`Saved as ${path}`).waitFor();
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path)) hash.update(bytes as Buffer);
  expect(hash.digest('hex')).toBe(createHash('sha256').update(film).digest('hex'));
  const longest = await page.evaluate(() => Math.max(0, ...(window as unknown as { stood: number[] }).stood));
  expect(longest).toBeLessThan(1_000);
  await row(page, 'Film').click();
  await pane(page).getByText('It is larger than').waitFor();
  await bringAxe(page);
  expect.soft(await faultsOf(page), 'a message that is too large').toEqual({});
});
