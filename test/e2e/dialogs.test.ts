import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import type { AccountInfo } from '#restante/protocol/bridge';
import { launchApp } from '../support/app.ts';
import { ask, eventually } from './window.ts';

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
