import { dirname } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { launchApp } from '../support/app.ts';
import { acquire } from '../support/device.ts';
import { createdAt, editDirectory } from '../support/directory.ts';
import { temporaryFolder } from '../support/folder.ts';
import { addMailbox, call, type ServerProcess, startServer, submit } from '../support/server.ts';
import { bringAxe, faultsOf } from './looks.ts';
import { ask, doorsOf, eventually } from './window.ts';

/** The app, administering a server of somebody else: its mailboxes. */
const administering = async (prepare: (server: ServerProcess) => Promise<void> = async () => {}) => {
  const server = await startServer(temporaryFolder());
  await prepare(server);
  const { app, page } = await launchApp();
  await doorsOf(page);
  await ask(page, 'servers.add', { server: server.http, adminToken: server.adminToken, insecure: false, label: 'Plant' });
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name: 'Overview' }).click();
  await page.getByRole('combobox', { name: 'Server' }).selectOption({ label: 'Plant' });
  await parts(page).getByRole('button', { name: 'Mailboxes' }).click();
  return { app, page, server };
};
const parts = (page: Page) => page.getByRole('navigation', { name: /^Parts of the server/ });
const dialog = (page: Page) => page.getByRole('dialog');
const field = (page: Page, name: string) => dialog(page).getByRole('textbox', { name, exact: true });
const press = (page: Page, name: string) => dialog(page).getByRole('button', { name, exact: true }).click();
const openBox = (page: Page, name: string): Promise<void> => page.getByRole('button', { name: `Open ${name}`, exact: true }).click();
/** An operator takes a mailbox out of the directory file, and the server reads it anew. */
const loseFromDirectory = async (server: ServerProcess, name: string): Promise<void> => {
  editDirectory(dirname(server.adminTokenFile), (directory) => {
    delete directory.mailboxes[name];
    directory.tokens = directory.tokens.filter(({ mailbox }) => mailbox !== name);
  });
  server.child.kill('SIGHUP');
  await eventually(async () => (await boxesOf(server)).some((box) => box.name === name)).toBe(false);
};
const boxesOf = async (server: ServerProcess): Promise<{ name: string; shared: boolean; ownQuota: unknown }[]> =>
  ((await (await call(server, server.adminToken, '/v1/mailboxes')).json()) as { mailboxes: never[] }).mailboxes;

test('a mailbox is added: its rules are said before, its tokens shown once and copied, and they work', { timeout: 120_000 }, async () => {
  const { app, page, server } = await administering();
  await bringAxe(page);
  await page.getByText('No mailbox yet').waitFor();
  expect.soft(await faultsOf(page), 'no mailbox').toEqual({});
  await page.getByRole('button', { name: 'Add mailbox…' }).click();
  await dialog(page).getByText('It cannot be changed later').waitFor();
  await field(page, 'Name').fill('Ann Lee');
  await dialog(page).getByText('This cannot be a name').waitFor();
  expect(await dialog(page).getByRole('button', { name: 'Add mailbox', exact: true }).isDisabled()).toBe(true);
  await field(page, 'Name').fill('ann');
  await dialog(page).getByRole('switch', { name: 'A limit of its own for what waits' }).check();
  await field(page, 'Messages at most').fill('3');
  expect.soft(await faultsOf(page), 'adding a mailbox').toEqual({});
  await press(page, 'Add mailbox');

  await dialog(page).getByRole('button', { name: 'Copy the receive token' }).click();
  const copied = (): Promise<string> => app.evaluate(({ clipboard }) => clipboard.readText());
  await eventually(copied).toMatch(/^[\w-]{43}$/);
  const receiveToken = await copied();
  await dialog(page).getByRole('button', { name: 'Copy the send token' }).click();
  await eventually(copied).not.toBe(receiveToken);
  const sendToken = await copied();
  await dialog(page).getByRole('button', { name: 'Copy the line for the device' }).click();
  await eventually(copied).toBe(`restante receive --server ${server.http} --mailbox ann --token-file ann.token --inbox ann --cap 1000`);
  await dialog(page).getByRole('button', { name: 'Copy the line for senders' }).click();
  await eventually(copied).toContain(`Bearer ${sendToken}`);
  expect.soft(await faultsOf(page), 'tokens, this once').toEqual({});
  // A slip does not take them away.
  await page.keyboard.press('Escape');
  await press(page, 'I have kept them');
  await dialog(page).waitFor({ state: 'detached' });
  await page.getByRole('row', { name: /ann .*0 % of 3 messages/ }).waitFor();

  await submit(server, 'ann', sendToken, 'x');
  const answer = await acquire(server, { mailbox: 'ann', receiveToken, sendToken }, 'get=0');
  expect(answer.status).toBe(200);
  // Live, and how near the quota is.
  await page.getByRole('row', { name: /ann .*33 % of 3 messages/ }).waitFor();
  expect(await page.locator('body').innerText()).not.toContain(sendToken);
});

