import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { launchApp } from '../support/app.ts';
import { sendBytes, sendLetter } from './sending.ts';
import { doorsOf, settledClick } from './window.ts';

const form = (page: Page) => page.getByRole('region', { name: 'New message' });
const field = (page: Page, name: string) => form(page).getByRole('textbox', { name, exact: true });
const closed = async (page: Page): Promise<void> => {
  await form(page).getByRole('button', { name: 'Close' }).click();
  await form(page).waitFor({ state: 'detached' });
};

test('an address in a message begins a letter to it here, and opens no other program', async () => {
  const { app, page } = await launchApp();
  await app.evaluate(({ shell }) => {
    shell.openExternal = async (url) => {
      process.title = url;
    };
  });
  const title = (): Promise<string> => app.evaluate(() => process.title);
  const before = await title();
  const { mailbox } = await doorsOf(page);
  const to = `${mailbox}@localhost`;
  const html = [
    `<p><a href="mailto:${to}?subject=The%20mat&body=Is%20it%0D%0Athere&attach=/etc/passwd">Ann</a></p>`,
    '<p><a href="mailto:bob@example.org?subject=Far">Bob</a> <a href="mailto:%ff">Nobody</a></p>',
  ].join('');
  await sendBytes(page, 'Offer', html, { type: 'text/html' });
  await sendBytes(page, 'Notes', 'Write to ann@example.org about it.\n');
  await page.getByRole('option', { name: 'Offer' }).click();
  const frame = page.frameLocator('iframe[title]');
  await settledClick(frame.getByRole('link', { name: 'Ann' }));
  await expect.poll(() => field(page, 'Message').inputValue(), { timeout: 20_000 }).toBe('Is it\nthere');
  expect(await field(page, 'Subject').inputValue()).toBe('The mat');
  await form(page).getByText(to, { exact: true }).waitFor();
  await closed(page);

  await settledClick(frame.getByRole('link', { name: 'Bob' }));
  await form(page).getByText('bob@example.org is not on this server.').waitFor();
  expect(await field(page, 'Subject').inputValue()).toBe('Far');
  await closed(page);
  expect(await frame.getByText('Nobody').getAttribute('href')).toBeNull();

  await page.getByRole('option', { name: 'Notes' }).click();
  await page.getByRole('link', { name: 'ann@example.org' }).press('Enter');
  await form(page).getByText('ann@example.org is not on this server.').waitFor();
  expect(await page.getByRole('dialog').count()).toBe(0);
  expect(await title()).toBe(before);
});

test('what is read is answered and handed on from its toolbar; an answer quotes a layout as text', async () => {
  const { page } = await launchApp();
  await doorsOf(page);
  await sendBytes(page, 'Layout', '<h1>Autumn</h1><p>Leaves &amp; <b>more</b></p>', { type: 'text/html' });
  const parts = (text: string): string =>
    ['--a', 'Content-Type: text/plain', '', text, '--a', 'Content-Type: text/html', '', '<p>In colours</p>', '--a--'].join('\r\n');
  const mail = ['MIME-Version: 1.0', 'Content-Type: multipart/alternative; boundary=a'];
  await sendLetter(page, ['Subject: Both', ...mail], parts('As text'));
  await sendLetter(page, ['Subject: Empty', ...mail], parts(' '));
  const tools = page.getByRole('toolbar', { name: 'Message' });
  for (const [subject, quoted] of [
    ['Layout', /\n> Autumn\n(>\n)*> Leaves & more/],
    ['Both', /\n> As text/],
    ['Empty', /\n> In colours/],
  ] as const) {
    await page.getByRole('option', { name: subject }).click();
    await page.getByRole('heading', { name: subject }).waitFor();
    await tools.getByRole('button', { name: 'Reply' }).click();
    await expect.poll(() => field(page, 'Message').inputValue(), { timeout: 20_000 }).toMatch(quoted);
    await closed(page);
  }
  await tools.getByRole('button', { name: 'Forward' }).focus();
  await page.keyboard.press('Enter');
  await form(page).getByText('Empty.eml').waitFor();
  await closed(page);
  await page.getByRole('listbox').focus();
  await page.keyboard.press('Control+a');
  await page.getByRole('heading', { name: '3 messages selected' }).waitFor();
  expect(await tools.getByRole('button', { name: 'Reply' }).count()).toBe(0);
});
