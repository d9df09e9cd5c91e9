import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { launchApp } from '../support/app.ts';
import { pdfOf } from '../support/pdf.ts';
import { bringAxe, faultsOf, wear } from './looks.ts';
import { sendBytes, sendLetter } from './sending.ts';
import { ask, doorsOf, findable, settledClick } from './window.ts';

const remote = '<p>Catalogue</p><img alt="" src="https://remote.example/a.png"><a href="https://xn--bnk-5cd.example/">www.bank.example</a>';
const files: [name: string, type: string, data: string | Uint8Array][] = [
  ['report.pdf', 'application/pdf', pdfOf(['First page', 'Second page'])],
  ['tone.wav', 'audio/wav', 'RIFF'],
  ['invoice.pdf.exe', 'application/octet-stream', 'MZ'],
];
const withFiles = [
  ...['--b', 'Content-Type: text/plain', '', 'Here they are, as was said:', '', '> one', '> two', '> three', '> harbour'],
  ...files.flatMap(([name, type, data]) => [
    ...['--b', `Content-Type: ${type}`, `Content-Disposition: attachment; filename="${name}"`, 'Content-Transfer-Encoding: base64'],
    ...['', Buffer.from(data).toString('base64')],
  ]),
  '--b--',
].join('\r\n');

const choose = async (page: Page, item: string): Promise<void> => {
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: item }).click();
};

test('axe finds nothing in what is read, nor in what is asked about it', { timeout: 180_000 }, async () => {
  const { page } = await launchApp();
  await bringAxe(page);
  const clean = async (state: string): Promise<void> => {
    expect.soft(await faultsOf(page), state).toEqual({});
  };
  const dialog = page.getByRole('dialog');
  const closed = async (): Promise<void> => {
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  };
  await wear(page, { theme: 'light', language: 'en' });
  await doorsOf(page);
  await ask(page, 'settings.change', { readAfter: null });
  await sendBytes(page, 'Catalogue', remote, { type: 'text/html' });
  await sendLetter(page, ['Subject: Papers', 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'], withFiles);
  const frame = page.frameLocator('iframe[title]');

  await page.getByRole('option', { name: 'Catalogue' }).click();
  await page.getByRole('region', { name: 'Images that were not loaded' }).waitFor();
  await clean('images that were not loaded');
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Larger' }).waitFor();
  await clean('the menu behind the dots');
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
  await settledClick(frame.getByRole('link'));
  await dialog.getByText('The link says').waitFor();
  await clean('a link that says one thing and leads to another');
  await closed();
  await page.getByRole('button', { name: 'Load images' }).click();
  await page.getByRole('region', { name: 'Images that were not loaded' }).waitFor({ state: 'detached' });
  await clean('images that are loaded');
  await choose(page, 'Show as plain text');
  await frame.owner().waitFor({ state: 'detached' });
  await clean('a layout as text');

  await page.getByRole('option', { name: 'Papers' }).click();
  await page.getByText('4 quoted lines').waitFor();
  await clean('a quotation that is folded, and files');
  await findable(page, 'harbour');
  await page.getByRole('searchbox').fill('harbour');
  await page.locator('details[open] mark').waitFor();
  await clean('what is looked for in a quotation');
  await page.getByRole('searchbox').fill('');
  await choose(page, 'All headers');
  await page.getByRole('region', { name: 'All headers' }).waitFor();
  await clean('all headers');
  await page.getByRole('button', { name: 'Show report.pdf' }).click();
  await dialog.locator('canvas[data-page="1"]').waitFor();
  await clean('a PDF');
  await closed();
  await page.getByRole('button', { name: 'Show tone.wav' }).click();
  await dialog.getByText('This sound cannot be played').waitFor();
  await clean('a sound that is broken');
  await closed();
  await page.getByRole('button', { name: 'Open invoice.pdf.exe' }).click();
  await dialog.getByText('This is a program.').waitFor();
  await clean('a file that may do something by itself');
  await closed();
  await choose(page, 'Source');
  await dialog.getByText('boundary=b').waitFor();
  await clean('the source');
});
