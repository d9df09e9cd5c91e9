import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { launchApp } from '../support/app.ts';
import { temporaryFolder } from '../support/folder.ts';
import { mailOf, waitingFor } from '../support/letters.ts';
import { call, type Tokens } from '../support/server.ts';
import { sendBytes, sendLetter } from './sending.ts';
import { ask, doorsOf, eventually } from './window.ts';

/** A second mailbox on the app's own server, made as an administrator would. */
const addBob = async (page: Page, profile: string): Promise<Tokens & { http: string }> => {
  const { http } = await doorsOf(page);
  const admin = (await readFile(join(profile, 'server', 'admin-token'), 'utf8')).trim();
  const answer = await call({ http }, admin, '/v1/mailboxes', { method: 'POST', body: JSON.stringify({ name: 'bob' }) });
  return { ...((await answer.json()) as Tokens), http };
};
const folder = (page: Page, name: string) => page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name });
const newLetter = (page: Page) => page.getByRole('region', { name: 'New message' });
/** Writes into the form that is open. */
const write = async (page: Page, { to, subject, text }: { to?: string; subject?: string; text?: string }): Promise<void> => {
  if (to !== undefined) {
    await page.getByRole('combobox', { name: 'To' }).fill(to);
    await page.keyboard.press('Enter');
  }
  if (subject !== undefined) await page.getByRole('textbox', { name: 'Subject' }).fill(subject);
  if (text !== undefined) await page.getByRole('textbox', { name: 'Message' }).fill(text);
};

test('a letter with a file is written, sent, and followed until it has arrived on the device', async () => {
  const { app, page, profile } = await launchApp();
  const bob = await addBob(page, profile);
  const path = join(temporaryFolder(), 'q3.txt');
  writeFileSync(path, 'figures');
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
  }, path);
  await page.keyboard.press('Control+n');
  await write(page, { to: 'bob', subject: 'Quarterly figures', text: 'Here they are.' });
  await newLetter(page).getByRole('button', { name: 'Attach files…' }).click();
  await newLetter(page).getByText('q3.txt').waitFor();
  await newLetter(page).getByText('Saved', { exact: true }).waitFor();
  await page.keyboard.press('Control+Enter');
  await newLetter(page).waitFor({ state: 'detached' });
  await page.getByText('The server has it').waitFor();
  const [message] = await waitingFor(bob, bob);
  const mail = await mailOf(bob, bob, message?.uid ?? '');
  expect(mail).toMatchObject({ subject: 'Quarterly figures', attachments: [{ filename: 'q3.txt' }] });
  expect(mail.text?.trim()).toBe('Here they are.');

  await folder(page, 'Sent').click();
  const row = page.getByRole('option', { name: /bob.*Quarterly figures/ });
  await row.getByText('Waits at the server since').waitFor();
  await row.click();
  await page.getByRole('region', { name: 'How it stands' }).getByText('Waits at the server since').waitFor();
  const id = (message as unknown as { id: number }).id;
  await call(bob, bob.receiveToken, `/v1/mailboxes/bob?move=${id}`, { method: 'POST' });
  await page.getByRole('region', { name: 'How it stands' }).getByText('Arrived on the device').waitFor();
});

test('an unknown mailbox is said when the field is left, and sent to nobody else the letter is a draft again', async () => {
  const { page, profile } = await launchApp();
  await addBob(page, profile);
  await page.keyboard.press('c');
  await write(page, { to: 'nobody', subject: 'To whom?', text: 'Hello' });
  await newLetter(page).getByText('There is no mailbox “nobody” on this server.').waitFor();
  await newLetter(page).getByRole('button', { name: 'Send' }).click();
  await page.getByText('The server refused it. It is a draft again.').waitFor();
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await page.getByRole('region', { name: 'Draft', exact: true }).getByText('nobody: Not sent: there is no such mailbox.').waitFor();
});

