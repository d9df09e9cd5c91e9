import type { Page } from 'playwright-core';
import { test } from 'vitest';
import { launchApp } from '../support/app.ts';
import { ask, askServer, doorsOf } from './window.ts';

const choose = async (page: Page, name: RegExp): Promise<void> => {
  await page.getByRole('button', { name: /^Account: / }).click();
  await page.getByRole('listbox', { name: 'Accounts' }).getByRole('option', { name }).click();
  await page.getByRole('button', { name: new RegExp(`^Account: ${name.source.slice(1)}`) }).waitFor();
};

test('a letter that was refused is shown in its account, wherever the reader has gone', async () => {
  const { page } = await launchApp();
  const { http, mailbox } = await doorsOf(page);
  const carl = await askServer<{ receiveToken: string; sendToken: string }>(page, 'addMailbox', { body: { name: 'carl' } });
  const { receiveToken, sendToken } = carl;
  await ask(page, 'accounts.add', { server: http, mailbox: 'carl', receiveToken, sendToken, label: '', insecure: false });
  await page.keyboard.press('Control+n');
  const form = page.getByRole('region', { name: 'New message' });
  await form.getByRole('combobox', { name: 'To' }).fill('nobody');
  await page.keyboard.press('Enter');
  await form.getByRole('textbox', { name: 'Subject' }).fill('To whom?');
  await form.getByRole('button', { name: 'Send' }).click();
  const notices = page.getByRole('region', { name: 'Notices' });
  const refused = notices.getByText('The server refused it. It is a draft again.');
  await refused.waitFor();
  await choose(page, /^carl/);
  await notices.getByRole('button', { name: 'Show', exact: true }).click();
  await page.getByRole('button', { name: new RegExp(`^Account: ${mailbox}`) }).waitFor();
  await page.getByRole('region', { name: 'Draft', exact: true }).getByText('nobody: Not sent: there is no such mailbox.').waitFor();
  await refused.waitFor({ state: 'detached' });
});
