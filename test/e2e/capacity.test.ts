import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Status } from '#restante/protocol/bridge';
import { launchApp } from '../support/app.ts';
import { submit } from '../support/server.ts';
import { ask, doorsOf, eventually, folderOf, inboxOf, setRetention } from './window.ts';

type Doors = Awaited<ReturnType<typeof doorsOf>>;

const go = (page: Page, name: string) => page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name }).click();
const statusOf = (page: Page): Promise<Status> => ask(page, 'status.read', { account: 'own' });
const send = async (doors: Doors, subject: string, bytes = 10): Promise<string> =>
  (await submit(doors, doors.mailbox, doors.sendToken, 'x'.repeat(bytes), { Subject: subject, From: 'Ann Lee <ann@sender.example>' })).uid;
const tableRow = (page: Page, subject: string) => page.getByRole('row', { name: new RegExp(`${subject}\\b`) });

/** The app with an inbox of a size, and so many messages sent to it one after the other. */
const withMessages = async (change: object, messages: readonly [subject: string, bytes: number][]) => {
  const running = await launchApp();
  const doors = await doorsOf(running.page);
  await ask(running.page, 'accounts.change', { account: 'own', ...change });
  for (const [subject, bytes] of messages) await send(doors, subject, bytes);
  return { ...running, doors };
};
const isFull = (page: Page, waiting: number) =>
  eventually(async () => {
    const { connection, waiting } = await statusOf(page);
    return [connection.kind, waiting.count];
  }).toEqual(['full', waiting]);
const markRead = async (page: Page, subjects: readonly string[]) => {
  const uids = (await inboxOf(page)).filter(({ subject }) => subjects.includes(subject)).map(({ uid }) => uid);
  await ask(page, 'inbox.mark', { account: 'own', uids, read: true });
};

test('what is said to fit comes: two of three that wait, and the third stays; undone is what was not needed', async () => {
  const { page } = await withMessages({ cap: { unit: 'bytes', limit: 1_000 } }, [
    ['Old 1', 200],
    ['Old 2', 200],
    ['Old 3', 200],
    ['Old 4', 200],
    ['Next 1', 350],
    ['Next 2', 900],
    ['Next 3', 250],
  ]);
  await isFull(page, 3);
  await markRead(page, ['Old 1', 'Old 2', 'Old 3', 'Old 4']);
  await page.getByRole('button', { name: 'Make room…' }).click();
  await page.getByRole('heading', { name: 'Make room', exact: true }).waitFor();
  await page.getByRole('checkbox', { name: 'Choose Old 1 from Ann Lee' }).click();
  await page.getByText('1 message chosen, 200 B. That makes room for 200 B. 1 of 3 that wait then fits.').waitFor();
  await page.getByRole('checkbox', { name: 'Choose Old 3 from Ann Lee' }).click();
  await page.getByRole('checkbox', { name: 'Choose Old 4 from Ann Lee' }).click();
  await page.getByText('3 messages chosen, 600 B. That makes room for 600 B. 2 of 3 that wait then fit.').waitFor();
  await page.getByRole('button', { name: 'Delete 3 messages' }).click();
  await page.getByText('3 messages deleted, 600 B. 2 waiting messages are being fetched.').waitFor();
  await isFull(page, 1);
  expect((await inboxOf(page)).map(({ subject }) => subject)).toEqual(['Next 3', 'Next 1', 'Old 2']);
  // The room of two of the three was needed; the third can be had back.
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Undone: 1 message deleted. 2 of them are no longer here').waitFor();
});

test('a suggestion takes the oldest read ones, enough for all that waits, and leaves unread and protected ones', async () => {
  const { page } = await withMessages(
    { cap: { unit: 'messages', limit: 5 } },
    Array.from({ length: 7 }, (_, n): [string, number] => [`Message ${n + 1}`, 10]),
  );
  await isFull(page, 2);
  await markRead(page, ['Message 1', 'Message 2', 'Message 4']);
  const protect = (await inboxOf(page)).find(({ subject }) => subject === 'Message 1');
  await ask(page, 'inbox.mark', { account: 'own', uids: [protect?.uid], protected: true });
  await page.keyboard.press('Control+7');
  await page.getByRole('button', { name: 'Make room…' }).first().click();
  await page.getByRole('button', { name: 'The 2 oldest, enough for what waits' }).click();
  await page.getByText('2 messages chosen, 20 B. That makes room for 2 messages. All 2 that wait then fit.').waitFor();
  // By keyboard: the arrows go from box to box, space takes one out and in again.
  const first = page.getByRole('checkbox', { name: 'Choose Message 2 from Ann Lee' });
  await first.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await page.getByText('1 message chosen').waitFor();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Delete 2 messages' }).click();
  await eventually(async () => (await inboxOf(page)).map(({ subject }) => subject)).toEqual([
    'Message 7',
    'Message 6',
    'Message 5',
    'Message 3',
    'Message 1',
  ]);
  expect((await folderOf(page, 'delivery')).total.count).toBe(0);
});

test('with overwriting on, unread ones can be marked as read to make way', async () => {
  const { page } = await withMessages({ cap: { unit: 'messages', limit: 2 }, overwriteRead: true }, [
    ['First', 10],
    ['Second', 10],
    ['Third', 10],
  ]);
  await isFull(page, 1);
  await page.getByRole('button', { name: 'Make room…' }).click();
  await page.getByRole('checkbox', { name: 'Choose First from Ann Lee' }).click();
  await page.getByRole('button', { name: 'Mark 1 as read' }).click();
  await page.getByText('1 message marked as read, 10 B may be overwritten. 1 waiting message is being fetched.').waitFor();
  await eventually(async () => (await inboxOf(page)).map(({ subject }) => subject)).toEqual(['Third', 'Second']);
});

