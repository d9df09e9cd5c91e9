import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { launchApp } from '../support/app.ts';
import { call, submit, type Tokens } from '../support/server.ts';
import { bringAxe, faultsOf } from './looks.ts';
import { askServer, doorsOf, eventually, folderOf } from './window.ts';

const part = (page: Page, name: string): Promise<void> =>
  page
    .getByRole('navigation', { name: /^Parts of the server/ })
    .getByRole('button', { name, exact: true })
    .click();

test('of a mailbox without messages it is not said that the server has none; of one that was removed nothing but that', {
  timeout: 120_000,
}, async () => {
  const { page } = await launchApp();
  const { http } = await doorsOf(page);
  const full = await askServer<Tokens>(page, 'addMailbox', { body: { name: 'full' } });
  await askServer(page, 'addMailbox', { body: { name: 'keep' } });
  await submit({ http }, 'full', full.sendToken, 'x', { Subject: 'Waits' });
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name: 'Delivery' }).click();
  const folder = page.getByRole('main').getByRole('region', { name: 'Delivery', exact: true });
  await folder.getByRole('row', { name: /Waits/ }).waitFor();
  const mailbox = folder.getByRole('combobox', { name: 'Mailbox', exact: true });
  await mailbox.selectOption('keep');
  await folder.getByRole('heading', { name: 'Nothing waits for keep', exact: true }).waitFor();
  await folder.getByRole('button', { name: 'Show all mailboxes' }).click();
  await folder.getByRole('row', { name: /Waits/ }).waitFor();

  await mailbox.selectOption('keep');
  await folder.getByRole('heading', { name: 'Nothing waits for keep', exact: true }).waitFor();
  await bringAxe(page);
  await askServer(page, 'removeMailbox', { path: { mailbox: 'keep' }, query: { messages: '0' } });
  for (const name of ['Delivery', 'Processed', 'Overview', 'Devices']) {
    await part(page, name);
    const shown = page.getByRole('main').getByRole('region', { name, exact: true });
    await shown.getByRole('heading', { name: 'There is no mailbox keep here any more' }).waitFor();
    expect.soft(await shown.innerText(), name).toBe(`${name}\nThere is no mailbox keep here any more\nShow all mailboxes`);
  }
  expect.soft(await faultsOf(page), 'a mailbox that is gone').toEqual({});
  await page.getByRole('button', { name: 'Show all mailboxes' }).click();
  await page.getByRole('region', { name: 'Devices', exact: true }).getByRole('heading', { name: 'Devices', exact: true }).waitFor();
  await page.getByText('There is no mailbox keep here any more').waitFor({ state: 'detached' });
});

test('what a device fetches while it is asked whether to delete it is not deleted, and that is said', { timeout: 120_000 }, async () => {
  const { page } = await launchApp();
  const { http } = await doorsOf(page);
  const office = await askServer<Tokens>(page, 'addMailbox', { body: { name: 'office' } });
  for (const Subject of ['First', 'Second']) await submit({ http }, 'office', office.sendToken, 'x', { Subject });
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name: 'Delivery' }).click();
  const folder = page.getByRole('main').getByRole('region', { name: 'Delivery', exact: true });
  await folder.getByRole('row', { name: /Second/ }).waitFor();
  await folder.getByRole('button', { name: 'Choose all' }).click();
  await folder.getByText('2 chosen').waitFor();
  await page.keyboard.press('Delete');
  const asked = page.getByRole('dialog', { name: 'Delete at the server' });
  await asked.getByText(/^2 wait in the delivery folder/).waitFor();
  await call({ http }, office.receiveToken, '/v1/mailboxes/office?move=1', { method: 'POST' });
  await asked.getByText('1 has left this folder since you asked. It is not deleted. 1 message (1 B) is deleted for good.').waitFor();
  await asked.getByText(/^1 waits in the delivery folder/).waitFor();
  await asked.getByRole('button', { name: 'Delete 1 for good' }).click();
  await eventually(async () => (await folderOf(page, 'delivery')).total.count).toBe(0);
  expect((await folderOf(page, 'processed')).messages.map(({ subject }) => subject)).toEqual(['First']);
});
