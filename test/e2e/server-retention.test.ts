import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Retention } from '#restante/protocol/bridge';
import { launchApp } from '../support/app.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startProxy } from '../support/proxy.ts';
import { addMailbox, call, startServer, submit, type Tokens } from '../support/server.ts';
import { bringAxe, faultsOf } from './looks.ts';
import { ask, askServer, doorsOf, eventually } from './window.ts';

/** At most so many processed messages, for ever. */
const atMost = (maxCount: number | null): Retention => ({ delivery: { maxAge: null }, processed: { maxAge: null, maxCount } });

/** The app, and on its server a mailbox that nobody reads, with so many processed messages m1, m2, … */
const withOffice = async (messages: number) => {
  const { page } = await launchApp();
  const { http } = await doorsOf(page);
  const office = await askServer<Tokens>(page, 'addMailbox', { body: { name: 'office' } });
  let sent = 0;
  const add = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n += 1) {
      sent += 1;
      await submit({ http }, 'office', office.sendToken, 'x'.repeat(10), { Subject: `m${sent}` });
    }
    await call({ http }, office.receiveToken, `/v1/mailboxes/office?move=${sent - count + 1}-${sent}`, { method: 'POST' });
  };
  if (messages > 0) await add(messages);
  return { page, add };
};
const left = async (page: Page): Promise<string[]> =>
  (
    await askServer<{ messages: { subject: string }[] }>(page, 'messages', { query: { folder: 'processed', mailbox: 'office' } })
  ).messages.map(({ subject }) => subject);
const inForce = (page: Page, mailbox = 'office'): Promise<Retention> => askServer(page, 'retention', { path: { mailbox } });
const named = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, n) => `m${from + n}`);

/** To the policy of the office, or of all. */
const open = async (page: Page, mailbox?: string): Promise<void> => {
  const delivery = page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name: 'Delivery' });
  await delivery.click();
  await page
    .getByRole('navigation', { name: /^Parts of the server/ })
    .getByRole('button', { name: 'Retention' })
    .click();
  await page.getByRole('heading', { name: 'Retention', exact: true }).waitFor();
  if (mailbox === undefined) return;
  await page.getByRole('button', { name: `Rule of ${mailbox}` }).click();
  await page.getByRole('heading', { name: `Mailbox ${mailbox}` }).waitFor();
};
const preview = (page: Page): Locator => page.getByRole('region', { name: 'What this would do' });
const processed = (page: Page): Locator => preview(page).getByRole('region', { name: 'Processed messages' });
const rowsOf = (table: Locator): Promise<string[]> =>
  table
    .getByRole('row')
    .allInnerTexts()
    .then((rows) => rows.map((row) => row.replaceAll(/\s+/g, ' ').trim()));
const fill = async (page: Page, name: string, value: string): Promise<void> => {
  await page.getByRole('group', { name: 'Processed messages' }).getByRole('textbox', { name }).fill(value);
};

