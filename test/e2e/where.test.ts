import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { launchApp } from '../support/app.ts';
import { startProxy, type Tamper } from '../support/proxy.ts';
import { submit } from '../support/server.ts';
import { addAccount, showAccount } from './accounts-here.ts';
import { sendBytes } from './sending.ts';
import { ask, eventually, folderOf, inboxOf, setRetention } from './window.ts';

const axePath = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'));
const day = 86_400;

const pane = (page: Page) => page.getByRole('region', { name: 'Message', exact: true });
const line = (page: Page, words: string | RegExp) => pane(page).getByText(words);
const row = (page: Page, subject: string) =>
  page.getByRole('listbox', { name: 'Messages in Inbox' }).getByRole('option', { name: subject });

/** What axe finds in the pane. */
const faults = async (page: Page): Promise<unknown[]> => {
  await page.evaluate(readFileSync(axePath, 'utf8'));
  const found = await page.evaluate(() =>
    (window as unknown as { axe: { run(context: string): Promise<{ violations: unknown[] }> } }).axe.run('section[aria-label="Message"]'),
  );
  return found.violations;
};

test('a message says when it is overwritten and where its copy is, leads there, and its history tells its end', {
  timeout: 90_000,
}, async () => {
  const { page } = await launchApp();
  await setRetention(page, { delivery: { maxAge: null }, processed: { maxAge: 30 * day, maxCount: null } });
  await ask(page, 'settings.change', { readAfter: null });
  const first = await sendBytes(page, 'First', 'First text.\n');
  await row(page, 'First').click();
  await line(page, /It is not overwritten while it is unread\. A copy is in Processed until .+ at the latest\./).waitFor();
  await pane(page).getByRole('button', { name: 'Show it' }).click();
  const processed = page.getByRole('region', { name: 'Processed' });
  await processed.getByRole('heading', { name: 'First' }).waitFor();
  await page
    .getByRole('navigation', { name: 'Folders' })
    .getByRole('button', { name: /^Inbox/ })
    .click();

  // What comes from now on is deleted at the server.
  await ask(page, 'accounts.change', { account: 'own', afterReceipt: 'delete', overwriteRead: true, cap: { unit: 'messages', limit: 2 } });
  await sendBytes(page, 'Second', 'Second text.\n');
  await row(page, 'Second').click();
  await line(page, /The server keeps no copy: this is the only one\./).waitFor();
  await row(page, 'First').click();
  await page.keyboard.press('m');
  await line(
    page,
    /The inbox is full: once you leave this message, the next one that comes overwrites it\. A copy is in Processed/,
  ).waitFor();
  expect(await faults(page)).toEqual([]);
  await page.keyboard.press('Delete');
  await page.getByText('1 message deleted').waitFor();
  await page.keyboard.press('Control+z');
  await row(page, 'First').waitFor();

  // It goes, and the server's own record of it has its end.
  await row(page, 'Second').click();
  await sendBytes(page, 'Third', 'Third text.\n');
  await row(page, 'First').waitFor({ state: 'detached' });
  expect((await inboxOf(page)).map(({ subject }) => subject)).toEqual(['Third', 'Second']);
  await pane(page).getByRole('button', { name: 'Show what became of it' }).click();
  const history = page.getByRole('region', { name: /History of/ });
  await history.getByRole('heading', { name: /Second/ }).waitFor();
  expect(await history.getByText('on this computer').count()).toBe(0);
  await page.getByRole('region', { name: 'What happened at this server' }).getByRole('button', { name: /First/ }).first().click();
  await page
    .getByRole('region', { name: /First/ })
    .getByRole('listitem')
    .last()
    .getByText('Overwritten on this computer by a new message')
    .waitFor();
  expect((await folderOf(page, 'processed')).messages.map(({ uid }) => uid)).toEqual([first]);
});

test('what the server refused to file away is told, leads to the message, and stays said of it after a restart', {
  timeout: 90_000,
}, async () => {
  const running = await launchApp();
  let refused = false;
  const refuse: Tamper = (bytes) => {
    const text = bytes.toString('latin1');
    const [, id] = /Acquisition:.*\bdone=(1)\b/i.exec(text) ?? [];
    if (refused || id === undefined) return bytes;
    refused = true;
    return Buffer.from(text.replace(/(Acquisition:.*\bdone=)1\b/i, '$10').replace(/\r\n/, '\r\nRefused: 1;reason=mismatch\r\n'), 'latin1');
  };
  const { page, profile } = running;
  const ann = await addAccount(running, 'ann', async (http) => {
    const proxy = await startProxy({ http });
    proxy.onResponse = refuse;
    return proxy.http;
  });
  await submit({ http: ann.http }, 'ann', ann.sendToken, 'Sawdust.\n', { 'Content-Type': 'text/plain', Subject: 'Planks' });
  const notices = page.getByRole('region', { name: 'Notices' });
  await notices.getByText('The server did not file away a message that is here.').waitFor();
  await notices.getByRole('button', { name: 'Show the message' }).click();
  await pane(page).getByRole('heading', { name: 'Planks' }).waitFor();
  const words =
    /The server did not file it away when this computer had it \(it has another message under that number\), and is not asked again\./;
  await line(page, words).waitFor();
  expect(await faults(page)).toEqual([]);
  await running.close();

  const again = await launchApp({ profile });
  await showAccount(again.page, 'ann');
  await eventually(() => row(again.page, 'Planks').count()).toBe(1);
  await row(again.page, 'Planks').click();
  await line(again.page, words).waitFor();
});
