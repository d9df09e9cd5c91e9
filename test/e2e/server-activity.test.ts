import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { ApiActivity, ApiMessage } from '#restante/protocol/api';
import { launchApp } from '../support/app.ts';
import { temporaryFolder } from '../support/folder.ts';
import { call, submit, type Tokens } from '../support/server.ts';
import { bringAxe, faultsOf } from './looks.ts';
import { sendBytes, sendLetter } from './sending.ts';
import { askServer, doorsOf, eventually, pidOf, stopWhenAsked } from './window.ts';

const activity = (page: Page) => page.getByRole('region', { name: 'Activity', exact: true });
const timeline = (page: Page) => page.getByRole('region', { name: 'What happened at this server', exact: true });
const filters = (page: Page) => activity(page).getByRole('search', { name: 'Filters of the activity' });
const openActivity = async (page: Page): Promise<void> => {
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name: 'Activity' }).click();
  await activity(page).getByRole('heading', { name: 'Activity', exact: true }).waitFor();
};
/** The entries that are in the page, as they are read. */
const entriesOf = async (page: Page): Promise<string[]> =>
  (await timeline(page).getByRole('listitem').allInnerTexts()).map((text) => text.replaceAll(/\s*\n\s*/g, ' | '));
/** All of the server's entries, the newest first. */
const activityOf = async (page: Page): Promise<ApiActivity[]> =>
  (await askServer<{ entries: ApiActivity[] }>(page, 'activity', { query: { limit: 200 } })).entries;

/** A message for bob that a device of his hands on to cid. */
const handOn = async (page: Page, subject: string): Promise<string> => {
  const { http } = await doorsOf(page);
  const bob = await askServer<Tokens>(page, 'addMailbox', { body: { name: 'bob' } });
  await askServer(page, 'addMailbox', { body: { name: 'cid' } });
  const { uid, id } = await submit({ http }, 'bob', bob.sendToken, 'hello', { Subject: subject, From: 'eve@sender.example' });
  await call({ http }, bob.receiveToken, `/v1/mailboxes/bob?forward=${id}&to=cid`, { method: 'POST', headers: { Device: 'desk' } });
  return uid;
};

const saveTo = (app: ElectronApplication, path: string | undefined): Promise<void> =>
  app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = async () => ({ canceled: path === undefined, filePath: path ?? '' });
  }, path);

test('what happens is told in words as it happens, with who did it', async () => {
  const { page } = await launchApp();
  const { mailbox } = await doorsOf(page);
  await openActivity(page);
  await sendBytes(page, 'By a program', 'x');
  await sendLetter(page, ['Subject: By mail'], 'Hello.');
  const list = timeline(page);
  await list.getByRole('button', { name: /Accepted by HTTP from Ann Lee By a program/ }).waitFor();
  await list.getByRole('button', { name: /Accepted by SMTP from Ann Lee By mail/ }).waitFor();
  await expect(list.getByRole('button', { name: /Stored safely by .*, moved to Processed By mail/ }).waitFor()).resolves.toBeUndefined();
  await list.getByRole('heading', { name: 'Today', exact: true }).waitFor();

  const { messages } = await askServer<{ messages: ApiMessage[] }>(page, 'messages', { query: { folder: 'processed' } });
  const uids = [messages[0]?.uid ?? ''];
  for (const action of ['hold', 'release', 'redeliver'] as const) await askServer(page, 'act', { body: { action, uids } });
  await askServer(page, 'setRetention', {
    path: { mailbox },
    body: { delivery: { maxAge: null }, processed: { maxAge: 86_400, maxCount: 10 } },
  });
  await askServer(page, 'addToken', { body: { scope: 'admin', note: 'office' } });
  for (const name of [/Held: retention leaves it alone/, /Released: retention counts it again/, /Redelivered, as no\. 3/])
    await list.getByRole('button', { name }).waitFor();
  await eventually(() => entriesOf(page)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/Retention changed \| .* · by an administrator, token /),
      expect.stringMatching(/Token office added \(admin\) \| by an administrator/),
    ]),
  );
});

