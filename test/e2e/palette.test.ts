import { expect, test } from 'vitest';
import { launchApp } from '../support/app.ts';
import { sendBytes } from './sending.ts';
import { ask } from './window.ts';

test('everything that can be done is found by its name, in both languages, and what was done lately stands first', async () => {
  const { page } = await launchApp();
  await sendBytes(page, 'Keys to the store', 'Under the mat.\n');
  await page.getByRole('option', { name: 'Keys' }).waitFor();
  const combobox = page.getByRole('combobox', { name: 'Type to find a command' });
  const options = page.getByRole('listbox', { name: 'Commands' }).getByRole('option');
  /** What the field names as meant. */
  const meant = (): Promise<string> =>
    combobox.evaluate((field) => document.getElementById(field.getAttribute('aria-activedescendant') ?? '')?.textContent ?? '');
  /** What is typed goes where the focus is: not before it is there. */
  const openPalette = async (): Promise<void> => {
    await page.keyboard.press('Control+k');
    await combobox.and(page.locator(':focus')).waitFor();
  };

  await openPalette();
  // Nothing is selected: what would be done to a message is not offered.
  expect(await options.allTextContents()).not.toContainEqual(expect.stringContaining('Protect, or remove'));
  await page.keyboard.type('set');
  await expect.poll(meant).toContain('Settings…');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Settings', exact: true }).waitFor();

  await openPalette();
  await expect.poll(meant).toContain('Settings…');
  await page.keyboard.type('受信箱');
  await expect.poll(meant).toContain('Inbox');
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: 'Keys' }).waitFor();
  // What had the focus is gone with the settings.
  await page.getByRole('heading', { name: 'Inbox', exact: true }).and(page.locator(':focus')).waitFor();

  await openPalette();
  await page.keyboard.press('ArrowDown');
  await expect.poll(meant).toContain('Settings…');
  await page.keyboard.press('ArrowUp');
  await expect.poll(meant).toContain('Inbox');
  await page.keyboard.type('no such thing');
  await page.getByText('No command is called that.').first().waitFor();
  await page.keyboard.press('Escape');
  await combobox.waitFor({ state: 'detached' });

  await openPalette();
  await page.keyboard.type('search');
  await expect.poll(meant).toContain('Search');
  await page.keyboard.press('Enter');
  await page.getByRole('searchbox', { name: 'Search' }).and(page.locator(':focus')).waitFor();

  await ask(page, 'settings.change', { language: 'ja', searches: [{ name: '鍵', words: 'keys', filter: {} }] });
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: '入力してコマンドを探す' }).fill('鍵');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.getByRole('searchbox', { name: '検索' }).inputValue()).toBe('keys');
  await page.getByRole('option', { name: 'Keys to the store' }).waitFor();
});
