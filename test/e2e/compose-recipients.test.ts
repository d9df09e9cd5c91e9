import type { Locator, Page } from 'playwright-core';
import { test } from 'vitest';
import type { LetterPage } from '#restante/protocol/bridge';
import { launchApp } from '../support/app.ts';
import { ask, askServer, doorsOf, eventually } from './window.ts';

const form = (page: Page) => page.getByRole('region', { name: 'New message' });
const lettersIn = async (page: Page, folder: 'drafts' | 'sent') =>
  (await ask<LetterPage>(page, 'letters.page', { account: 'own', folder, before: null, limit: 10 })).rows;

/** As a paste, without the clipboard that other tests use, too. */
const paste = (field: Locator, text: string): Promise<void> =>
  field.evaluate((field, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);

test('recipients keep their names, typed or pasted as a list; what is typed is taken in by the key that sends', async () => {
  const { page } = await launchApp();
  await doorsOf(page);
  for (const name of ['bob', 'carl', 'dora', 'emil']) await askServer(page, 'addMailbox', { body: { name } });
  await page.keyboard.press('Control+n');
  const to = form(page).getByRole('combobox', { name: 'To' });
  await to.pressSequentially('"Lee, Ann" <bob@localhost>, ');
  await form(page).getByText('"Lee, Ann" <bob@localhost>', { exact: true }).waitFor();
  await paste(to, 'Ann Carl <carl@localhost>\r\nDora@localhost\r\n');
  await form(page).getByText('Ann Carl <carl@localhost>', { exact: true }).waitFor();
  await form(page).getByText('Dora@localhost', { exact: true }).waitFor();
  await form(page).getByText('Saved', { exact: true }).waitFor();
  await eventually(async () => (await lettersIn(page, 'drafts')).map(({ to }) => to)).toEqual([
    ['"Lee, Ann" <bob@localhost>', 'Ann Carl <carl@localhost>', 'Dora@localhost'],
  ]);
  // What is typed is taken in by the key that sends, and judged.
  await to.pressSequentially('who@elsewhere.example');
  await page.keyboard.press('Control+Enter');
  await form(page).getByText('who@elsewhere.example is not on this server.').waitFor();
  await page.keyboard.press('Backspace');
  await form(page).getByText('who@elsewhere.example is not on this server.').waitFor({ state: 'detached' });
  await to.pressSequentially('emil');
  await page.keyboard.press('Control+Enter');
  await form(page).waitFor({ state: 'detached' });
  await eventually(async () => (await lettersIn(page, 'sent')).map(({ to }) => to)).toEqual([['bob', 'carl', 'dora', 'emil']]);
});

test('recipients beyond what a letter can have are not left out without a word', async () => {
  const { page } = await launchApp();
  await doorsOf(page);
  await page.keyboard.press('Control+n');
  const to = form(page).getByRole('combobox', { name: 'To' });
  await paste(to, Array.from({ length: 103 }, (_, n) => `box${n}`).join('\n'));
  await form(page).getByText('A letter goes to 100 recipients at most: 3 were left out.').waitFor();
  await eventually(async () => (await lettersIn(page, 'drafts')).map(({ to }) => to.length)).toEqual([100]);
});
