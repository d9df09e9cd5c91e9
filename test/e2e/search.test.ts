import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Settings } from '#restante/protocol/bridge';
import { launchApp } from '../support/app.ts';
import { sendBytes, sendLetter } from './sending.ts';
import { ask } from './window.ts';

const subjects = (page: Page): Promise<string[]> =>
  page
    .locator('[role="listbox"]')
    .getByRole('option')
    .evaluateAll((rows) => rows.map((row) => row.querySelectorAll('bdi')[1]?.textContent ?? ''));
const marks = (page: Page, place: string): Promise<string[]> =>
  page.locator(`${place} mark`).evaluateAll((found) => found.map((mark) => mark.textContent ?? ''));
/** A filter above the list. */
const chip = (page: Page, name: string) => page.locator('#list').getByRole('button', { name, exact: true });
const field = (page: Page) => page.getByRole('searchbox', { name: 'Search' });

const fill = async (page: Page): Promise<void> => {
  await sendBytes(page, 'Quarterly figures', 'They are better than last year.\n');
  await sendBytes(page, 'Keys to the store', 'Under the mat. Ask for the quarter key.\n', { from: 'Bob <bob@sender.example>' });
  await sendBytes(page, '四半期の数字', '添付をご覧ください。\n');
  await sendBytes(page, 'Lunch', 'Noodles.\n', { from: 'Carol <carol@sender.example>' });
  await sendLetter(
    page,
    ['Subject: Minutes', 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=part'],
    [
      ...['--part', 'Content-Type: text/plain', '', 'The minutes are attached.'],
      ...['--part', 'Content-Type: application/pdf', 'Content-Disposition: attachment; filename=quarters.pdf', '', '%PDF-1.4'],
      '--part--',
    ].join('\r\n'),
  );
  await page.getByRole('option', { name: 'Minutes' }).waitFor();
};

test('what is typed is found at once in sender, subject, text and attachments, and marked', async () => {
  const { page } = await launchApp();
  await fill(page);
  await page.keyboard.press('Control+f');
  await page.locator(':focus').and(field(page)).waitFor();
  await page.keyboard.type('quart');
  await expect.poll(() => subjects(page)).toEqual(['Minutes', 'Keys to the store', 'Quarterly figures']);
  await page.getByText('3 found').waitFor();
  expect(await marks(page, '[role="option"]')).toEqual(expect.arrayContaining(['Quart']));
  await page.keyboard.type(' key');
  await expect.poll(() => subjects(page)).toEqual(['Keys to the store']);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('j');
  await page.getByRole('heading', { level: 2, name: 'Keys to the store' }).waitFor();
  await expect.poll(() => marks(page, '[aria-label="Message"]')).toEqual(expect.arrayContaining(['Key', 'quart', 'key']));

  await page.keyboard.press('/');
  await page.keyboard.type('数字');
  await expect.poll(() => subjects(page)).toEqual(['四半期の数字']);
  expect(await marks(page, '[role="option"]')).toEqual(['数字']);
  await page.keyboard.press('Escape');
  await expect.poll(async () => (await subjects(page)).length).toBe(5);
  await page.getByRole('option').and(page.locator(':focus')).waitFor();
});

test('filters narrow a folder and its search; nothing found says what can be done', async () => {
  const { page } = await launchApp();
  await fill(page);
  await chip(page, 'Files').click();
  await expect.poll(() => subjects(page)).toEqual(['Minutes']);
  expect(await chip(page, 'Files').getAttribute('aria-pressed')).toBe('true');
  await chip(page, 'Files').click();
  await page.getByRole('option', { name: 'Lunch' }).click();
  await page.keyboard.press('s');
  await chip(page, 'Protected').click();
  await expect.poll(() => subjects(page)).toEqual(['Lunch']);
  await page.keyboard.press('/');
  await page.keyboard.type('quart');
  await page.getByText('Nothing found for “quart” in Inbox').waitFor();
  await page.getByRole('button', { name: 'Search without filters' }).click();
  await expect.poll(() => subjects(page)).toEqual(['Minutes', 'Keys to the store', 'Quarterly figures']);
  await page.getByRole('option', { name: 'Quarterly' }).click();
  await page.keyboard.press('Delete');
  await field(page).fill('figures');
  await page.getByRole('button', { name: 'Look in Deleted' }).click();
  await expect.poll(() => subjects(page)).toEqual(['Quarterly figures']);
  await page.getByRole('heading', { name: 'Deleted', exact: true }).waitFor();

  await page.getByRole('navigation').getByRole('button', { name: 'Inbox' }).click();
  await page.getByRole('button', { name: 'More filters' }).click();
  await page.getByRole('combobox', { name: 'Kind' }).selectOption('Mail');
  await expect.poll(() => subjects(page)).toEqual(['Minutes']);
  await page.getByRole('combobox', { name: 'Sent' }).selectOption('From … to …');
  await page.getByLabel('To', { exact: true }).fill('2020-01-31');
  await page.getByText('Nothing found in Inbox').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Remove the filter Up to Jan 31, 2020' }).click();
  await expect.poll(() => subjects(page)).toEqual(['Minutes']);
});

test('today is another day after midnight', async () => {
  const { page } = await launchApp();
  await fill(page);
  await page.clock.install();
  const folders = page.getByRole('navigation', { name: 'Folders' });
  // What is drawn from now on goes by that clock.
  await folders.getByRole('button', { name: /^Unread/ }).click();
  await page.getByRole('heading', { name: 'Unread', exact: true }).waitFor();
  await folders.getByRole('button', { name: /^Inbox/ }).click();
  await page.getByRole('button', { name: 'More filters' }).click();
  await page.getByRole('combobox', { name: 'Sent' }).selectOption('Today');
  await page.getByText('5 found').waitFor();
  await page.clock.fastForward('24:00:00');
  await page.getByText('Nothing found in Inbox').waitFor();
});

test('what is not found leaves the keyboard where it was', async () => {
  const { page } = await launchApp();
  await fill(page);
  await page.keyboard.press('/');
  await page.keyboard.type('quarz');
  await page.getByText('Nothing found for “quarz” in Inbox').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('option', { name: 'Lunch' }).waitFor();
  expect(await field(page).evaluate((input) => input === document.activeElement)).toBe(true);
});

test('a message that is read stays among the unread until one leaves', async () => {
  const { page } = await launchApp();
  await fill(page);
  await chip(page, 'Unread').click();
  await page.getByRole('option', { name: 'Lunch' }).click();
  await page.getByRole('option', { name: /^Carol.*Lunch/ }).waitFor();
  await sendBytes(page, 'One more', 'It has the list read anew.\n');
  await page.getByRole('option', { name: 'One more' }).waitFor();
  expect(await subjects(page)).toContain('Lunch');
  await chip(page, 'Unread').click();
  await chip(page, 'Unread').click();
  await expect.poll(() => subjects(page)).not.toContain('Lunch');
});

test('a search is kept under a name, opened, renamed and removed, and the removal taken back', async () => {
  const { page } = await launchApp();
  await fill(page);
  const folders = page.getByRole('navigation', { name: 'Folders' });
  await field(page).fill('quart');
  await chip(page, 'Files').click();
  await page.getByRole('button', { name: 'Save search…' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Figures');
  await page.keyboard.press('Enter');
  await folders.getByRole('button', { name: 'Figures', exact: true }).waitFor();
  await folders.getByRole('button', { name: 'Unread' }).click();
  await folders.getByRole('button', { name: 'Figures', exact: true }).click();
  await expect.poll(() => subjects(page)).toEqual(['Minutes']);
  await expect.poll(() => field(page).inputValue()).toBe('quart');

  await folders.getByRole('button', { name: 'More for Figures' }).click();
  await page.getByRole('menuitem', { name: 'Rename…' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Quarters');
  await page.keyboard.press('Enter');
  await folders.getByRole('button', { name: 'More for Quarters' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await folders.getByRole('button', { name: 'Quarters', exact: true }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await folders.getByRole('button', { name: 'Quarters', exact: true }).waitFor();
  expect((await ask<Settings>(page, 'settings.read')).searches).toEqual([
    { name: 'Quarters', words: 'quart', filter: { attachments: true } },
  ]);
});
