import type { ElectronApplication, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { launchApp } from '../support/app.ts';
import { bringAxe, faultsOf } from './looks.ts';
import { sendBytes } from './sending.ts';
import { ask, eventually, inboxOf } from './window.ts';

/** Shows the window at twice its size, and answers how wide its page is then. */
const enlarge = async (app: ElectronApplication, page: Page, width: number, height: number): Promise<void> => {
  await app.evaluate(
    ({ BrowserWindow }, [width, height]) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.setContentSize(Number(width), Number(height));
      window?.webContents.setZoomFactor(2);
    },
    [width, height],
  );
  await page.waitForFunction((width) => Math.abs(innerWidth - Number(width) / 2) <= 1, width);
};

/** Whatever has to be scrolled sideways to be seen. */
const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [document.documentElement, document.body, document.querySelector('main'), document.querySelector('main')?.parentElement].flatMap(
      (one) =>
        one && one.scrollWidth > one.clientWidth ? [`${one.tagName} ${one.className}: ${one.scrollWidth} > ${one.clientWidth}`] : [],
    ),
  );

test('at 200 % there is the list or the message, the folders when they are asked for, and nothing is cut off', {
  timeout: 180_000,
}, async () => {
  const { app, page } = await launchApp();
  await ask(page, 'settings.change', { readAfter: 0 });
  for (const subject of ['First', 'Second', 'Third']) await sendBytes(page, subject, `This is the ${subject}.\n`);
  const row = (name: string) => page.getByRole('option', { name });
  const message = (name: string) => page.getByRole('region', { name: 'Message', exact: true }).getByRole('heading', { name });
  await row('First').waitFor();
  await row('Third').waitFor();
  await enlarge(app, page, 1_280, 800);
  await bringAxe(page);
  expect(await cutOff(page)).toEqual([]);

  // What is only selected is not seen, and so not read.
  await row('Third').focus();
  await page.keyboard.press('Home');
  await page.locator('[role="option"][aria-selected="true"]').filter({ hasText: 'Third' }).waitFor();
  expect(await faultsOf(page)).toEqual({});
  await row('Second').click();
  await message('Second').waitFor();
  await row('Second').waitFor({ state: 'hidden' });
  await eventually(async () => (await inboxOf(page)).map(({ subject, read }) => [subject, read])).toEqual([
    ['Third', false],
    ['Second', true],
    ['First', false],
  ]);
  expect(await cutOff(page)).toEqual([]);
  expect(await faultsOf(page)).toEqual({});
  await page.keyboard.press('j');
  await message('First').waitFor();

  await page.getByRole('button', { name: 'Reply', exact: true }).click();
  const letter = page.getByRole('region', { name: 'New message' });
  await letter.getByRole('textbox', { name: 'Message' }).fill('Thank you.\n');
  expect(await cutOff(page)).toEqual([]);
  await letter.getByText('Saved').waitFor();
  await page.keyboard.press('Escape');
  await letter.waitFor({ state: 'detached' });

  await page.getByRole('button', { name: 'Back to the list' }).click();
  await row('First').and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Enter');
  await message('First').waitFor();
  await page.keyboard.press('Escape');
  await row('First').and(page.locator(':focus')).waitFor();

  await page.getByRole('button', { name: 'Folders', exact: true }).click();
  const folders = page.getByRole('dialog', { name: 'Folders' });
  await folders.getByRole('meter').waitFor();
  expect(await faultsOf(page)).toEqual({});
  await folders.getByRole('button', { name: /^Drafts/ }).click();
  await folders.waitFor({ state: 'hidden' });
  await page.getByRole('option', { name: 'Re: First' }).click();
  await page.getByRole('button', { name: 'Back to the list' }).click();
  await page.getByRole('option', { name: 'Re: First' }).and(page.locator(':focus')).waitFor();
});

test('the smallest usual window at 200 % cuts nothing off in any view', async () => {
  const { app, page } = await launchApp();
  await sendBytes(page, 'First', 'This is the first.\n');
  await page.getByRole('option', { name: 'First' }).click();
  await enlarge(app, page, 800, 560);
  const folders = page.getByRole('dialog', { name: 'Folders' });
  for (const view of [/^Inbox/, /^Sent/, /^Gone/, /^Delivery/, /^Processed/, /^Overview/, /^Activity/, /^Settings/]) {
    await page.getByRole('button', { name: 'Folders', exact: true }).click();
    await folders.getByRole('button', { name: view }).click();
    await folders.waitFor({ state: 'hidden' });
    await eventually(() => cutOff(page)).toEqual([]);
  }
});
