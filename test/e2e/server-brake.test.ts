import { expect, test } from 'vitest';
import { atMost, fill, inForce, left, named, open, processed, withOffice } from './retention.ts';
import { askServer, eventually } from './window.ts';

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
