import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { MessagePage } from '#restante/protocol/bridge';
import { launchApp } from '../support/app.ts';
import { sendBytes } from './sending.ts';
import { ask, inboxOf } from './window.ts';

const row = (page: Page, name: string | RegExp) => page.getByRole('option', { name });
const read = async (page: Page): Promise<string[]> => (await inboxOf(page)).filter((message) => message.read).map(({ subject }) => subject);
const kept = async (page: Page): Promise<string[]> =>
  (await inboxOf(page)).filter((message) => message.protected).map(({ subject }) => subject);

const fill = async (page: Page): Promise<void> => {
  for (const subject of ['First', 'Second', 'Third']) await sendBytes(page, subject, `${subject} text.\n`);
  await row(page, 'Third').waitFor();
  await ask(page, 'settings.change', { readAfter: null });
};

test('read, protect and delete are undone and done again, of several messages at once, each only where it changed something', async () => {
  const { page } = await launchApp();
  await fill(page);
  await row(page, 'Second').click();
  await page.keyboard.press('s');
  await expect.poll(() => kept(page)).toEqual(['Second']);
  await page.keyboard.press('Control+a');
  await page.keyboard.press('s');
  await expect.poll(() => kept(page)).toHaveLength(3);
  await page.keyboard.press('Delete');
  await page.getByText('3 messages deleted').waitFor();
  await expect.poll(() => inboxOf(page)).toEqual([]);

  await page.keyboard.press('Control+z');
  await page.getByText('Undone: 3 messages deleted.').waitFor();
  await expect.poll(() => kept(page)).toHaveLength(3);
  await page.keyboard.press('Control+z');
  await page.getByText('Undone: 2 messages protected.').waitFor();
  await expect.poll(() => kept(page)).toEqual(['Second']);
  await page.keyboard.press('Control+z');
  await expect.poll(() => kept(page)).toEqual([]);
  await page.getByRole('button', { name: 'Redo' }).click();
  await expect.poll(() => kept(page)).toEqual(['Second']);
  await page.keyboard.press('Control+Shift+z');
  await expect.poll(() => kept(page)).toHaveLength(3);
  await page.keyboard.press('Control+y');
  await page.getByText('Done again: 3 messages deleted.').waitFor();
  await expect.poll(() => inboxOf(page)).toEqual([]);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => inboxOf(page)).toHaveLength(3);

  // Something new: what was taken back cannot be done again.
  await row(page, 'First').click();
  await page.keyboard.press('m');
  await expect.poll(() => read(page)).toEqual(['First']);
  await page.keyboard.press('Control+y');
  // Whatever that did was done before this is.
  await page.keyboard.press('m');
  await expect.poll(() => read(page)).toEqual([]);
  expect(await inboxOf(page)).toHaveLength(3);
});

test('in a field its own undo stays; what is gone meanwhile is told', async () => {
  const { page } = await launchApp();
  await fill(page);
  await row(page, 'Third').click();
  await page.keyboard.press('Delete');
  await page.getByText('1 message deleted').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('Fir');
  await expect.poll(() => page.getByRole('option').count()).toBe(1);
  await page.keyboard.press('Control+z');
  await expect.poll(() => page.getByRole('searchbox', { name: 'Search' }).inputValue()).not.toBe('Fir');
  expect(await inboxOf(page)).toHaveLength(2);
  await page.keyboard.press('Escape');

  await ask(page, 'inbox.purge', { account: 'own', uids: null });
  await row(page, 'Second').click();
  await page.keyboard.press('Control+z');
  await page.getByText('That cannot be undone: the message is no longer here.').waitFor();
  expect(await read(page)).not.toContain('Third');
});

test('what is deleted for good is asked for first, one or all', async () => {
  const { page } = await launchApp();
  await fill(page);
  await row(page, 'Third').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await page.getByRole('navigation').getByRole('button', { name: 'Deleted' }).click();
  await row(page, 'Third').click();
  await page.keyboard.press('Shift+Delete');
  await page.getByRole('dialog', { name: 'Delete 1 message for good?' }).getByText('This cannot be undone.').waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await row(page, 'Third').click();
  await page.keyboard.press('Shift+Delete');
  await page.getByRole('button', { name: 'Delete for good', exact: true }).click();
  await page.getByText('1 message deleted for good').waitFor();
  await row(page, 'Third').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Empty Deleted…' }).click();
  await page.getByRole('dialog', { name: 'Delete 2 messages for good?' }).getByRole('button', { name: 'Delete for good' }).click();
  await page.getByText('Nothing is deleted.').waitFor();
  const { rows } = await ask<MessagePage>(page, 'inbox.page', { account: 'own', folder: 'deleted', before: null, limit: 10 });
  expect(rows).toEqual([]);
});