test('what comes while older entries are read waits on top, and moves nothing', async () => {
  const { page } = await launchApp();
  const { mailbox } = await doorsOf(page);
  await askServer(page, 'changeMailbox', { path: { mailbox }, body: { shared: true } });
  for (let n = 0; n < 15; n += 1) await askServer(page, 'changeMailbox', { path: { mailbox }, body: { shared: n % 2 === 0 } });
  await openActivity(page);
  const list = timeline(page);
  await list.getByText('Mailbox changed').first().waitFor();
  await list.evaluate((element) => element.scrollTo({ top: 200 }));
  const place = () =>
    list.evaluate((element) => {
      const [, middle] = [...element.querySelectorAll('[role="listitem"]')].filter(
        (item) => item.getBoundingClientRect().top > element.getBoundingClientRect().top,
      );
      return `${middle?.textContent} ${middle?.getBoundingClientRect().top}`;
    });
  const before = await place();
  for (const name of ['zoe', 'yan']) await askServer(page, 'addMailbox', { body: { name } });
  const fresh = activity(page).getByRole('button', { name: '2 new', exact: true });
  await fresh.waitFor();
  expect(await place()).toBe(before);
  expect(await list.getByText('zoe').count()).toBe(0);
  await fresh.click();
  await list.getByText('zoe').waitFor();
  expect(await list.evaluate((element) => element.scrollTop)).toBe(0);
  await askServer(page, 'addMailbox', { body: { name: 'xia' } });
  await eventually(async () => (await entriesOf(page))[1]).toMatch(/Mailbox added \| xia/);
});

test('the timeline shows what its filter says, and says when that is nothing', async () => {
  const { app, page } = await launchApp();
  await bringAxe(page);
  await openActivity(page);
  await sendBytes(page, 'Quarterly figures', 'x');
  await handOn(page, 'For another');
  const list = timeline(page);
  const filter = filters(page);
  await list.getByRole('button', { name: /Handed on to the mailbox cid by desk/ }).waitFor();
  await filter.getByRole('combobox', { name: 'What happened' }).selectOption('Administration');
  await eventually(() => entriesOf(page)).toSatisfy(
    (entries: string[]) => entries.length > 2 && !entries.some((one) => one.includes('Accepted')),
  );
  await filter.getByRole('combobox', { name: 'What happened' }).selectOption('Everything');
  await filter.getByRole('combobox', { name: 'Mailbox' }).selectOption('cid');
  await eventually(() => entriesOf(page)).toEqual([
    'Today',
    expect.stringMatching(/Handed on from the mailbox bob \| For another \| cid · no\. 1$/),
    expect.stringMatching(/Mailbox added \| cid · by an administrator/),
    'This is where the records begin.',
  ]);
  await filter.getByRole('button', { name: 'Show everything' }).click();
  await filter.getByRole('textbox', { name: 'Subject contains' }).fill('QUARTERLY');
  await eventually(() => entriesOf(page)).toSatisfy(
    (entries: string[]) => entries.length > 2 && entries.slice(1, -1).every((one) => one.includes('Quarterly figures')),
  );

  const path = join(temporaryFolder(), 'activity.jsonl');
  await saveTo(app, path);
  await activity(page).getByRole('button', { name: 'Export…' }).click();
  await page.getByRole('menuitem', { name: 'As JSON lines…' }).click();
  await page.getByText('activity.jsonl').first().waitFor();
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  const written = lines.map((line) => JSON.parse(line) as ApiActivity);
  expect(written.map(({ kind }) => kind)).toContain('accepted');
  // What stands above the first of them now has happened since.
  const now = (await activityOf(page)).filter(({ subject }) => subject === 'Quarterly figures');
  expect(written).toEqual(now.slice(now.findIndex(({ event }) => event === written[0]?.event)));

  expect.soft(await faultsOf(page), 'filtered').toEqual({});
  await filter.getByRole('textbox', { name: 'To day' }).or(filter.getByLabel('To day')).first().fill('2020-01-31');
  await activity(page).getByRole('heading', { name: 'Nothing of this kind happened' }).waitFor();
  expect.soft(await faultsOf(page), 'no match').toEqual({});
  await filter.getByRole('button', { name: 'Show everything' }).click();
  await list.getByRole('heading', { name: 'Today', exact: true }).waitFor();
});