test('the app is killed while somebody writes; and once more as it is sent: the draft is there with its words, and the letter arrives once', {
  timeout: 120_000,
}, async () => {
  const profile = temporaryFolder();
  const first = await launchApp({ profile });
  const bob = await addBob(first.page, profile);
  await first.page.keyboard.press('Control+n');
  await write(first.page, { to: 'bob', subject: 'Half a letter', text: 'These words stay.' });
  await newLetter(first.page).getByText('Saved', { exact: true }).waitFor();
  await first.kill();
  const second = await launchApp({ profile });
  const { page } = second;
  await folder(page, 'Drafts').click();
  await page.getByRole('option', { name: /Half a letter/ }).dblclick();
  const draft = page.getByRole('region', { name: 'Draft', exact: true });
  await eventually(() => draft.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('These words stay.');
  await doorsOf(page);
  await draft.getByRole('button', { name: 'Send' }).click();
  await draft.waitFor({ state: 'detached' });
  // Whether the server has it yet, nobody knows.
  await second.kill();
  const third = await launchApp({ profile });
  await doorsOf(third.page);
  await folder(third.page, 'Sent').click();
  await third.page
    .getByRole('option', { name: /Half a letter/ })
    .getByText('Waits at the server since')
    .waitFor();
  const { http } = await doorsOf(third.page);
  expect(await waitingFor({ http }, bob)).toMatchObject([{ subject: 'Half a letter' }]);
});

test('what was typed a moment before the app quits is saved; what is discarded can be brought back', async () => {
  const profile = temporaryFolder();
  const first = await launchApp({ profile });
  await doorsOf(first.page);
  await first.page.keyboard.press('Control+n');
  await write(first.page, { subject: 'Last words' });
  await first.close();
  const { page } = await launchApp({ profile });
  await folder(page, 'Drafts').click();
  await page.getByRole('option', { name: /Last words/ }).dblclick();
  await page.getByRole('region', { name: 'Draft', exact: true }).getByRole('button', { name: 'Discard' }).click();
  await page.getByText('There are no drafts.').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('option', { name: /Last words/ }).waitFor();
});

test('an answer quotes and goes to its sender; one from elsewhere is for the mail program; forwarding attaches the whole', async () => {
  const { app, page, profile } = await launchApp();
  const bob = await addBob(page, profile);
  await sendBytes(page, 'Lunch', 'At noon?\r\nBob', { from: 'Bob <bob@localhost>' });
  const row = page.getByRole('listbox').getByRole('option').first();
  await row.click();
  await page.keyboard.press('r');
  const text = newLetter(page).getByRole('textbox', { name: 'Message' });
  await text.waitFor();
  await newLetter(page).getByText('bob', { exact: true }).waitFor();
  expect(await text.inputValue()).toMatch(/wrote:\n> At noon\?\n> Bob/);
  expect(await newLetter(page).getByRole('textbox', { name: 'Subject' }).inputValue()).toBe('Re: Lunch');
  await page.keyboard.press('Escape');
  await newLetter(page).waitFor({ state: 'detached' });
  await row.click();
  await page.keyboard.press('f');
  await newLetter(page).getByText('Lunch.eml').waitFor();
  await write(page, { to: 'bob' });
  await newLetter(page).getByRole('button', { name: 'Send' }).click();
  await page.getByText('The server has it').waitFor();
  const [message] = await waitingFor(bob, bob);
  expect(await mailOf(bob, bob, message?.uid ?? '')).toMatchObject({ subject: 'Fwd: Lunch' });

  await app.evaluate(({ shell }) => {
    shell.openExternal = async (url) => {
      process.title = url;
    };
  });
  await sendLetter(page, ['Subject: Kyoto'], 'See you there.');
  await page.getByRole('listbox').getByRole('option', { name: /Kyoto/ }).click();
  await page.keyboard.press('r');
  await newLetter(page).getByText('ann@sender.example is not on this server.').waitFor();
  await newLetter(page).getByRole('button', { name: 'Write with the mail program' }).click();
  await expect.poll(() => app.evaluate(() => process.title)).toBe('mailto:ann@sender.example?subject=Re%3A%20Kyoto');
});

test('files that are dropped on the form are attached', async () => {
  const { page } = await launchApp();
  await doorsOf(page);
  const path = join(temporaryFolder(), 'dropped.bin');
  writeFileSync(path, Buffer.alloc(1_000));
  await page.keyboard.press('Control+n');
  const text = newLetter(page).getByRole('textbox', { name: 'Message' });
  // It is where it will stay.
  await text.hover();
  const box = await text.boundingBox();
  if (!box) throw new Error('no form');
  const session = await page.context().newCDPSession(page);
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2, data: { items: [], files: [path], dragOperationsMask: 1 } };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await session.send('Input.dispatchDragEvent', { type, ...at });
  await newLetter(page).getByText('dropped.bin').waitFor();
  const { drafts } = await ask<{ drafts: number }>(page, 'letters.counts', { account: 'own' });
  expect(drafts).toBe(1);
});
