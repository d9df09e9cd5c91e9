import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication } from 'playwright-core';
import { expect, test } from 'vitest';
import type { AdminAnswer } from '#restante/protocol/admin';
import type { Settings } from '#restante/protocol/settings';
import { temporaryFolder } from '../support/folder.ts';
import { submit } from '../support/server.ts';
import { detailOf, go, grid, letter, preview, row, toolbar, withProcessed } from './folders.ts';
import { bringAxe, faultsOf } from './looks.ts';
import { ask, askServer, eventually, folderOf, inboxOf, settledClick } from './window.ts';

const choose = (app: ElectronApplication, to: { save?: string; folder?: string }): Promise<void> =>
  app.evaluate(({ dialog }, { save, folder }) => {
    dialog.showSaveDialog = async () => ({ canceled: save === undefined, filePath: save ?? '' });
    dialog.showOpenDialog = async () => ({ canceled: folder === undefined, filePaths: folder === undefined ? [] : [folder] });
  }, to);

test('filters narrow the table, stand there to be taken away, and say when nothing matches; columns and order are remembered', async () => {
  const { page, send } = await withProcessed(['Report one', 'Report two', 'Minutes']);
  await send('Picture', new Uint8Array(3_000), { 'Content-Type': 'image/png', From: 'camera@example.org' });
  await row(page, 'Picture').waitFor();
  const filters = page.getByRole('search', { name: 'Which messages are shown' });
  await filters.getByRole('textbox', { name: 'Subject contains' }).fill('report');
  await page.getByText('2 of 4 match').waitFor();
  expect(await row(page, /Report|Minutes|Picture/).count()).toBe(2);
  await filters.getByRole('textbox', { name: 'Sender contains' }).fill('camera');
  await page.getByRole('heading', { name: 'No message here matches' }).waitFor();
  await filters.getByRole('button', { name: 'Remove the filter: Subject: report' }).click();
  await row(page, 'Picture').waitFor();
  expect(await row(page, /Report|Minutes/).count()).toBe(0);
  await filters.getByRole('button', { name: 'Remove the filter: Sender: camera' }).click();
  await row(page, 'Minutes').waitFor();
  await filters.getByRole('button', { name: 'More filters' }).click();
  const more = page.getByRole('dialog', { name: 'More filters' });
  await more.getByRole('textbox', { name: 'At least' }).fill('2');
  await row(page, 'Minutes').waitFor({ state: 'detached' });
  await more.getByRole('combobox', { name: 'Type' }).selectOption('Image');
  await more.getByRole('combobox', { name: 'Ends' }).selectOption('Within 7 days');
  await page.getByText('No message here matches').waitFor();
  await more.getByRole('combobox', { name: 'Ends' }).selectOption('Within 30 days');
  await row(page, 'Picture').waitFor();
  await page.keyboard.press('Escape');
  await filters.getByRole('button', { name: 'Remove all filters' }).click();
  await row(page, 'Minutes').waitFor();

  await filters.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Size' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Age' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('columnheader', { name: 'Size' }).waitFor({ state: 'detached' });
  await filters.getByRole('combobox', { name: 'Order' }).selectOption('Newest first');
  await expect.poll(() => grid(page).getByRole('row').nth(1).textContent()).toContain('Picture');
  const { serverTable } = await ask<Settings>(page, 'settings.read');
  expect(serverTable).toMatchObject({ order: 'newest', columns: expect.not.arrayContaining(['size']) });
  expect(serverTable.columns).toContain('age');
});

test('another mailbox is chosen, and with all of them each row says whose it is', async () => {
  const { page, doors } = await withProcessed(['Mine']);
  const { sendToken } = await askServer<AdminAnswer<'addMailbox'>>(page, 'addMailbox', { body: { name: 'bob' } });
  await submit(doors, 'bob', sendToken, 'x', { Subject: 'For Bob' });
  await go(page, 'Delivery');
  const choice = page.getByRole('combobox', { name: 'Mailbox' });
  await grid(page, 'Delivery').getByRole('columnheader', { name: 'Mailbox' }).waitFor();
  await choice.selectOption('bob');
  await row(page, 'For Bob').waitFor();
  await grid(page, 'Delivery').getByRole('columnheader', { name: 'Mailbox' }).waitFor({ state: 'detached' });
  await page.getByText('Messages that wait are kept').waitFor();
  await choice.selectOption(doors.mailbox);
  await page.getByText(`Nothing waits for ${doors.mailbox}`, { exact: true }).waitFor();
});

