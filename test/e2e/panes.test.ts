import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { launchApp } from '../support/app.ts';
import { temporaryFolder } from '../support/folder.ts';
import { sendBytes } from './sending.ts';
import { eventually } from './window.ts';

const pane = { folders: 'Width of the folders', list: 'Width of the list' } as const;
const separator = (page: Page, name: keyof typeof pane) => page.getByRole('separator', { name: pane[name] });
const widthOf = (page: Page, name: keyof typeof pane): Promise<number> =>
  page.locator(`#${name}`).evaluate((element) => Math.round(element.getBoundingClientRect().width));

/** Drags a separator with the mouse; answers how wide its pane is then. */
const drag = async (page: Page, name: keyof typeof pane, by: number): Promise<number> => {
  await separator(page, name).hover();
  const box = await separator(page, name).boundingBox();
  if (!box) throw new Error(`no separator of the ${name}`);
  const before = await widthOf(page, name);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + by / 2, y);
  await page.mouse.move(x + by, y);
  await page.mouse.up();
  await eventually(() => widthOf(page, name)).toBe(before + by);
  return before + by;
};

test('panes are as wide as they were dragged or moved by key, and still are when the app is started again', async () => {
  const profile = temporaryFolder();
  const first = await launchApp({ profile });
  await sendBytes(first.page, 'Keys to the store', 'Under the mat.\n');
  await first.page.getByRole('option', { name: 'Keys to the store' }).waitFor();
  const folders = await drag(first.page, 'folders', 48);
  const list = await drag(first.page, 'list', -40);
  await separator(first.page, 'list').press('ArrowRight');
  await eventually(() => widthOf(first.page, 'list')).toBe(list + 16);
  await first.close();

  const { page } = await launchApp({ profile });
  await page.getByRole('option', { name: 'Keys to the store' }).waitFor();
  expect([await widthOf(page, 'folders'), await widthOf(page, 'list')]).toEqual([folders, list + 16]);
  expect(await separator(page, 'folders').getAttribute('aria-valuenow')).toBe(String(folders));
});
