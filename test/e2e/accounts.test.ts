import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { AccountInfo, MessagePage } from '#restante/protocol/bridge';
import { launchApp } from '../support/app.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startProxy } from '../support/proxy.ts';
import { addMailbox, startServer, submit } from '../support/server.ts';
import { ask, eventually } from './window.ts';

/** The app, and a server of somebody else with the mailbox bob. */
const beside = async () => {
  const server = await startServer(temporaryFolder());
  const bob = await addMailbox(server, 'bob');
  const running = await launchApp();
  const { page } = running;
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('navigation', { name: 'Sections of the settings' }).getByRole('link', { name: 'Accounts' }).click();
  return { ...running, server, bob };
};

const field = (page: Page, name: string) => page.getByRole('dialog').getByRole('textbox', { name, exact: true });
const press = (page: Page, name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
const entry = (page: Page, name: RegExp) => page.getByRole('list', { name: 'Accounts' }).getByRole('listitem', { name });
const accountsOf = (page: Page): Promise<readonly AccountInfo[]> => ask(page, 'accounts.list');

const addBob = async (page: Page, server: { http: string }, receiveToken: string, label = ''): Promise<AccountInfo> => {
  await page.getByRole('button', { name: 'Add account…' }).click();
  await field(page, 'Server').fill(server.http);
  await field(page, 'Mailbox').fill('bob');
  await field(page, 'Receive token').fill(receiveToken);
  await field(page, 'Name').fill(label);
  await press(page, 'Add account');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const added = (await accountsOf(page)).find(({ own }) => !own);
  if (!added) throw new Error('it was not added');
  return added;
};

test('each fault is said in words at its field: address, port, encryption, mailbox and token', async () => {
  const { page, server, bob } = await beside();
  const ann = await addMailbox(server, 'ann');
  await page.getByRole('button', { name: 'Add account…' }).click();
  await press(page, 'Test');
  await page.getByText('Give a server, a mailbox and a receive token.').waitFor();
  const fault = async (words: string, draft: { server: string; mailbox?: string; token?: string }): Promise<void> => {
    await field(page, 'Server').fill(draft.server);
    await field(page, 'Mailbox').fill(draft.mailbox ?? 'bob');
    await field(page, 'Receive token').fill(draft.token ?? bob.receiveToken);
    await press(page, 'Test');
    await page.getByRole('dialog').getByText(words).first().waitFor();
  };
  await fault('This is not the address of a server.', { server: 'mail' });
  await fault('no server listens at this port', { server: 'http://127.0.0.1:9' });
  await fault('does not speak TLS', { server: server.http.replace('http:', 'https:') });
  await fault('A mailbox name has 1 to 63 characters', { server: server.http, mailbox: 'Bob!' });
  await fault('The server does not know this token.', { server: server.http, token: 'wrong' });
  await eventually(() => field(page, 'Receive token').evaluate((input) => input === document.activeElement)).toBe(true);
  await fault('This token is for another mailbox', { server: server.http, token: ann.receiveToken });
  await fault('This token is not for receiving.', { server: server.http, token: bob.sendToken });
  await fault('That works: the server knows the mailbox and the token.', { server: server.http });
  expect(await accountsOf(page)).toHaveLength(1);

  // To another machine without encryption: only after a yes that says what it means.
  await fault('http:// is not encrypted', { server: 'http://192.0.2.1:7425' });
  await press(page, 'Add account');
  await page.getByText('could read your messages and the token').waitFor();
  expect(await accountsOf(page)).toHaveLength(1);
  const insist = page.getByRole('checkbox', { name: 'Connect without encryption all the same' });
  expect(await insist.isChecked()).toBe(false);
  await insist.check();
  await page.getByText('http:// is not encrypted').first().waitFor({ state: 'detached' });
});

test('an account is added and receives, is renamed, gets a new token that is tested first, and known is said', async () => {
  const { page, server, bob } = await beside();
  await submit(server, 'bob', bob.sendToken, 'x', { Subject: 'For Bob' });
  const { id } = await addBob(page, server, bob.receiveToken, 'Work');
  await page.getByText('Account Work added.').waitFor();
  await entry(page, /Work/).getByText('Up to date').waitFor();
  await entry(page, /Work/).getByText('1 message in its inbox').waitFor();
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name: 'Inbox' }).click();
  await page.getByRole('option', { name: /For Bob/ }).waitFor();
  // Its token is shown nowhere again.
  expect(JSON.stringify(await accountsOf(page))).not.toContain(bob.receiveToken);

  await page.keyboard.press('Control+,');
  await page.getByRole('button', { name: 'Edit Work…' }).click();
  expect(await field(page, 'New receive token').inputValue()).toBe('');
  await field(page, 'Name').fill('Plant');
  await field(page, 'New receive token').fill('wrong');
  await press(page, 'Save');
  await page.getByText('The server does not know this token.').first().waitFor();
  expect((await accountsOf(page)).find((account) => account.id === id)?.label).toBe('Work');
  await field(page, 'New receive token').fill('');
  await field(page, 'New send token').fill(bob.sendToken);
  await press(page, 'Save');
  await entry(page, /Plant/).waitFor();
  expect((await accountsOf(page)).find((account) => account.id === id)).toMatchObject({ label: 'Plant', canSend: true });

  await page.getByRole('button', { name: 'Add account…' }).click();
  await field(page, 'Server').fill(server.http);
  await field(page, 'Mailbox').fill('bob');
  await field(page, 'Receive token').fill(bob.receiveToken);
  await press(page, 'Test');
  await page.getByText('There is an account of this mailbox and server already.').waitFor();
});

