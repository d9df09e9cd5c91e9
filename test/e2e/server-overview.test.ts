import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { ApiStatistics } from '#restante/protocol/statistics';
import { launchApp } from '../support/app.ts';
import { submit, type Tokens } from '../support/server.ts';
import { bringAxe, faultsOf, wear } from './looks.ts';
import { sendBytes } from './sending.ts';
import { askServer, doorsOf, eventually, folderOf, setRetention } from './window.ts';

const openOverview = async (page: Page): Promise<void> => {
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name: 'Overview' }).click();
  await page.getByRole('heading', { name: 'Overview', exact: true }).waitFor();
};
const figure = (page: Page, name: string) => page.getByRole('figure', { name });
const choose = (page: Page, group: string, name: string): Promise<void> =>
  page.getByRole('radiogroup', { name: group }).getByText(name, { exact: true }).click();
/** The rows of a table without its head: their cells. */
const tableOf = async (page: Page, name: string): Promise<string[][]> => {
  const rows = await figure(page, name).getByRole('row').all();
  return Promise.all(rows.slice(1).map((row) => row.locator('th, td').allInnerTexts()));
};

const traffic = 'Arrivals and acquisitions';

test('the overview tells what was really sent and fetched, in words, plots and tables', { timeout: 180_000 }, async () => {
  const { page } = await launchApp();
  await wear(page, { theme: 'light', language: 'en' });
  const { http, mailbox } = await doorsOf(page);
  // The window's clock stands still: an hour that ends meanwhile is one more of them, not another beginning.
  const now = Date.now();
  await page.clock.setFixedTime(now);
  await openOverview(page);
  const region = page.getByRole('region', { name: 'Overview' });
  await region.getByText('Running normally').waitFor();
  await region.getByText('In the last 24 hours no message arrived and none was acquired.').waitFor();
  await region.getByText('Nothing is stored.').waitFor();
  await bringAxe(page);
  expect.soft(await faultsOf(page), 'a new server').toEqual({});

  // Three that this computer fetches, and two for a mailbox that no device has.
  const bob = await askServer<Tokens>(page, 'addMailbox', { body: { name: 'bob' } });
  for (const body of ['a', 'bb', 'ccc']) await sendBytes(page, `Letter ${body}`, body);
  for (const body of ['dddd', 'eeeee']) await submit({ http }, 'bob', bob.sendToken, body);

  // Nothing is asked for: what changed comes by itself.
  const sentence = figure(page, traffic).getByText('In the last 24 hours 5 messages arrived, 15\u00a0B, and 3 were acquired.');
  await sentence.waitFor();
  await region.getByText('5 arrived', { exact: true }).waitFor();
  await region.getByText('3 acquired', { exact: true }).waitFor();
  await region.getByRole('button', { name: '2 messages' }).waitFor();
  await region.getByRole('button', { name: '3 messages' }).waitFor();
  await figure(page, 'What is held').getByText('Now 2 messages wait and 3 messages are kept, 15\u00a0B together.').waitFor();

  // By keyboard: a point is spoken as it is reached.
  const told = await askServer<ApiStatistics>(page, 'statistics', {
    query: { from: new Date(Math.floor(now / 3_600_000 - 23) * 3_600_000).toISOString(), step: 'hour' },
  });
  const values = told.steps.map(({ arrived, acquired }) =>
    [arrived?.count ?? 'not recorded', acquired?.count ?? 'not recorded'].map(String),
  );
  const reader = figure(page, traffic).getByRole('slider', { name: `${traffic}: reading point` });
  const spoken = async (): Promise<string> => (await reader.getAttribute('aria-valuetext')) ?? '';
  await reader.focus();
  await page.keyboard.press('End');
  await eventually(spoken).toContain(`: Arrived ${values.at(-1)?.[0]}, Acquired ${values.at(-1)?.[1]}`);
  await page.keyboard.press('ArrowLeft');
  await eventually(spoken).toContain(`: Arrived ${values.at(-2)?.[0]}, Acquired ${values.at(-2)?.[1]}`);
  await page.keyboard.press('Home');
  await eventually(spoken).toContain(`: Arrived ${values[0]?.[0]}, Acquired ${values[0]?.[1]}`);

  // Behind the plot: the same numbers.
  await figure(page, traffic).getByRole('button', { name: 'Show as table' }).click();
  expect((await tableOf(page, traffic)).map(([, ...cells]) => cells)).toEqual(values);
  expect.soft(await faultsOf(page), 'plots and a table').toEqual({});
  await figure(page, traffic).getByRole('button', { name: 'Copy as CSV' }).click();
  await figure(page, traffic).getByText('Copied as CSV').first().waitFor();

  // Another range, size instead of number, one mailbox.
  await choose(page, 'Time that is shown', '7 days');
  await figure(page, traffic).getByText('In the last 7 days 5 messages arrived').waitFor();
  await eventually(async () => (await tableOf(page, traffic)).length).toBeOneOf([7 * 24, 7 * 24 + 1]);
  await choose(page, 'What is counted', 'Size');
  await eventually(async () =>
    (await tableOf(page, traffic)).flatMap(([, arrived = '']) => (arrived.includes('B') ? [arrived] : [])),
  ).toContain('15\u00a0B');
  await page.getByRole('combobox', { name: 'Mailbox' }).selectOption('bob');
  await figure(page, traffic).getByText('In the last 7 days 2 messages arrived, 9\u00a0B, and 0 were acquired.').waitFor();
  await figure(page, 'What is held').getByText('Now 2 messages wait and 0 messages are kept').waitFor();
  await page.getByRole('combobox', { name: 'Mailbox' }).selectOption(mailbox);
  await figure(page, traffic).getByText('In the last 7 days 3 messages arrived, 6\u00a0B, and 3 were acquired.').waitFor();

  // What the numbers stand for is one step away.
  await region.getByRole('button', { name: '3 messages' }).click();
  await page.getByRole('heading', { name: 'Processed', exact: true }).waitFor();
});

