import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { AccountInfo, MessagePage } from '#restante/protocol/bridge';
import { launchApp } from '../support/app.ts';
import { temporaryFolder } from '../support/folder.ts';
import { addMailbox, startServer, submit } from '../support/server.ts';
import { bringAxe, faultsOf } from './looks.ts';
import { sendBytes } from './sending.ts';
import { ask, doorsOf, eventually } from './window.ts';

const rows = (page: Page) => page.getByRole('listbox').getByRole('option');
const row = (page: Page, subject: string) => rows(page).filter({ hasText: subject });
const folder = (page: Page, name: RegExp) => page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name });
const subjectsOf = (page: Page): Promise<string[]> =>
  rows(page).evaluateAll((all) => all.map((one) => /(own|work) \d/.exec(one.textContent ?? '')?.[0] ?? ''));

/** The app with its own mailbox and Work, the mailbox bob at a server of somebody else. */
const two = async () => {
  const server = await startServer(temporaryFolder());
  const bob = await addMailbox(server, 'bob');
  const { page } = await launchApp();
  await doorsOf(page);
  const draft = { server: server.http, mailbox: 'bob', receiveToken: bob.receiveToken, sendToken: bob.sendToken, label: 'Work' };
  const added = await ask<{ kind: string; account: AccountInfo }>(page, 'accounts.add', { ...draft, insecure: false });
  expect(added.kind).toBe('added');
  const work = added.account.id;
  const inFolder = async (account: string, name = 'inbox'): Promise<string[]> =>
    (await ask<MessagePage>(page, 'inbox.page', { account, folder: name, before: null, limit: 500 })).rows.map(({ subject }) => subject);
  /** Each is there before the next is written. */
  const send = async (account: string, subject: string): Promise<void> => {
    if (account === 'own') await sendBytes(page, subject, 'hello');
    else await submit(server, 'bob', bob.sendToken, 'hello', { Subject: subject });
    await eventually(() => inFolder(account)).toContain(subject);
  };
  const choose = async (name: string): Promise<void> => {
    await page.getByRole('button', { name: /^Account: / }).click();
    await page.getByRole('option', { name }).click();
  };
  return { page, work, send, inFolder, choose };
};

test('all inboxes together: one list that names the account of each row, and what is done is done in that account', async () => {
  const { page, work, send, inFolder, choose } = await two();
  await send('own', 'own 1');
  await send(work, 'work 2');
  await send('own', 'own 3');
  await send(work, 'work 4');
  await choose('All inboxes');
  await page.getByRole('button', { name: 'Account: All inboxes' }).waitFor();
  await eventually(() => subjectsOf(page)).toEqual(['work 4', 'own 3', 'work 2', 'own 1']);
  await row(page, 'work 4').getByText('Work', { exact: true }).waitFor();
  await folder(page, /^Inbox\b.*4 messages/).waitFor();
  await folder(page, /^Work\b.*2 unread.*2 of/).waitFor();
  expect(await folder(page, /^Drafts/).count()).toBe(0);
  await bringAxe(page);
  expect.soft(await faultsOf(page), 'all together').toEqual({});

  // News of either comes in at its place.
  await send('own', 'own 5');
  await eventually(() => subjectsOf(page)).toEqual(['own 5', 'work 4', 'own 3', 'work 2', 'own 1']);

  // It is read, and counts as read, where it is.
  await row(page, 'work 2').click();
  await page.getByRole('region', { name: 'work 2' }).getByText('hello').waitFor();
  await folder(page, /^Work\b.*1 unread/).waitFor();
  expect.soft(await faultsOf(page), 'a message open among all').toEqual({});

  // Two accounts in one act, taken back at once.
  await row(page, 'own 3').click({ modifiers: ['Control'] });
  await row(page, 'own 3').press('Delete');
  await eventually(() => subjectsOf(page)).toEqual(['own 5', 'work 4', 'own 1']);
  await eventually(() => inFolder(work, 'deleted')).toEqual(['work 2']);
  await eventually(() => inFolder('own', 'deleted')).toEqual(['own 3']);
  await folder(page, /^Deleted/).click();
  await eventually(() => subjectsOf(page)).toEqual(['own 3', 'work 2']);
  await page.keyboard.press('Control+z');
  await eventually(() => inFolder(work, 'deleted')).toEqual([]);
  await eventually(() => inFolder('own', 'deleted')).toEqual([]);

  // Everything at once, and words.
  await folder(page, /^Inbox/).click();
  await row(page, 'own 5').click();
  await page.keyboard.press('Control+a');
  await page.getByText('5 messages selected').first().waitFor();
  await page.locator('input[type="search"]').fill('work');
  await eventually(() => subjectsOf(page)).toEqual(['work 4', 'work 2']);
  await page.getByText('2 found').waitFor();

  // An answer is written by the account that has the message; what is of one account leads to it.
  await row(page, 'work 4').click();
  await row(page, 'work 4').press('r');
  await page.getByRole('textbox', { name: 'Subject' }).waitFor();
  await page.getByRole('button', { name: 'Account: All inboxes' }).waitFor();
  await folder(page, /^Work\b/).click();
  await page.getByRole('button', { name: 'Account: Work' }).waitFor();
  await folder(page, /^Drafts/).waitFor();
});

test('the next unread message is found beyond what was read of the list', async () => {
  const { page, work, send, choose } = await two();
  await send(work, 'work 0');
  for (let n = 1; n <= 130; n += 1) await sendBytes(page, `own ${n}`, 'x');
  const all = async (): Promise<MessagePage> => ask(page, 'inbox.page', { account: 'own', folder: 'inbox', before: null, limit: 500 });
  await eventually(async () => (await all()).rows.length).toBe(130);
  await ask(page, 'inbox.mark', { account: 'own', uids: (await all()).rows.map(({ uid }) => uid), read: true });
  await ask(page, 'inbox.mark', { account: 'own', uids: [(await all()).rows.at(-1)?.uid], read: false });
  await choose('All inboxes');
  await row(page, 'own 130').click();
  await page.keyboard.press('n');
  await page.getByRole('region', { name: 'own 1', exact: true }).waitFor();
  await row(page, 'own 1').and(page.locator('[aria-selected="true"]')).waitFor();
  await eventually(() => page.getByRole('region', { name: 'own 1', exact: true }).isVisible()).toBe(true);
  await page.keyboard.press('n');
  await page.getByRole('region', { name: 'work 0' }).waitFor();
});