test('an account whose server cannot be told goes only on insistence, and its messages stay where it is said', async () => {
  const { page, server, bob } = await beside();
  const proxy = await startProxy(server);
  // Messages come, and what becomes of them does not get through.
  proxy.onRequest = (bytes) => (bytes.includes('move=') ? 'cut' : bytes);
  const { id } = await addBob(page, proxy, bob.receiveToken, 'Work');
  await submit(server, 'bob', bob.sendToken, 'x', { Subject: 'Kept' });
  await entry(page, /Work/).getByText('1 message in its inbox').waitFor();
  const dialog = page.getByRole('dialog', { name: 'Remove Work?' });
  const remove = async (name: string): Promise<void> => {
    await press(page, name);
    await dialog.getByText('Nothing was removed. The server could not be told of 1 message that is here.').waitFor();
    await dialog.getByText('No. 1', { exact: true }).waitFor();
    expect((await accountsOf(page)).map(({ label }) => label)).toContain('Work');
  };
  await page.getByRole('button', { name: 'Remove Work…' }).click();
  await dialog.getByText('stays where it is, and its place is shown').waitFor();
  await remove('Remove account');
  await remove('Try again');
  await press(page, 'Remove all the same');
  await dialog.getByText('The account is removed.').waitFor();
  await dialog.getByText('1 message may still be at the server, as if it had not been fetched:').waitFor();
  await dialog.getByText('No. 1', { exact: true }).waitFor();
  await dialog.getByText(`inboxes/${id}`).waitFor();
  await press(page, 'Done');
  await eventually(async () => (await accountsOf(page)).length).toBe(1);
  await page.getByRole('heading', { name: 'Accounts', exact: true }).waitFor();
});

test('removing an account deletes its messages if that is chosen, leaves what waits, and the own mailbox stays', async () => {
  const { page, server, bob } = await beside();
  await addBob(page, server, bob.receiveToken);
  await submit(server, 'bob', bob.sendToken, 'x', { Subject: 'One' });
  await entry(page, /^bob/).getByText('1 message in its inbox').waitFor();
  expect(await page.getByRole('button', { name: /^Remove .* this computer/ }).count()).toBe(0);
  const account = (await accountsOf(page)).find(({ mailbox }) => mailbox === 'bob')?.id;
  const letter = { id: '01900000-0000-7000-8000-000000000001', to: [], subject: 'Half a letter', text: 'An hour of work.' };
  await ask(page, 'letters.save', { account, ...letter });
  await page.getByRole('button', { name: /^Remove bob/ }).click();
  await page.getByText('1 message, of which 1 is unread. 1 draft. This cannot be undone.').waitFor();
  await page.getByRole('radio', { name: 'Delete its messages from this computer' }).check();
  await press(page, 'Remove account');
  await page.getByText('Its messages were deleted from this computer.').waitFor();
  await press(page, 'Done');
  expect(await accountsOf(page)).toHaveLength(1);
  const answer: MessagePage = await ask(page, 'inbox.page', { account: 'own', folder: 'inbox', before: null, limit: 10 });
  expect(answer.rows).toEqual([]);
});
