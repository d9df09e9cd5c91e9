import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { launchApp } from '../support/app.ts';
import { temporaryFolder } from '../support/folder.ts';
import { soon } from './desktop.ts';
import { sendBytes } from './sending.ts';
import { ask, doorsOf, pidOf } from './window.ts';

test('a bundle is shown before it is saved; neither it nor a log has anything of a message, a sender or a secret', async () => {
  const { app, page, profile } = await launchApp();
  const { sendToken, mailbox } = await doorsOf(page);
  await ask(page, 'settings.change', {
    trusted: ['trusted@planted.example'],
    searches: [{ name: 'Planted search', words: 'planted', filter: {} }],
  });
  await sendBytes(page, 'Planted subject', 'Planted body\n', { from: 'Planted Sender <sender@planted.example>' });
  await page.getByRole('option', { name: 'Planted subject' }).click();
  await page.getByRole('region', { name: 'Message', exact: true }).getByText('Planted body').waitFor();
  // What goes wrong is written down too.
  process.kill(await pidOf(app, 'Restante mail engine'), 'SIGKILL');
  process.kill(await pidOf(app, 'Restante server'), 'SIGKILL');
  await soon(() => readFileSync(join(profile, 'logs', 'main.log'), 'utf8')).toContain('the engine ended by itself');

  await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('diagnostics')?.click());
  await page.getByRole('heading', { name: 'Troubleshooting' }).waitFor();
  await page.getByText('A diagnostic bundle is one text file for whoever helps you.').waitFor();
  await page.getByRole('button', { name: 'Show what it holds' }).click();
  const shown = await page.getByRole('region', { name: 'The bundle, as it will be saved' }).textContent();
  const file = join(temporaryFolder(), 'bundle.json');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, file);
  await page.getByRole('button', { name: 'Save the bundle…' }).click();
  await page.getByText(`Saved as ${file}`).waitFor();
  const bundle = readFileSync(file, 'utf8');
  expect(bundle).toBe(shown);
  const told = JSON.parse(bundle) as { accounts: unknown[]; logs: { main: unknown[] }; files: { name: string }[] };
  expect(told.accounts).toMatchObject([{ id: 'own', own: true }]);
  expect(told.logs.main.length).toBeGreaterThan(3);
  expect(told.files.map(({ name }) => name)).toEqual(expect.arrayContaining(['settings.json', 'logs/main.log']));

  const admin = readFileSync(join(profile, 'server', 'admin-token'), 'utf8').trim();
  const { accounts } = JSON.parse(readFileSync(join(profile, 'settings.json'), 'utf8')) as {
    accounts: { receiveToken: { plain?: string } }[];
  };
  const secrets = [sendToken, admin, ...accounts.map(({ receiveToken }) => receiveToken.plain ?? admin)];
  const logs = readdirSync(join(profile, 'logs')).map((name) => readFileSync(join(profile, 'logs', name), 'utf8'));
  for (const text of [bundle, ...logs]) {
    expect(text.toLowerCase()).not.toContain('planted');
    for (const secret of secrets) expect(text).not.toContain(secret);
  }
  expect(bundle).not.toMatch(new RegExp(`"${mailbox}"`));
  expect(bundle).not.toContain(profile);
});

test('the folder of the logs opens from the menu and from the settings', async () => {
  const { app, page, profile } = await launchApp();
  await page.getByRole('navigation', { name: 'Folders' }).waitFor();
  await app.evaluate(({ shell, Menu }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    shell.openPath = async (path) => {
      opened.push(path);
      return '';
    };
    Menu.getApplicationMenu()?.getMenuItemById('logs')?.click();
  });
  const opened = () => app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened);
  await soon(opened).toEqual([join(profile, 'logs')]);
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Open log folder' }).click();
  await soon(opened).toHaveLength(2);
});
