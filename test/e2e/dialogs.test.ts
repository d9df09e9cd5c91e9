import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ElectronApplication, Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import type { AccountInfo } from '#restante/protocol/bridge';
import { launchApp } from '../support/app.ts';
import { sendBytes } from './sending.ts';
import { ask, doorsOf, eventually } from './window.ts';

/** Something that is asked and answers only when it is let. */
const startSlow = async () => {
  const asked: ServerResponse[] = [];
  const listener = createServer((_request, response) => asked.push(response));
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    listener.closeAllConnections();
    listener.close();
  });
  return {
    http: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    asked,
    answer: () => {
      for (const response of asked.splice(0)) response.end('something else');
    },
  };
};

const field = (page: Page, name: string) => page.getByRole('dialog').getByRole('textbox', { name, exact: true });
const button = (page: Page, name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true });

test('a dialog stays while what it asked for is under way, and its keys mean nothing to the window; a mere test can be left', async () => {
  const slow = await startSlow();
  const { page } = await launchApp();
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('navigation', { name: 'Sections of the settings' }).getByRole('link', { name: 'Accounts' }).click();
  const open = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Add account…' }).click();
    await field(page, 'Server').fill(slow.http);
    await field(page, 'Mailbox').fill('bob');
    await field(page, 'Receive token').fill('token');
  };
  await open();
  await button(page, 'Test').click();
  await eventually(async () => slow.asked.length).toBe(1);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  slow.answer();

  await open();
  await button(page, 'Add account').click();
  await eventually(async () => slow.asked.length).toBe(1);
  expect(await button(page, 'Cancel').isDisabled()).toBe(true);
  expect(await button(page, 'Close').isDisabled()).toBe(true);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.mouse.click(5, 400);
  // Whatever these would have done is done by now: the next call was answered after them.
  expect(await ask<readonly AccountInfo[]>(page, 'accounts.list')).toHaveLength(1);
  await page.getByRole('dialog', { name: 'Add account' }).waitFor();
  slow.answer();
  await page.getByRole('dialog').getByText('Something else answers there').first().waitFor();
  await button(page, 'Cancel').click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await ask<readonly AccountInfo[]>(page, 'accounts.list')).toHaveLength(1);
});

/** As the system does when a link is opened; answered when the window was told of it. */
const follow = async (app: ElectronApplication, page: Page, link: string): Promise<void> => {
  await app.evaluate(({ app }, link) => void app.emit('open-url', { preventDefault() {} }, link), link);
  await ask(page, 'app.info');
};
/** Whether a command can be chosen in the application menu. */
const possible = (app: ElectronApplication, command: string): Promise<boolean | undefined> =>
  app.evaluate(({ Menu }, command) => Menu.getApplicationMenu()?.getMenuItemById(command)?.enabled, command);

test('where a link leads is shown when the dialog that is open was answered, and the menu waits for it, too', async () => {
  const slow = await startSlow();
  const { app, page } = await launchApp();
  await doorsOf(page);
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name: 'Overview' }).click();
  await page
    .getByRole('navigation', { name: /^Parts of the server/ })
    .getByRole('button', { name: 'Mailboxes' })
    .click();
  await page.getByRole('button', { name: 'Add mailbox…' }).click();
  await field(page, 'Name').fill('bob');
  await button(page, 'Add mailbox').click();
  await button(page, 'Copy the receive token').waitFor();
  // Tokens that are shown this once.
  await follow(app, page, 'restante:deleted');
  await eventually(() => possible(app, 'settings')).toBe(false);
  await button(page, 'I have kept them').click();
  await page.getByRole('heading', { name: 'Deleted', exact: true }).waitFor();
  await eventually(() => possible(app, 'settings')).toBe(true);

  // Work that is under way, and then why it was not done.
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('navigation', { name: 'Sections of the settings' }).getByRole('link', { name: 'Accounts' }).click();
  await page.getByRole('button', { name: 'Add account…' }).click();
  await field(page, 'Server').fill(slow.http);
  await field(page, 'Mailbox').fill('bob');
  await field(page, 'Receive token').fill('token');
  await button(page, 'Add account').click();
  await eventually(async () => slow.asked.length).toBe(1);
  await follow(app, page, 'restante:protected');
  await follow(app, page, 'mailto:bob@localhost?subject=Linked');
  slow.answer();
  await page.getByRole('dialog').getByText('Something else answers there').first().waitFor();
  await button(page, 'Cancel').click();
  // The newest is what the reader wants to see.
  await eventually(() => page.getByRole('textbox', { name: 'Subject' }).inputValue()).toBe('Linked');
});

test('a dialog that only shows something holds up no link', async () => {
  const { app, page } = await launchApp();
  await sendBytes(page, 'Hello', 'Body\n');
  await page.getByRole('option', { name: 'Hello' }).click();
  await page.getByRole('region', { name: 'Message', exact: true }).getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Source' }).click();
  await page.getByRole('dialog').getByText('Body').waitFor();
  await follow(app, page, 'restante:deleted');
  await page.getByRole('heading', { name: 'Deleted', exact: true }).waitFor();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});
