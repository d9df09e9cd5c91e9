import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { AdminAnswer } from '#restante/protocol/admin';
import { launchApp } from '../support/app.ts';
import { submit } from '../support/server.ts';
import { askServer, doorsOf, eventually } from './window.ts';

const table = (page: Page) => page.getByRole('region', { name: 'Messages in Delivery' });
const row = (page: Page, subject: string) => table(page).getByRole('row').filter({ hasText: subject });
const remove = (page: Page, uids: readonly string[]) => askServer(page, 'act', { body: { action: 'delete', uids } });

/** The delivery folder with so many messages of a mailbox that nobody reads, shown; the oldest of them in their order. */
const withWaiting = async (count: number) => {
  const { page } = await launchApp();
  const { http } = await doorsOf(page);
  const { sendToken } = await askServer<AdminAnswer<'addMailbox'>>(page, 'addMailbox', { body: { name: 'bob' } });
  for (let first = 1; first <= count; first += 50)
    await Promise.all(
      Array.from({ length: Math.min(50, count - first + 1) }, (_, at) =>
        submit({ http }, 'bob', sendToken, 'x', { Subject: `Letter ${first + at}.` }),
      ),
    );
  const { messages } = await askServer<AdminAnswer<'messages'>>(page, 'messages', { query: { folder: 'delivery', mailbox: 'bob' } });
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name: 'Delivery' }).click();
  await table(page).getByRole('row').nth(1).waitFor();
  return { page, messages };
};

test('a range goes from the message where it began to the one that is reached, though rows above have gone meanwhile', async () => {
  const { page, messages } = await withWaiting(8);
  const [a, b, c, d, e, f] = messages.map(({ subject }) => subject) as [string, string, string, string, string, string];
  const chosen = async (): Promise<string[]> => {
    const rows = await table(page).getByRole('row', { selected: true }).allInnerTexts();
    return messages.map(({ subject }) => subject).filter((subject) => rows.some((text) => text.includes(subject)));
  };
  await row(page, c).click();
  await eventually(chosen).toEqual([c]);
  await remove(
    page,
    [a, b].map((subject) => messages.find((one) => one.subject === subject)?.uid ?? ''),
  );
  await row(page, a).waitFor({ state: 'detached' });
  await row(page, b).waitFor({ state: 'detached' });
  await row(page, e).click({ modifiers: ['Shift'] });
  await page.getByText('3 chosen').waitFor();
  expect(await chosen()).toEqual([c, d, e]);

  // Where it began is gone itself: what lay between is chosen.
  await remove(page, [messages.find(({ subject }) => subject === c)?.uid ?? '']);
  await row(page, c).waitFor({ state: 'detached' });
  await row(page, f).click({ modifiers: ['Shift'] });
  await eventually(chosen).toEqual([d, e, f]);
});

test('a table that is read keeps its place when rows above it go, for the eye and for the keyboard', { timeout: 120_000 }, async () => {
  const { page, messages } = await withWaiting(300);
  const [seen, stood] = [messages[150]?.subject ?? '', messages[155]?.subject ?? ''];
  await table(page).evaluate((element) => {
    element.scrollTop = 150 * 32;
  });
  await row(page, stood).click();
  await page.getByText('1 chosen').waitFor();
  const topOf = async (subject: string): Promise<number> => (await row(page, subject).boundingBox())?.y ?? -1;
  const [before, stoodAt] = [await topOf(seen), await topOf(stood)];
  await remove(
    page,
    messages.slice(0, 7).map(({ uid }) => uid),
  );
  await page.getByText(/^293 messages/).waitFor();
  // Its number is another, its place on the screen is not.
  await eventually(() => row(page, seen).getAttribute('aria-rowindex')).toBe(String(150 - 7 + 2));
  await eventually(() => topOf(seen)).toBe(before);
  expect(await topOf(stood)).toBe(stoodAt);
  await eventually(() => row(page, stood).evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.press('ArrowDown');
  const next = messages[156]?.subject ?? '';
  await eventually(() => row(page, next).getAttribute('aria-selected')).toBe('true');
});
