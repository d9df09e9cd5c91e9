import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { launchApp } from '../support/app.ts';
import { sendBytes } from './sending.ts';
import { doorsOf, eventually, findable } from './window.ts';

const html = [
  '<p>Third <b>quarter</b> and its quarters, 四半期</p><p style="color:#123">Nothing here</p>',
  '<details><summary>Older</summary><blockquote>What the quarter was</blockquote></details>',
  '<details><summary>Oldest</summary><blockquote>What else was</blockquote></details>',
].join('');

const search = (page: Page, words: string): Promise<void> => page.getByRole('searchbox', { name: 'Search' }).fill(words);
const frameOf = (page: Page) => page.locator('iframe[title]');
const marked = (page: Page): Promise<string[]> => page.frameLocator('iframe[title]').locator('mark').allTextContents();

test('what is looked for is marked in a layout, and what it is folded into is opened', async () => {
  const { page } = await launchApp();
  await doorsOf(page);
  await sendBytes(page, 'Key figures', html, { type: 'text/html' });
  await page.getByRole('option', { name: 'Key figures' }).click();
  const frame = page.frameLocator('iframe[title]');
  await frame.getByText('Nothing here').waitFor();
  expect(await marked(page)).toEqual([]);
  const address = await frameOf(page).getAttribute('src');

  await findable(page, 'quarter');
  // What changes nothing in it does not have it drawn anew.
  await search(page, 'key');
  await expect.poll(() => page.locator('h2 mark').allTextContents()).toEqual(['Key']);
  expect(await frameOf(page).getAttribute('src')).toBe(address);

  await search(page, 'quarter');
  await eventually(() => marked(page)).toEqual(['quarter', 'quarter', 'quarter']);
  await frame.getByText('What the').waitFor();
  expect(await frame.getByText('What else was').isVisible()).toBe(false);
  const look = (): Promise<string[]> =>
    frame
      .locator('mark')
      .first()
      .evaluate((mark) => [getComputedStyle(mark).backgroundColor, getComputedStyle(mark).color]);
  expect(await look()).toEqual(['rgb(251, 227, 166)', 'rgb(21, 24, 30)']);
  await search(page, '半期');
  await eventually(() => marked(page)).toEqual(['半期']);
  await search(page, '');
  await eventually(() => marked(page)).toEqual([]);
  await eventually(() => page.locator('iframe[src^="mail:"]').count()).toBe(1);
});

test('a quotation that holds what is looked for is not folded away', async () => {
  const { page } = await launchApp();
  await doorsOf(page);
  const quotation = (last: string): string => `> one\n> two\n> three\n> ${last}\n`;
  await sendBytes(page, 'Answer', `So be it.\n\n${quotation('the old harbour')}\nAnd this?\n\n${quotation('the lighthouse')}\nBye\n`);
  await page.getByRole('option', { name: 'Answer' }).click();
  await page.getByText('So be it.', { exact: true }).waitFor();
  const harbour = page.getByLabel('Message', { exact: true }).getByText('> one').first();
  const lighthouse = page.getByLabel('Message', { exact: true }).getByText('> one').last();
  expect([await harbour.isVisible(), await lighthouse.isVisible()]).toEqual([false, false]);
  await findable(page, 'harb');
  await search(page, 'harb');
  await harbour.waitFor();
  expect(await lighthouse.isVisible()).toBe(false);
  await search(page, '');
  await harbour.waitFor({ state: 'hidden' });
});
