import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication } from 'playwright-core';
import { expect, test } from 'vitest';
import type { AdminAnswer } from '#restante/protocol/admin';
import { temporaryFolder } from '../support/folder.ts';
import { submit } from '../support/server.ts';
import { go, grid, letter, row, toolbar, withProcessed } from './folders.ts';
import { askServer, folderOf } from './window.ts';

const choose = (app: ElectronApplication, to: { save?: string; folder?: string }): Promise<void> =>
  app.evaluate(({ dialog }, { save, folder }) => {
    dialog.showSaveDialog = async () => ({ canceled: save === undefined, filePath: save ?? '' });
    dialog.showOpenDialog = async () => ({ canceled: folder === undefined, filePaths: folder === undefined ? [] : [folder] });
  }, to);

test('one message is downloaded where the reader says, several into a folder, byte for byte', async () => {
  const { app, page, send } = await withProcessed(['Plain']);
  await send('Figures', letter, { 'Content-Type': 'message/rfc822' });
  await send('../Evil\u202E name', 'hello', { 'Content-Type': 'application/zip' });
  await row(page, 'Evil').waitFor();
  const path = join(temporaryFolder(), 'figures.eml');
  const folder = temporaryFolder();
  await choose(app, { save: path, folder });
  await row(page, 'Figures').click();
  await toolbar(page).getByRole('button', { name: 'Download…' }).click();
  await page.getByText('figures.eml').waitFor();
  expect(readFileSync(path)).toEqual(letter);
  await page.getByRole('button', { name: 'Choose all' }).click();
  await page.getByText('3 chosen').waitFor();
  await toolbar(page).getByRole('button', { name: 'Download…' }).click();
  await page.getByText('3 messages are in').waitFor();
  const names = readdirSync(folder);
  expect(names).toHaveLength(3);
  expect(names.join('')).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
  const contents = names.map((name) => readFileSync(join(folder, name)).toString('latin1'));
  expect(contents.toSorted()).toEqual([letter.toString('latin1'), 'Body of Plain', 'hello'].toSorted());
});

test('thousands of rows: End reads the last at once, Home goes back, and a range across what was not read is chosen', async () => {
  const { page, doors } = await withProcessed([]);
  const { sendToken } = await askServer<AdminAnswer<'addMailbox'>>(page, 'addMailbox', { body: { name: 'bob' } });
  const count = 3_000;
  for (let first = 1; first <= count; first += 50)
    await Promise.all(Array.from({ length: 50 }, (_, at) => submit(doors, 'bob', sendToken, 'x', { Subject: `Letter ${first + at}.` })));
  await go(page, 'Delivery');
  await page.getByText('3,000 messages · 3 kB').waitFor();
  await grid(page, 'Delivery').getByRole('row').nth(1).click();
  const first = (await folderOf(page, 'delivery')).messages[0];
  await page.keyboard.press('End');
  const last = grid(page, 'Delivery').locator(`[aria-rowindex="${count + 1}"]`);
  await last.filter({ hasText: 'Letter' }).waitFor();
  await expect.poll(() => last.evaluate((element) => element === document.activeElement)).toBe(true);
  await expect.poll(() => last.getAttribute('aria-selected')).toBe('true');
  await page.keyboard.press('Home');
  const top = grid(page, 'Delivery')
    .locator('[aria-rowindex="2"]')
    .filter({ hasText: first?.subject ?? '' });
  await expect.poll(() => top.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.press('Shift+End');
  await page.getByText('3,000 chosen').waitFor();
  await toolbar(page).getByRole('button', { name: 'Hold', exact: true }).click();
  await page.getByText('3,000 messages are held').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('3,000 messages are released').waitFor();
  expect((await askServer<AdminAnswer<'messages'>>(page, 'messages', { query: { folder: 'delivery', held: 'true' } })).messages).toEqual(
    [],
  );
});