test('the whole history of a message is one click away, across what was handed on, and leads to where it is', async () => {
  const { page } = await launchApp();
  await bringAxe(page);
  const uid = await handOn(page, 'For another');
  await openActivity(page);
  await timeline(page)
    .getByRole('button', { name: /Accepted by HTTP from eve@sender\.example For another/ })
    .press('Enter');
  const history = page.getByRole('region', { name: 'History of “For another”', exact: true });
  await history.getByText('2 copies of one submission').waitFor();
  expect(await history.getByRole('list', { name: 'Steps of the copy for bob' }).getByRole('listitem').allInnerTexts()).toEqual([
    expect.stringMatching(/^Accepted by HTTP from eve@sender\.example\n/),
    expect.stringMatching(/^Handed on to the mailbox cid by desk\n.* · (at once|.* later)$/),
  ]);
  await history.getByText('Now: handed on; the record is kept').waitFor();
  await history.getByRole('heading', { name: 'Handed on to cid', exact: true }).waitFor();
  await history.getByText('Now: waits in Delivery').waitFor();
  expect.soft(await faultsOf(page), 'history').toEqual({});
  // What happens to it now is there at once.
  const { copies } = await askServer<{ copies: { uid: string; mailbox: string }[] }>(page, 'copies', { path: { uid } });
  const uids = copies.filter(({ mailbox }) => mailbox === 'cid').map((copy) => copy.uid);
  await askServer(page, 'act', { body: { action: 'hold', uids } });
  await history.getByRole('list', { name: 'Steps of the copy for cid' }).getByText('Held: retention leaves it alone').waitFor();
  await history.getByRole('button', { name: 'Close the history' }).press('Escape');
  await history.waitFor({ state: 'detached' });
  await timeline(page)
    .getByRole('button', { name: /Handed on from the mailbox bob For another/ })
    .click();
  await history.getByRole('button', { name: 'Show in Delivery' }).click();
  await page.getByRole('region', { name: 'Delivery', exact: true }).getByRole('heading', { name: 'Delivery', exact: true }).waitFor();
});

test('the arrows go from entry to entry, and a table is written by the menu', async () => {
  const { app, page } = await launchApp();
  await doorsOf(page);
  await askServer(page, 'addMailbox', { body: { name: 'zoe' } });
  await sendBytes(page, '=1+1', 'x');
  await openActivity(page);
  const list = timeline(page);
  await list.getByRole('button', { name: /Accepted by HTTP/ }).waitFor();
  await list.focus();
  await page.keyboard.press('Tab');
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
  const first = await focused();
  await page.keyboard.press('ArrowDown');
  await eventually(focused).not.toBe(first);
  await page.keyboard.press('ArrowUp');
  await eventually(focused).toBe(first);

  const path = join(temporaryFolder(), 'activity.csv');
  await saveTo(app, path);
  await activity(page).getByRole('button', { name: 'Export…' }).press('Enter');
  await page.getByRole('menuitem', { name: 'As a table (CSV)…' }).press('Enter');
  await page.getByText('activity.csv').first().waitFor();
  const text = readFileSync(path, 'utf8');
  const events = [...text.matchAll(/^(\d+),/gm)].map(([, event]) => Number(event));
  const now = (await activityOf(page)).map(({ event }) => event);
  expect(events).toEqual(now.slice(now.indexOf(events[0] ?? 0)));
  expect(text).toContain(`,"'=1+1",`);
});

test('writing the activity goes on when the view is left, and is cancelled from wherever the reader is', async () => {
  const { app, page } = await launchApp();
  await doorsOf(page);
  await openActivity(page);
  const folder = temporaryFolder();
  // The server stands still as soon as the reader has said where to.
  await stopWhenAsked(app, await pidOf(app, 'Restante server'), join(folder, 'activity.csv'));
  await activity(page).getByRole('button', { name: 'Export…' }).click();
  await page.getByRole('menuitem', { name: 'As a table (CSV)…' }).click();
  const work = page.getByRole('list', { name: 'Work under way' });
  await work.getByRole('progressbar', { name: 'Writing the activity' }).waitFor();
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name: 'Inbox' }).click();
  await activity(page).waitFor({ state: 'detached' });
  await work.getByRole('button', { name: 'Cancel: Writing the activity' }).click();
  await work.getByText('The activity was not written: you cancelled it.').waitFor();
  expect(readdirSync(folder)).toEqual([]);
});