test('what a policy would remove is shown while it is typed, as number, plot, list and names; saved, precisely that goes', async () => {
  const { page } = await withOffice(7);
  await askServer(page, 'setRetention', { path: { mailbox: 'office' }, body: atMost(5) });
  await eventually(() => left(page)).toEqual(named(3, 7));
  await open(page, 'office');
  // By keyboard alone from here on.
  const value = page.getByRole('button', { name: 'Change: at most 5' });
  await value.focus();
  await page.keyboard.press('Enter');
  await eventually(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Greatest number');
  await processed(page).getByText('No processed message would go within 30 days.').waitFor();
  await page.keyboard.type('3');
  const words = processed(page).getByRole('status');
  await eventually(() => words.innerText()).toMatch(/^Of 5 messages that are processed, 2 messages \(20\sB\) would go at once/);
  await preview(page).getByText('Nothing has been changed yet.').waitFor();
  expect(await rowsOf(processed(page).getByRole('table', { name: 'Compared with the rule in force' }))).toEqual([
    'Compared with the rule in force At once Within 30 days',
    'Would go 2 messages (20 B) 2 messages (20 B)',
    'Go by the rule in force none none',
    'Would go in addition 2 messages (20 B) 2 messages (20 B)',
    'Would stay instead none none',
  ]);
  const byDay = processed(page).getByRole('region', { name: 'Day by day, as a list' });
  expect((await rowsOf(byDay)).slice(1)).toEqual(['At once 2 messages (20 B) none']);
  expect(await processed(page).getByRole('list', { name: 'The first that go' }).getByRole('listitem').allInnerTexts()).toEqual([
    expect.stringMatching(/^m3\b[\s\S]*at once$/),
    expect.stringMatching(/^m4\b[\s\S]*at once$/),
  ]);
  // Nothing has happened; the plot says the same in its table.
  expect(await left(page)).toEqual(named(3, 7));
  expect(await inForce(page)).toEqual(atMost(5));
  const plot = processed(page).getByRole('figure', { name: 'Day by day' });
  await plot.getByRole('button', { name: 'Show as table' }).focus();
  await page.keyboard.press('Enter');
  await eventually(async () => (await rowsOf(plot)).filter((row) => !/\s0$/.test(row)).slice(1)).toEqual(['At once 2']);
  await page.getByRole('textbox', { name: 'Greatest number' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Saved. 2 messages go now.').waitFor();
  await eventually(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Edit');
  await eventually(() => left(page)).toEqual(named(5, 7));
  expect(await inForce(page)).toEqual(atMost(3));
});

test('an age is previewed day by day, beside what goes by the policy in force; a wrong value says so and cannot be saved', async () => {
  const { page } = await withOffice(6);
  await open(page, 'office');
  await page.getByRole('button', { name: 'Give it its own…' }).click();
  await fill(page, 'Length of time', '5');
  const words = processed(page).getByRole('status');
  await eventually(() => words.innerText()).toMatch(/none would go at once and 6 messages \(60\sB\) within 30 days/);
  const rows = (await rowsOf(processed(page).getByRole('region', { name: 'Day by day, as a list' }))).slice(1);
  expect(rows).toEqual([expect.stringMatching(/6 messages \(60 B\) none$/), expect.stringMatching(/none 6 messages \(60 B\)$/)]);
  await fill(page, 'Length of time', '0');
  await page.getByText('Give a whole number from 1, and at most 100 years.').waitFor();
  await page.getByText('With a valid value, what it would do stands here.').waitFor();
  expect(await words.count()).toBe(0);
  expect(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true);
  await page.getByRole('combobox', { name: 'How long' }).last().selectOption('forever');
  await page.getByRole('combobox', { name: 'How many' }).selectOption('however many there are');
  await processed(page).getByText('No processed message would go within 30 days.').waitFor();
  // What would have gone by the default stays.
  await processed(page)
    .getByRole('row', { name: /^Would stay instead none 6 messages/ })
    .waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('It uses the default.').waitFor();
});

test('where the brake would hold, saving asks first, and to keep is what comes first', async () => {
  const { page } = await withOffice(120);
  await open(page, 'office');
  await page.getByRole('button', { name: 'Change: at most 1,000' }).click();
  await page.keyboard.type('10');
  await eventually(() => processed(page).getByRole('status').innerText()).toMatch(/110 messages \(1.1\skB\) would go at once/);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Remove 110 messages?' });
  await dialog.getByText(/By this rule 110 messages \(1.1\skB\) would go at once, of 120\./).waitFor();
  await eventually(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Keep them');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  expect((await inForce(page)).processed.maxCount).toBe(1_000);
  await page.getByRole('button', { name: 'Save', exact: true }).focus();
  await page.keyboard.press('Enter');
  await dialog.waitFor();
  await eventually(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Keep them');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('Saved. 110 messages go now.').waitFor();
  await eventually(() => left(page)).toEqual(named(111, 120));
  // What was announced goes without another question.
  expect(await askServer(page, 'brakes')).toEqual({ brakes: [] });
  const held = await askServer<{ entries: unknown[] }>(page, 'activity', { query: { kind: 'braked' } });
  expect(held.entries).toEqual([]);
});

test('a brake that holds is shown with its number, which is asked anew when it changed, and let go', async () => {
  const { page, add } = await withOffice(120);
  await askServer(page, 'setRetention', { path: { mailbox: 'office' }, body: atMost(10) });
  await open(page);
  const brakes = page.getByRole('region', { name: 'Retention waits for you' });
  await brakes.getByText(/In office, 110 messages \(1.1\skB\) of 120 processed messages have been due since/).waitFor();
  await brakes.getByRole('button', { name: 'Delete 110 messages…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete 110 messages?' });
  await dialog.waitFor();
  // Meanwhile there are more: nothing goes, and the new number is told.
  await add(2);
  await dialog.getByRole('button', { name: 'Delete 110 messages' }).click();
  await brakes.getByText(/Meanwhile it is 112 messages \(1.1\skB\)\. Nothing was removed\. Look again\./).waitFor();
  expect(await left(page)).toHaveLength(122);
  await brakes.getByRole('button', { name: 'Delete 112 messages…' }).click();
  await page.getByRole('dialog', { name: 'Delete 112 messages?' }).getByRole('button', { name: 'Delete 112 messages' }).click();
  await eventually(() => left(page)).toEqual(named(113, 122));
  await brakes.waitFor({ state: 'detached' });
  const history = page.getByRole('region', { name: 'What was changed' });
  await history.getByText('112 messages of office were let go (Processed).').waitFor();
  await history.getByText('Retention stopped before 110 messages of office (Processed), and asked.').waitFor();
});

test('a brake stands above the folder too, and leads to another policy', async () => {
  const { page } = await withOffice(120);
  await askServer(page, 'setRetention', { path: { mailbox: 'office' }, body: atMost(10) });
  await open(page, 'office');
  const brakes = page.getByRole('region', { name: 'Retention waits for you' });
  await brakes.getByRole('button', { name: 'Change the rule…' }).click();
  await fill(page, 'Greatest number', '110');
  await processed(page)
    .getByRole('row', { name: /^Would stay instead 100 messages/ })
    .waitFor();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await eventually(() => left(page)).toEqual(named(11, 120));
  await brakes.waitFor({ state: 'detached' });
});

test('a mailbox has the default, its own, and the default again; the history says who and leads back in one click', async () => {
  const { page } = await withOffice(3);
  await open(page);
  await page.getByRole('searchbox', { name: 'Find a mailbox' }).fill('off');
  const table = page.getByRole('table', { name: 'Mailboxes and their rules' });
  await eventually(async () => (await rowsOf(table)).slice(1)).toEqual(['office the default for 30 days, at most 1,000 until fetched']);
  await table.getByRole('button', { name: 'Rule of office' }).click();
  await page.getByText('It uses the default.').waitFor();
  await page.getByRole('button', { name: 'Give it its own…' }).click();
  await fill(page, 'Greatest number', '500');
  await page.getByText('This holds for the mailbox office alone.').waitFor();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('It has a rule of its own.').waitFor();
  expect((await inForce(page)).processed.maxCount).toBe(500);

  await page.getByRole('button', { name: 'Back to the default…' }).click();
  await page.getByText('The mailbox office would use the default again:').waitFor();
  await preview(page).getByText('Nothing has been changed yet.').waitFor();
  await page.getByRole('button', { name: 'Use the default' }).click();
  await page.getByText('It uses the default.').waitFor();
  expect((await inForce(page)).processed.maxCount).toBe(1_000);

  const history = page.getByRole('region', { name: 'What was changed' });
  const [newest, older] = [history.getByRole('listitem').nth(0), history.getByRole('listitem').nth(1)];
  await newest.getByText('The mailbox office went back to the default.').waitFor();
  await newest.getByText(/· this app$/).waitFor();
  await older.getByText('The mailbox office was given a rule of its own.').waitFor();
  await newest.getByText('Processed messages are kept for 30 days, at most 500.').waitFor();
  // Of what holds there is no way back to it.
  expect(await newest.getByRole('button', { name: 'Back to this…' }).count()).toBe(1);
  await newest.getByRole('button', { name: 'Back to this…' }).focus();
  await page.keyboard.press('Enter');
  await preview(page).getByText('Nothing has been changed yet.').waitFor();
  expect((await inForce(page)).processed.maxCount).toBe(1_000);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('It has a rule of its own.').waitFor();
  expect((await inForce(page)).processed.maxCount).toBe(500);
});

test('the default is edited for all that have none of their own, together', async () => {
  const { page } = await withOffice(4);
  await askServer(page, 'addMailbox', { body: { name: 'apart' } });
  await askServer(page, 'setRetention', { path: { mailbox: 'apart' }, body: atMost(9) });
  await open(page);
  await page.getByText('It holds for 2 mailboxes.').waitFor();
  await page.getByRole('button', { name: 'Change: at most 1,000' }).click();
  await page.keyboard.type('1');
  await eventually(() => processed(page).getByRole('status').innerText()).toMatch(/^Of 4 messages that are processed, 3 messages/);
  await page.keyboard.press('Enter');
  await page.getByText('Saved. 3 messages go now.').waitFor();
  await eventually(() => left(page)).toEqual(['m4']);
  expect((await inForce(page, 'apart')).processed.maxCount).toBe(9);
  await page.getByRole('region', { name: 'What was changed' }).getByText('The default was changed.').waitFor();
});

test('a policy that was changed meanwhile is told of before saving, and can be started from', async () => {
  const { page } = await withOffice(3);
  await open(page, 'office');
  await page.getByRole('button', { name: 'Give it its own…' }).click();
  await preview(page).getByText('Nothing has been changed yet.').waitFor();
  await askServer(page, 'setRetention', { path: { mailbox: 'office' }, body: atMost(77) });
  const told = page.getByRole('alert').filter({ hasText: 'The rule in force was changed meanwhile.' });
  await told.getByText('Processed messages are kept forever, at most 77.').waitFor();
  await told.getByRole('button', { name: 'Start from it' }).click();
  await told.waitFor({ state: 'detached' });
  expect(await page.getByRole('textbox', { name: 'Greatest number' }).inputValue()).toBe('77');
});

/** The app, administering a server of somebody else with a mailbox that has so many processed messages; and what can be cut on the way. */
const withPlant = async (messages: number) => {
  const data = temporaryFolder();
  const plant = await startServer(data);
  const office = await addMailbox(plant, 'office');
  for (let n = 1; n <= messages; n += 1) await submit(plant, 'office', office.sendToken, 'x'.repeat(10), { Subject: `m${n}` });
  await call(plant, office.receiveToken, `/v1/mailboxes/office?move=1-${messages}`, { method: 'POST' });
  const proxy = await startProxy(plant);
  const { page } = await launchApp();
  await doorsOf(page);
  await ask(page, 'servers.add', { server: proxy.http, adminToken: plant.adminToken, insecure: false, label: 'Plant' });
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name: 'Overview' }).click();
  await page.getByRole('combobox', { name: 'Server' }).selectOption({ label: 'Plant' });
  const maxCount = async (): Promise<number | null> => {
    const response = await call(plant, plant.adminToken, '/v1/mailboxes/office/retention');
    return ((await response.json()) as Retention).processed.maxCount;
  };
  return { page, data, plant, proxy, maxCount };
};

test('where the server does not answer, the preview says so, and comes by itself when it does', { timeout: 120_000 }, async () => {
  const { page, data, plant } = await withPlant(3);
  await open(page, 'office');
  await page.getByRole('button', { name: 'Give it its own…' }).click();
  await preview(page).getByText('Nothing has been changed yet.').waitFor();
  await plant.kill('SIGKILL');
  await fill(page, 'Greatest number', '1');
  await preview(page).getByText('What this would do could not be found out. Nothing has been changed.').waitFor();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('The server did not take this. The rule in force still holds.').waitFor();
  await startServer(data, { http: new URL(plant.http).host });
  await eventually(() => processed(page).getByRole('status').innerText()).toMatch(/2 messages \(20\sB\) would go at once/);
});

test('where only the preview fails, that is said, and saving works', { timeout: 120_000 }, async () => {
  const { page, proxy, maxCount } = await withPlant(3);
  await open(page, 'office');
  await page.getByRole('button', { name: 'Give it its own…' }).click();
  await preview(page).getByText('Nothing has been changed yet.').waitFor();
  const save = page.getByRole('button', { name: 'Save', exact: true });
  const failed = preview(page).getByText('What this would do could not be found out. Nothing has been changed.');
  proxy.onRequest = (bytes) => (bytes.includes('/retention/preview') ? 'cut' : bytes);
  await fill(page, 'Greatest number', '2');
  await failed.waitFor();
  await bringAxe(page);
  expect.soft(await faultsOf(page), 'a preview that failed').toEqual({});
  await failed.waitFor();
  expect(await maxCount()).toBe(1_000);
  await save.click();
  await page.getByText('Saved.', { exact: true }).waitFor();
  expect(await maxCount()).toBe(2);
  await page.getByText('It has a rule of its own.').waitFor();
});

test('axe finds nothing in the view of retention: its lists, the editor, the question and a brake', { timeout: 180_000 }, async () => {
  const { page } = await withOffice(120);
  await askServer(page, 'setRetention', { path: { mailbox: 'office' }, body: atMost(10) });
  await open(page);
  await bringAxe(page);
  await page.getByRole('region', { name: 'Retention waits for you' }).waitFor();
  expect.soft(await faultsOf(page), 'all').toEqual({});
  await page.getByRole('button', { name: 'Rule of office' }).click();
  await page.getByRole('button', { name: 'Change: at most 10' }).click();
  await preview(page).getByText('Nothing has been changed yet.').waitFor();
  expect.soft(await faultsOf(page), 'editor').toEqual({});
  await fill(page, 'Greatest number', '5');
  await processed(page)
    .getByText(/115 messages/)
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('dialog').waitFor();
  expect.soft(await faultsOf(page), 'question').toEqual({});
});
