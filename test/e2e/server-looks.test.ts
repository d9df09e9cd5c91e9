import { expect, test } from 'vitest';
import { launchApp } from '../support/app.ts';
import { temporaryFolder } from '../support/folder.ts';
import { addMailbox, startServer, submit } from '../support/server.ts';
import { bringAxe, faultsOf } from './looks.ts';
import { ask, doorsOf, eventually } from './window.ts';

const overview = 'Overview';

test('of a server that does not answer it is not said that it runs; where the reader is, is told beside it', async () => {
  const server = await startServer(temporaryFolder());
  await addMailbox(server, 'ann');
  const { page } = await launchApp();
  await doorsOf(page);
  await ask(page, 'servers.add', { server: server.http, adminToken: server.adminToken, insecure: false, label: 'Plant' });
  const folders = page.getByRole('navigation', { name: 'Folders' });
  await folders.getByRole('button', { name: overview }).click();
  await page.getByRole('combobox', { name: 'Server' }).selectOption({ label: 'Plant' });
  const region = page.getByRole('region', { name: overview });
  await region.getByText('Running normally').waitFor();
  // Nothing was ever sent: that is said in place of a scale from nought to one, and there is nothing to explain it by.
  await region.getByText('There is nothing to draw yet.').nth(3).waitFor();
  expect(await region.getByRole('slider').count()).toBe(0);
  await server.kill('SIGKILL');
  await region.getByText('Unknown', { exact: true }).waitFor();
  await region.getByText('Running normally').waitFor({ state: 'detached' });
  await region.getByText('This is what the server said last.').waitFor();
  for (const part of ['Retention', 'Mailboxes', 'Devices'] as const) {
    await folders.getByRole('button', { name: part, exact: true }).click();
    await folders.locator('[aria-current="page"]', { hasText: part }).waitFor();
  }
  await bringAxe(page);
  await folders.getByRole('button', { name: overview }).click();
  await region
    .getByText('Nothing can be shown here now')
    .or(region.getByText('Unknown', { exact: true }))
    .waitFor();
  expect(await faultsOf(page)).toEqual({});
});

test('in a small window what a rule would do has the room of the table while it is edited; a day is a day in every language', async () => {
  const { app, page } = await launchApp();
  const doors = await doorsOf(page);
  await submit(doors, doors.mailbox, doors.sendToken, 'x', { Subject: 'The only one' });
  await page
    .locator('#list')
    .getByRole('option', { name: /The only one/ })
    .waitFor();
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(800, 560));
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name: 'Processed' }).click();
  const row = page.getByRole('row', { name: /The only one/ });
  await row.waitFor();
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  const preview = page.getByRole('region', { name: 'What this would do' });
  await preview.getByText('Nothing has been changed yet.').waitFor();
  const filters = page.getByRole('search', { name: 'Which messages are shown' });
  await row.waitFor({ state: 'hidden' });
  await filters.waitFor({ state: 'hidden' });
  const sentence = page.getByRole('group', { name: 'Processed messages' });
  await sentence.getByRole('combobox', { name: 'How many' }).selectOption('at most');
  await sentence.getByText(/messages\.$/).waitFor();
  await page.keyboard.press('Escape');
  await row.waitFor();

  await filters.getByRole('button', { name: 'More filters' }).click();
  const dialog = page.getByRole('dialog', { name: 'More filters' });
  const from = dialog.getByRole('textbox', { name: 'From', exact: true });
  await from.fill('31.12.2999');
  await from.press('Tab');
  await dialog.getByText('Write the day as 2026-11-23.').waitFor();
  await bringAxe(page);
  expect.soft(await faultsOf(page), 'no day').toEqual({});
  // What is no day changes nothing.
  await row.waitFor();
  await from.fill('2999/1/2');
  await page.getByText('No message here matches').waitFor();
  await from.press('Tab');
  await eventually(() => from.inputValue()).toBe('2999-01-02');
  await from.fill('');
  await row.waitFor();
});

test('this computer is called so among the devices, and in what it did', async () => {
  const { page } = await launchApp();
  const doors = await doorsOf(page);
  await submit(doors, doors.mailbox, doors.sendToken, 'x', { Subject: 'The only one' });
  await page
    .locator('#list')
    .getByRole('option', { name: /The only one/ })
    .waitFor();
  const folders = page.getByRole('navigation', { name: 'Folders' });
  await folders.getByRole('button', { name: 'Devices', exact: true }).click();
  await page.getByRole('button', { name: /^Open This computer of / }).click();
  await page.getByRole('heading', { level: 1, name: 'This computer' }).waitFor();
  await folders.getByRole('button', { name: 'Activity', exact: true }).click();
  await page
    .getByRole('region', { name: 'What happened at this server' })
    .getByText('Stored safely by this computer, moved to Processed')
    .waitFor();
});