test('what waits is listed with its sender, size and reason, and the inbox is enlarged for what is larger than it', async () => {
  const { page, doors } = await withMessages({ cap: { unit: 'bytes', limit: 1_000 } }, [
    ['Here', 600],
    ['Large', 3_000],
    ['No room', 500],
  ]);
  await isFull(page, 2);
  await page.getByRole('button', { name: 'Make room…' }).click();
  await page.getByRole('button', { name: 'Show what waits' }).first().click();
  await eventually(() => tableRow(page, 'Large').innerText()).toMatch(/Ann Lee[\s\S]*3\skB[\s\S]*Larger than the inbox/);
  await eventually(() => tableRow(page, 'No room').innerText()).toMatch(/500\sB[\s\S]*No room in the inbox/);
  await send(doors, 'One more', 700);
  await tableRow(page, 'One more').waitFor();
  // Looking marked nothing.
  expect((await folderOf(page, 'delivery')).messages.map(({ subject }) => subject)).toEqual(['Large', 'No room', 'One more']);
  // What only waits for its turn needs room, and that is offered above, once.
  await page.getByRole('button', { name: 'Enlarge the inbox for Large…' }).waitFor();
  expect(await tableRow(page, 'No room').getByRole('button').count()).toBe(0);
  await page.getByRole('button', { name: 'Enlarge the inbox for Large…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Make the inbox larger' });
  await dialog.getByText('The inbox would hold 1 MB instead of 1 kB.').waitFor();
  await dialog.getByText('This message (3 kB) then comes.').waitFor();
  await dialog.getByRole('button', { name: 'Enlarge to 1 MB' }).click();
  await page.getByText('Nothing waits at the server.').waitFor();
  expect(await inboxOf(page)).toHaveLength(4);
});

test('a message larger than the inbox is told of once, with a way to where it waits; several notices stand beside it', async () => {
  const { page, doors } = await withMessages({ cap: { unit: 'bytes', limit: 1_000 } }, [['Huge 1', 2_000]]);
  const notices = page.getByRole('region', { name: 'Notices' });
  await notices.getByText('A message from Ann Lee').waitFor();
  await send(doors, 'Small', 10);
  await page.getByRole('option', { name: /Small/ }).click();
  await page.keyboard.press('Delete');
  await notices.getByText('1 message deleted').waitFor();
  await send(doors, 'Huge 2', 2_000);
  await page.keyboard.press('F5');
  await notices.getByText('2 messages are larger than this inbox may be.').waitFor();
  await notices.getByText('1 message deleted').waitFor();
  await notices.getByRole('button', { name: 'Show what waits' }).click();
  await tableRow(page, 'Huge 2').waitFor();
  // The meter says it too, and leads there.
  await go(page, 'Inbox');
  await page.getByRole('button', { name: '2 messages stay at the server' }).click();
  await page.getByRole('heading', { name: 'Waiting at the server' }).waitFor();
});

test('what is gone is named with its reason, and fetched again where the server still has it', async () => {
  const { page, doors } = await withMessages({ cap: { unit: 'messages', limit: 2 }, overwriteRead: true }, [
    ['Overwritten 1', 10],
    ['Overwritten 2', 10],
  ]);
  await eventually(async () => (await inboxOf(page)).length).toBe(2);
  await markRead(page, ['Overwritten 1', 'Overwritten 2']);
  await send(doors, 'Newer 1');
  await send(doors, 'Newer 2');
  await eventually(async () => (await inboxOf(page)).map(({ subject }) => subject)).toEqual(['Newer 2', 'Newer 1']);
  await go(page, 'Gone');
  for (const n of [1, 2]) await tableRow(page, `Overwritten ${n}`).getByText('Overwritten by a new message').waitFor();
  await page.getByRole('button', { name: 'Fetch Overwritten 1 again' }).click();
  await page.getByText('waits at the server until there is room').or(page.getByText('1 message comes again.')).first().waitFor();
  await ask(page, 'accounts.change', { account: 'own', cap: { unit: 'messages', limit: 10 } });
  await tableRow(page, 'Overwritten 1')
    .getByText(/^Back since/)
    .waitFor();
  expect((await inboxOf(page)).map(({ subject }) => subject)).toContain('Overwritten 1');

  // The server keeps no processed message any more: asking says so.
  await setRetention(page, { delivery: { maxAge: null }, processed: { maxAge: null, maxCount: 0 } });
  await eventually(async () => (await folderOf(page, 'processed')).total.count).toBe(0);
  await page.getByRole('checkbox', { name: 'Choose Overwritten 2 from Ann Lee' }).click();
  await page.getByRole('button', { name: 'Fetch 1 again' }).click();
  await page.getByText('The server no longer has 1 message.').waitFor();
  await tableRow(page, 'Overwritten 2').getByText('The server has it no more').waitFor();
});

test('what ends at the server before it came is announced, and is among what is gone', async () => {
  const { page } = await withMessages({ cap: { unit: 'messages', limit: 1 } }, [
    ['Here', 10],
    ['Too late', 10],
  ]);
  await isFull(page, 1);
  await setRetention(page, { delivery: { maxAge: 1 }, processed: { maxAge: null, maxCount: null } });
  await eventually(async () => (await folderOf(page, 'delivery')).total.count).toBe(0);
  await page.keyboard.press('F5');
  const notices = page.getByRole('region', { name: 'Notices' });
  await notices.getByText('ended at the server before it came here').waitFor();
  await notices.getByRole('button', { name: 'Show what is gone' }).click();
  await tableRow(page, 'Too late').getByText('Not fetched in time').waitFor();
  expect(await page.getByRole('button', { name: /Fetch Too late/ }).count()).toBe(0);
});
