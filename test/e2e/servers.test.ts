import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { ServerEntry } from '#restante/protocol/bridge';
import { launchApp } from '../support/app.ts';
import { temporaryFolder } from '../support/folder.ts';
import { addMailbox, call, startServer, submit } from '../support/server.ts';
import { bringAxe, faultsOf } from './looks.ts';
import { ask, doorsOf, eventually } from './window.ts';

/** The app with its settings of servers open, and a server of somebody else. */
const beside = async () => {
  const server = await startServer(temporaryFolder());
  const running = await launchApp();
  const { page } = running;
  await doorsOf(page);
  await settings(page);
  return { ...running, server };
};
const settings = async (page: Page): Promise<void> => {
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('navigation', { name: 'Sections of the settings' }).getByRole('link', { name: 'Servers' }).click();
};
const dialog = (page: Page) => page.getByRole('dialog');
const field = (page: Page, name: string) => dialog(page).getByRole('textbox', { name, exact: true });
const press = (page: Page, name: string) => dialog(page).getByRole('button', { name, exact: true }).click();
const serversOf = (page: Page): Promise<readonly ServerEntry[]> => ask(page, 'servers.list');
const parts = (page: Page) => page.getByRole('navigation', { name: /^Parts of the server/ });

const add = async (page: Page, server: { http: string; adminToken: string }, label = 'Plant'): Promise<void> => {
  await field(page, 'Server').fill(server.http);
  await field(page, 'Admin token').fill(server.adminToken);
  await field(page, 'Name').fill(label);
  await press(page, 'Add server');
  await dialog(page).waitFor({ state: 'detached' });
};

test('each fault of a server is said in words at its field, and plain HTTP to another machine asks for a yes', async () => {
  const { page, server } = await beside();
  const ann = await addMailbox(server, 'ann');
  await page.getByRole('button', { name: 'Add a server…' }).click();
  await press(page, 'Test');
  await page.getByText('Give a server and an admin token.').waitFor();
  const fault = async (words: string, draft: { server?: string; token?: string }): Promise<void> => {
    await field(page, 'Server').fill(draft.server ?? server.http);
    await field(page, 'Admin token').fill(draft.token ?? server.adminToken);
    await press(page, 'Test');
    await dialog(page).getByText(words).first().waitFor();
  };
  await fault('This is not the address of a server.', { server: 'plant' });
  await fault('no server listens at this port', { server: 'http://127.0.0.1:9' });
  await fault('does not speak TLS', { server: server.http.replace('http:', 'https:') });
  await fault('The server does not know this token.', { token: 'wrong' });
  await fault('it is not an admin token. A receive or send token', { token: ann.receiveToken });
  await fault('That works: the server knows the token', {});
  await fault('This server is among yours already.', { server: (await doorsOf(page)).http });
  await fault('http:// is not encrypted', { server: 'http://192.0.2.1:7425' });
  expect(await page.getByRole('checkbox', { name: 'Connect without encryption all the same' }).isChecked()).toBe(false);
  expect(await serversOf(page)).toHaveLength(1);
});

test('a server is added, its views are used, it is renamed, and removed without a change there', { timeout: 120_000 }, async () => {
  const { page, server } = await beside();
  await bringAxe(page);
  const bob = await addMailbox(server, 'bob');
  await submit(server, 'bob', bob.sendToken, 'x', { Subject: 'For Bob' });
  await page.getByRole('button', { name: 'Add a server…' }).click();
  expect.soft(await faultsOf(page), 'adding a server').toEqual({});
  await add(page, server);
  const list = page.getByRole('list', { name: 'Servers' });
  await list.getByRole('listitem', { name: 'Plant' }).getByText(server.http).waitFor();
  expect(await list.getByRole('button', { name: 'Remove This computer…' }).count()).toBe(0);
  expect(JSON.stringify(await serversOf(page))).not.toContain(server.adminToken);
  expect.soft(await faultsOf(page), 'servers').toEqual({});

  await page.getByRole('button', { name: 'Open Plant' }).click();
  // The folder pane shows the one that was chosen.
  const folders = page.getByRole('navigation', { name: 'Folders' });
  await folders.getByRole('heading', { name: 'Plant' }).waitFor();
  await folders.getByRole('button', { name: /^Delivery/ }).click();
  await page.getByRole('grid').getByText('For Bob').waitFor();
  await parts(page).getByRole('button', { name: 'Mailboxes' }).click();
  await page.getByRole('button', { name: 'Open bob', exact: true }).waitFor();
  await page.getByRole('combobox', { name: 'Server' }).selectOption('own');
  await page.getByRole('button', { name: 'Open bob', exact: true }).waitFor({ state: 'detached' });

  await settings(page);
  await page.getByRole('button', { name: 'Edit Plant…' }).click();
  await field(page, 'Name').fill('Works');
  await field(page, 'New admin token').fill('wrong');
  await press(page, 'Save');
  await dialog(page).getByText('The server does not know this token.').first().waitFor();
  await field(page, 'New admin token').fill('');
  await press(page, 'Save');
  await page.getByRole('button', { name: 'Remove Works…' }).click();
  await dialog(page).getByText('Nothing changes at the server').waitFor();
  await press(page, 'Remove server');
  await eventually(async () => (await serversOf(page)).length).toBe(1);
  expect((await call(server, server.adminToken, '/v1/mailboxes')).status).toBe(200);
});

test('a token that is revoked, and a server that is away, are said above every view, with what to do', { timeout: 120_000 }, async () => {
  const { page, server } = await beside();
  await bringAxe(page);
  // It is added where it is chosen, too.
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name: 'Overview' }).click();
  await page.getByRole('button', { name: 'Add a server…' }).click();
  const { secret, token } = (await (
    await call(server, server.adminToken, '/v1/tokens', { method: 'POST', body: JSON.stringify({ scope: 'admin' }) })
  ).json()) as { secret: string; token: string };
  await add(page, { http: server.http, adminToken: secret });
  await parts(page).getByRole('button', { name: 'Mailboxes' }).click();
  await page.getByText('No mailbox yet').waitFor();

  await call(server, server.adminToken, `/v1/tokens/${token}`, { method: 'DELETE' });
  await page.getByText('Plant does not know the admin token any more').waitFor();
  expect.soft(await faultsOf(page), 'token refused').toEqual({});
  for (const part of ['Delivery', 'Retention', 'Devices', 'Activity']) {
    await parts(page).getByRole('button', { name: part }).click();
    await page.getByText('Plant does not know the admin token any more').waitFor();
  }
  await page.getByRole('button', { name: 'Give another token…' }).click();
  await field(page, 'New admin token').fill(server.adminToken);
  await press(page, 'Save');
  await page.getByText('Plant does not know the admin token any more').waitFor({ state: 'detached' });
  // Where the notice stood: the reader goes on from there.
  await eventually(() => page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('status');

  await server.kill('SIGKILL');
  await page.getByText('Plant does not answer. Its messages are safe there').waitFor();
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await page.getByText('Plant does not answer.').waitFor();
});