test('a message is looked at beside the table, and that leaves no mark, here or at the server', async () => {
  const { app, page, send } = await withProcessed(['Before']);
  const { uid } = await send('Figures', letter, { 'Content-Type': 'message/rfc822' });
  await row(page, 'Figures').waitFor();
  await eventually(async () => (await detailOf(page, uid)).state).toBe('moved');
  // It is taken apart for the search in its own time, which is no mark of whoever looks.
  await eventually(async () => (await inboxOf(page)).every(({ attachments }) => attachments !== null)).toBe(true);
  const before = { detail: await detailOf(page, uid), inbox: await inboxOf(page) };
  await row(page, 'Figures').click();
  const shown = preview(page);
  await shown.getByRole('heading', { name: 'Figures' }).waitFor();
  await shown.frameLocator('iframe').getByText('Here they are.').waitFor();
  await shown.getByText('1 remote image was not loaded.').waitFor();
  await shown.getByText('Ends on').waitFor();
  await shown.getByText('History', { exact: true }).click();
  await shown.getByText('Moved to the processed folder').waitFor();
  const path = join(temporaryFolder(), 'q3.bin');
  await choose(app, { save: path });
  await settledClick(shown.getByRole('button', { name: 'Save q3.bin to disk…' }));
  await page.getByText('Saved as').waitFor();
  expect(readFileSync(path)).toEqual(Buffer.from([0, 1, 2, 3, 4]));
  expect({ detail: await detailOf(page, uid), inbox: await inboxOf(page) }).toEqual(before);
  await page.keyboard.press('Escape');
  await settledClick(shown.getByRole('button', { name: 'Whole history' }));
  await page.getByRole('region', { name: 'Activity' }).waitFor();
});

test('messages are held, released, redelivered and deleted; what can be taken back is, and deleting asks first', {
  timeout: 120_000,
}, async () => {
  const { page } = await withProcessed(['One', 'Two', 'Three']);
  await row(page, 'One').click();
  await page.keyboard.press('Shift+ArrowDown');
  await page.getByText('2 chosen').waitFor();
  await toolbar(page).getByRole('button', { name: 'Hold', exact: true }).click();
  // Said where a screen reader hears it.
  await page.getByRole('region', { name: 'Notices' }).getByRole('status').getByText('2 messages are held').waitFor();
  const held = async (): Promise<number> => (await folderOf(page, 'processed')).messages.filter((one) => one.held).length;
  expect(await held()).toBe(2);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('2 messages are released').waitFor();
  expect(await held()).toBe(0);
  await toolbar(page).getByRole('button', { name: 'Hold', exact: true }).click();
  await page.getByText('2 messages are held').waitFor();
  await page.keyboard.press('Control+z');
  await eventually(held).toBe(0);

  await row(page, 'Three').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Redeliver' }).click();
  await page.getByText('1 message waits in the delivery folder again.').waitFor();
  expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0);

  await row(page, 'One').click();
  await page.keyboard.press('Delete');
  const asked = page.getByRole('dialog', { name: 'Delete at the server' });
  await asked.getByText('1 message (11 B) is deleted for good.').waitFor();
  await asked.getByRole('button', { name: 'Cancel' }).click();
  await asked.waitFor({ state: 'detached' });
  const { uid } = (await folderOf(page, 'processed')).messages.find(({ subject }) => subject === 'One') ?? {};
  await page.keyboard.press('Delete');
  await asked.getByRole('button', { name: 'Delete 1 for good' }).click();
  await page.getByText('1 message is deleted for good.').waitFor();
  expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0);
  await row(page, 'One').waitFor({ state: 'detached' });
  expect(await detailOf(page, uid ?? '')).toMatchObject({ folder: 'ended' });
});

test('axe finds nothing in the folders of the server', { timeout: 120_000 }, async () => {
  const { page, send } = await withProcessed(['One', 'Two']);
  await send('Figures', letter, { 'Content-Type': 'message/rfc822' });
  await row(page, 'Figures').waitFor();
  await bringAxe(page);
  const clean = async (state: string): Promise<void> => {
    expect.soft(await faultsOf(page), state).toEqual({});
  };
  await clean('a table');
  await row(page, 'Figures').click();
  await preview(page).frameLocator('iframe').getByText('Here they are.').waitFor();
  await clean('a message that is looked at');
  await page.keyboard.press('Control+a');
  await page.getByText('3 chosen').waitFor();
  await clean('all chosen');
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Redeliver' }).waitFor();
  await clean('the menu');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Delete');
  await page.getByRole('dialog', { name: 'Delete at the server' }).waitFor();
  await clean('deleting asks');
  await page.keyboard.press('Escape');
  await page.getByRole('textbox', { name: 'Subject contains' }).fill('nothing');
  await page.getByText('No message here matches').waitFor();
  await clean('no match');
  await page.getByRole('button', { name: 'More filters' }).click();
  await clean('more filters');
});
