import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { launchApp } from '../support/app.ts';
import { submit } from '../support/server.ts';
import { addAccount } from './accounts-here.ts';
import { sendBytes } from './sending.ts';
import { ask, inboxOf } from './window.ts';

const row = (page: Page, name: string | RegExp) => page.getByRole('option', { name });

test('a row shows how the text begins, in two lines or one', async () => {
  const { page } = await launchApp();
  await sendBytes(page, 'Keys', 'They are\nunder the mat.\n');
  await row(page, /Keys.*They are under the mat\./).waitFor();
  const height = (): Promise<number> => row(page, 'Keys').evaluate((element) => element.getBoundingClientRect().height);
  const two = await height();
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').and(page.locator(':focus')).waitFor();
  await page.keyboard.type('one line');
  await page.getByRole('option', { name: /^One line or two/, selected: true }).waitFor();
  await page.keyboard.press('Enter');
  await expect.poll(height).toBeLessThan(two);
  expect(await ask(page, 'settings.read')).toMatchObject({ lines: 1 });
});

test('when the inbox is full, the one that goes next is marked: deleted ones first, then the oldest that is read', async () => {
  const { page } = await launchApp();
  for (const subject of ['First', 'Second', 'Third']) await sendBytes(page, subject, `${subject} text.\n`);
  await row(page, 'Third').waitFor();
  const marked = (): Promise<string[]> =>
    page.getByRole('option').filter({ hasText: 'Next to be overwritten' }).locator('> bdi').allTextContents();
  const uids = new Map((await inboxOf(page)).map(({ subject, uid }) => [subject, uid]));
  await ask(page, 'inbox.mark', { account: 'own', uids: [uids.get('Second'), uids.get('First')], read: true });
  await ask(page, 'accounts.change', { account: 'own', cap: { unit: 'messages', limit: 3 }, overwriteRead: true });
  await row(page, /First.*Next to be overwritten/).waitFor();
  expect(await marked()).toHaveLength(1);
  await ask(page, 'inbox.mark', { account: 'own', uids: [uids.get('First')], protected: true });
  await row(page, /Second.*Next to be overwritten/).waitFor();
  await ask(page, 'inbox.mark', { account: 'own', uids: [uids.get('Third')], deleted: true });
  await expect.poll(marked).toEqual([]);
  await sendBytes(page, 'Fourth', 'It takes the place of the deleted one.\n');
  await row(page, 'Fourth').waitFor();
  expect((await inboxOf(page)).map(({ subject }) => subject)).toEqual(['Fourth', 'Second', 'First']);
  await row(page, /Second.*Next to be overwritten/).waitFor();
});

test('the menu of a message: by the right button, by keys and by its own button; it holds what can be done now', async () => {
  const { page } = await launchApp();
  for (const subject of ['First', 'Second', 'Third']) await sendBytes(page, subject, `${subject} text.\n`);
  await row(page, 'First').click({ button: 'right' });
  const menu = page.getByRole('menu', { name: 'What can be done with it' });
  await menu.getByRole('menuitem', { name: 'Protect' }).click();
  await expect.poll(async () => (await inboxOf(page)).find((one) => one.subject === 'First')?.protected).toBe(true);
  await menu.waitFor({ state: 'detached' });
  await row(page, 'First').and(page.locator(':focus')).waitFor();

  // It says what would be done to what is selected as it is.
  await page.keyboard.press('Shift+F10');
  await menu.getByRole('menuitem', { name: 'Remove protection' }).waitFor();
  await menu.getByRole('menuitem', { name: 'Mark as unread' }).waitFor();
  await page.keyboard.press('Escape');
  await menu.waitFor({ state: 'detached' });

  await row(page, 'First').and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Shift+ArrowUp');
  await page.keyboard.press('Shift+F10');
  await menu.waitFor();
  expect(await menu.getByRole('menuitem').allTextContents()).not.toContainEqual(expect.stringContaining('Restore'));
  await page.keyboard.press('Escape');
  await row(page, 'Second').and(page.locator(':focus')).waitFor();
  // A row outside the selection is selected by the right button, one in it keeps it.
  await row(page, 'First').click({ button: 'right' });
  await menu.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByText('2 messages deleted').waitFor();
  await page.getByRole('button', { name: 'More for the selected messages' }).click();
  await menu.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByText('1 message deleted').waitFor();
  expect(await inboxOf(page)).toEqual([]);
});

test('accounts are found by name, with what is unread in each, and chosen by keyboard', async () => {
  const running = await launchApp();
  const { page } = running;
  await addAccount(running, 'office');
  const shop = await addAccount(running, 'workshop');
  await submit({ http: shop.http }, 'workshop', shop.sendToken, 'Sawdust.\n', { 'Content-Type': 'text/plain', Subject: 'Planks' });
  await page.keyboard.press('Control+Shift+A');
  const find = page.getByRole('combobox', { name: 'Find an account' });
  await find.and(page.locator(':focus')).waitFor();
  const options = page.getByRole('listbox', { name: 'Accounts' }).getByRole('option');
  await expect.poll(() => options.count()).toBe(4);
  await options.filter({ hasText: 'workshop' }).filter({ hasText: '1 unread' }).waitFor();
  await page.keyboard.type('shop');
  await expect.poll(() => options.count()).toBe(1);
  await page.keyboard.press('Enter');
  await row(page, 'Planks').waitFor();
  await page.getByRole('button', { name: /Account: workshop/ }).waitFor();
  // The same key leads there from a message.
  await row(page, 'Planks').click();
  await row(page, 'Planks').and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Control+Shift+A');
  await find.and(page.locator(':focus')).waitFor();
});