test('sharing and quota are changed; a mailbox goes with what it holds, on its number, and what changed meanwhile asks again', {
  timeout: 120_000,
}, async () => {
  let sendToken = '';
  const { page, server } = await administering(async (server) => {
    const ann = await addMailbox(server, 'ann');
    ({ sendToken } = ann);
    const { id } = await submit(server, 'ann', sendToken, 'kept');
    await acquire(server, ann, `move=${id}`);
    await submit(server, 'ann', sendToken, 'waits');
  });
  await bringAxe(page);
  await openBox(page, 'ann');
  await page.getByText('1 message waits in its delivery folder').waitFor();
  await page.getByRole('switch', { name: 'Several devices may take from it' }).check();
  await page.getByRole('switch', { name: 'A limit of its own for what waits' }).check();
  await page.getByRole('textbox', { name: 'Megabytes at most' }).fill('1.5');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved.').waitFor();
  expect(await boxesOf(server)).toMatchObject([{ shared: true, ownQuota: { messages: null, bytes: 1_500_000 } }]);
  expect.soft(await faultsOf(page), 'a mailbox').toEqual({});

  await page.getByRole('button', { name: 'Remove mailbox…' }).click();
  await dialog(page).getByText('1 message that waits, 5 B: no device has said that it has it.').waitFor();
  await dialog(page).getByText('1 message that is kept after its device had it').waitFor();
  await dialog(page).getByText('2 tokens: they open nothing any more').waitFor();
  const confirm = dialog(page).getByRole('button', { name: 'Remove the mailbox' });
  expect(await confirm.isDisabled()).toBe(true);
  expect.soft(await faultsOf(page), 'removing a mailbox').toEqual({});
  // One more comes while this is on the screen.
  await field(page, 'Number of messages that go').fill('2');
  await submit(server, 'ann', sendToken, 'late');
  await dialog(page).getByText('2 messages that wait').waitFor();
  expect(await confirm.isDisabled()).toBe(true);
  await field(page, 'Number of messages that go').fill('3');
  await confirm.click();
  await page.getByText('No mailbox yet').waitFor();
  expect(await boxesOf(server)).toEqual([]);
});

