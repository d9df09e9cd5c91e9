import { expect, test } from 'vitest';
import { bringAxe, faultsOf } from './looks.ts';
import { atMost, fill, inForce, left, named, open, preview, processed, rowsOf, withOffice } from './retention.ts';
import { askServer, eventually } from './window.ts';

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
