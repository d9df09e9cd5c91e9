import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Settings, Status } from '#restante/protocol/bridge';
import { launchApp } from '../support/app.ts';
import { temporaryFolder } from '../support/folder.ts';
import { sendBytes } from './sending.ts';
import { ask, doorsOf, eventually, inboxOf } from './window.ts';

const section = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Sections of the settings' }).getByRole('link', { name });
const statusOf = (page: Page): Promise<Status> => ask(page, 'status.read', { account: 'own' });

test('the sections are reached by keyboard, and the one that is read is marked', async () => {
  const { page } = await launchApp();
  await doorsOf(page);
  await page.keyboard.press('Control+,');
  await section(page, 'Inbox').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await eventually(() => section(page, 'Accounts').getAttribute('aria-current')).toBe('true');
  // Tab goes on within the section that was chosen.
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.closest('[data-section]')?.getAttribute('data-section'))).toBe('accounts');
  expect(page.url()).not.toContain('#');
});

test('what a change means is said before it is made: a size below what is held, and overwriting', async () => {
  const { page } = await launchApp();
  for (const n of [1, 2, 3]) await sendBytes(page, `Message ${n}`, 'x');
  await eventually(async () => (await inboxOf(page)).length).toBe(3);
  await page.keyboard.press('Control+,');
  const size = page.getByRole('textbox', { name: 'The inbox holds at most' });
  await size.fill('2');
  await page.getByText('It holds 3 of 2 messages now. That is more than this size. Nothing is removed').waitFor();
  expect((await ask<readonly { cap: { limit: number } }[]>(page, 'accounts.list'))[0]?.cap.limit).toBe(1_000);
  await size.press('Enter');
  await sendBytes(page, 'Message 4', 'x');
  await eventually(async () => (await statusOf(page)).waiting.count).toBe(1);
  expect(await inboxOf(page)).toHaveLength(3);

  const uids = (await inboxOf(page)).filter(({ subject }) => subject !== 'Message 3').map(({ uid }) => uid);
  await ask(page, 'inbox.mark', { account: 'own', uids, read: true });
  const overwriting = page.getByRole('switch', { name: 'Let new messages overwrite read ones' });
  await page.getByText('At the moment those are 2 messages, 2 B. The inbox is full: what waits then comes at once').waitFor();
  expect(await inboxOf(page)).toHaveLength(3);
  await overwriting.click();
  await eventually(async () => (await inboxOf(page)).map(({ subject }) => subject)).toEqual(['Message 4', 'Message 3']);
  await page.getByText(/At the moment for .+, (at most|however many)/).waitFor();
});

test('all settings are reset after a question; accounts and messages stay', async () => {
  const { page } = await launchApp();
  await doorsOf(page);
  await ask(page, 'settings.change', { theme: 'dark', readAfter: 9 });
  await ask(page, 'accounts.change', { account: 'own', cap: { unit: 'messages', limit: 77 } });
  await page.keyboard.press('Control+,');
  await page.getByRole('button', { name: 'Reset all settings…' }).click();
  const question = page.getByRole('dialog', { name: 'Reset all settings?' });
  await question.getByText('Accounts with the sizes of their inboxes, messages, drafts and the server stay as they are.').waitFor();
  await question.getByRole('button', { name: 'Cancel' }).click();
  expect(await ask<Settings>(page, 'settings.read')).toMatchObject({ theme: 'dark', readAfter: 9 });
  await page.getByRole('button', { name: 'Reset all settings…' }).click();
  await question.getByRole('button', { name: 'Reset', exact: true }).click();
  await eventually(() => ask<Settings>(page, 'settings.read')).toMatchObject({ theme: 'system', readAfter: 0 });
  expect((await ask<readonly { cap: { limit: number } }[]>(page, 'accounts.list'))[0]?.cap.limit).toBe(77);
});

test('settings that were not valid are told once, and named', async () => {
  const profile = temporaryFolder();
  const addresses = { http: '127.0.0.1:0', smtp: '127.0.0.1:0' };
  writeFileSync(join(profile, 'settings.json'), JSON.stringify({ settings: { theme: 'purple', lines: 7 }, addresses }));
  const { page } = await launchApp({ profile });
  const notices = page.getByRole('region', { name: 'Notices' });
  await notices.getByText('2 settings were not valid when Restante started, and stand at their defaults.').waitFor();
  await notices.getByRole('button', { name: 'Close' }).click();
  await page.keyboard.press('Control+,');
  for (const name of ['settings.theme', 'settings.lines']) await page.getByText(name, { exact: true }).waitFor();
});