test('tokens are added and revoked; the last admin token and the one of this app stay', { timeout: 120_000 }, async () => {
  const { app, page, server } = await administering(async (server) => void (await addMailbox(server, 'ann')));
  await bringAxe(page);
  await page.getByRole('button', { name: 'Tokens of the server…' }).click();
  const list = dialog(page).getByRole('list', { name: 'Tokens of the server' });
  await list.getByText('used by this app').waitFor();
  await list.getByText('The last admin token stays').waitFor();
  await press(page, 'Add token…');
  const adding = page.getByRole('dialog', { name: 'Add a token' });
  await adding.getByRole('radio', { name: /^Admin/ }).check();
  await adding.getByRole('textbox', { name: 'Note' }).fill('for Bob');
  await adding.getByRole('button', { name: 'Add token', exact: true }).click();
  const shown = page.getByRole('dialog', { name: 'The new token' });
  // What is shown this once goes by no slip, not even with the dialog beneath it.
  await shown.getByRole('code').waitFor();
  for (const key of ['Escape', 'Escape', 'Control+,']) await page.keyboard.press(key);
  await shown.getByRole('button', { name: 'Copy the admin token' }).click();
  const copied = (): Promise<string> => app.evaluate(({ clipboard }) => clipboard.readText());
  await eventually(copied).toMatch(/^[\w-]{43}$/);
  const secret = await copied();
  expect((await call(server, secret, '/v1/mailboxes')).status).toBe(200);
  await shown.getByRole('button', { name: 'I have kept it' }).click();
  await list.getByText('This app administers the server with it').waitFor();
  expect.soft(await faultsOf(page), 'tokens of the server').toEqual({});
  await list.getByRole('button', { name: 'Revoke Admin, for Bob…' }).click();
  const revoking = page.getByRole('dialog', { name: 'Revoke this token?' });
  await revoking.getByText('is refused from now on').waitFor();
  await revoking.getByRole('button', { name: 'Revoke token' }).click();
  await list.getByText('for Bob').waitFor({ state: 'detached' });
  expect((await call(server, secret, '/v1/mailboxes')).status).toBe(401);
  await page.keyboard.press('Escape');

  await openBox(page, 'ann');
  const own = page.getByRole('list', { name: 'Tokens' });
  await own
    .getByRole('listitem', { name: /^Receive/ })
    .getByText('never used')
    .waitFor();
  await own.getByRole('button', { name: /^Revoke Receive/ }).click();
  await revoking.getByText('A device that uses it receives nothing any more').waitFor();
  await revoking.getByRole('button', { name: 'Revoke token' }).click();
  await own.getByRole('listitem', { name: /^Receive/ }).waitFor({ state: 'detached' });
});

test('a mailbox that the directory lacks is told, and added again with what it holds', { timeout: 120_000 }, async () => {
  const { page, server } = await administering(async (server) => {
    const lost = await addMailbox(server, 'lost');
    await submit(server, 'lost', lost.sendToken, 'x');
    await addMailbox(server, 'ann');
  });
  await page.getByRole('button', { name: 'Open lost', exact: true }).waitFor();
  await loseFromDirectory(server, 'lost');
  await parts(page).getByRole('button', { name: 'Devices' }).click();
  await parts(page).getByRole('button', { name: 'Mailboxes' }).click();
  await page.getByText('1 mailbox holds messages and is not in the directory.').waitFor();
  await page.getByRole('button', { name: 'Add lost again…' }).click();
  await press(page, 'Add mailbox');
  await press(page, 'I have kept them');
  await page.getByRole('row', { name: /lost 1 · 1 B/ }).waitFor();
});

test('three thousand mailboxes are searched and scrolled', { timeout: 120_000 }, async () => {
  const { page } = await administering(async (server) => {
    editDirectory(dirname(server.adminTokenFile), (directory) => {
      for (let at = 0; at < 3_000; at += 1) directory.mailboxes[`box-${at}`] = { createdAt };
    });
    server.child.kill('SIGHUP');
    await eventually(async () => (await boxesOf(server)).length).toBe(3_000);
  });
  await page.getByText('3,000 mailboxes').waitFor();
  const table = page.getByRole('table', { name: 'The mailboxes of the server' });
  await table.getByRole('button', { name: 'Open box-0', exact: true }).waitFor();
  expect(await table.getByRole('row').count()).toBeLessThan(80);
  const search = page.getByRole('searchbox', { name: 'Search mailboxes' });
  await search.fill('box-2999');
  await table.getByRole('button', { name: 'Open box-2999' }).waitFor();
  await search.fill('nobody');
  await page.getByText('No mailbox has “nobody” in its name').waitFor();
});