test('the policy is drawn among the ages of what is stored, and the table beside it has the same numbers', {
  timeout: 120_000,
}, async () => {
  const { page } = await launchApp();
  await wear(page, { theme: 'light', language: 'en' });
  const { mailbox } = await doorsOf(page);
  const hour = 3_600;
  await setRetention(page, { delivery: { maxAge: 2 * hour }, processed: { maxAge: 3 * hour, maxCount: 3 } });
  for (const body of ['a', 'bb', 'ccc']) await sendBytes(page, `Letter ${body}`, body);
  await eventually(async () => (await folderOf(page, 'processed')).total.count).toBe(3);
  await openOverview(page);
  await page.getByRole('combobox', { name: 'Mailbox' }).selectOption(mailbox);
  const ages = figure(page, 'Age of what is stored');
  await ages
    .getByText('Everything came within the last hour. Processed messages end after 3 hours. Messages that wait end after 2 hours.')
    .waitFor();
  const drawn = (): Promise<string[]> => ages.locator('svg text').allTextContents();
  await eventually(drawn).toEqual(expect.arrayContaining(['Delivery ends: 2 hours', 'Processed ends: 3 hours', 'The 3 newest']));
  const reader = ages.getByRole('slider', { name: 'Age of what is stored: reading point' });
  await reader.focus();
  await eventually(() => reader.getAttribute('aria-valuetext')).toContain('Delivery 0, Processed 3, Held 0');
  await ages.getByRole('button', { name: 'Show as table' }).click();
  await eventually(() => tableOf(page, 'Age of what is stored')).toEqual([['Under 1 h', '0', '3', '0']]);

  // Far out it would press the rest together: it is told, and not drawn.
  await ages.getByRole('button', { name: 'Show as plot' }).click();
  await setRetention(page, { delivery: { maxAge: null }, processed: { maxAge: 30 * 24 * hour, maxCount: null } });
  await ages.getByText('Everything came within the last hour. Processed messages end after 30 days.').waitFor();
  await eventually(async () => (await drawn()).filter((text) => /ends|newest/.test(text))).toEqual([]);

  // How long they waited: what the sentence says stands in the table too.
  const delay = figure(page, 'From arrival to acquisition');
  await delay.getByText(/^Half of what was acquired in the last 24 hours had waited /).waitFor();
  await delay.getByRole('button', { name: 'Show as table' }).click();
  const waited = (await tableOf(page, 'From arrival to acquisition')).filter(([, median]) => median !== 'not recorded' && median !== '');
  expect(waited.length).toBeGreaterThan(0);
});
