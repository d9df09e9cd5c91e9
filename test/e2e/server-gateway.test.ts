import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Retention } from '#restante/protocol/bridge';
import { launchApp } from '../support/app.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startGateway } from '../support/gateway.ts';
import { addMailbox, call, startServer, submit } from '../support/server.ts';
import { ask, doorsOf } from './window.ts';

/** The app, administering a server behind a gateway, with the mailboxes office, which two messages wait for, and plant. */
const withPlant = async () => {
  const plant = await startServer(temporaryFolder());
  const office = await addMailbox(plant, 'office');
  await addMailbox(plant, 'plant');
  for (const Subject of ['First', 'Second']) await submit(plant, 'office', office.sendToken, 'x', { Subject });
  const gateway = await startGateway(plant);
  const { page } = await launchApp();
  await doorsOf(page);
  await ask(page, 'servers.add', { server: gateway.http, adminToken: plant.adminToken, insecure: false, label: 'Plant' });
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name: 'Overview' }).click();
  await page.getByRole('combobox', { name: 'Server' }).selectOption({ label: 'Plant' });
  const kept = async (): Promise<number | null> => {
    const response = await call(plant, plant.adminToken, '/v1/defaults');
    return ((await response.json()) as { retention: Retention }).retention.processed.maxCount;
  };
  return { page, plant, office, gateway, kept };
};
const part = (page: Page, name: string): Promise<void> =>
  page
    .getByRole('navigation', { name: /^Parts of the server/ })
    .getByRole('button', { name, exact: true })
    .click();

test('a rule that is being saved is not cancelled; who goes elsewhere is told there, and loses nothing that is edited there', {
  timeout: 120_000,
}, async () => {
  const { page, gateway, kept } = await withPlant();
  let release = (): void => {};
  const released = new Promise<null>((resolve) => {
    release = () => resolve(null);
  });
  gateway.passage = ({ method }) => (method === 'PUT' ? released : null);
  await part(page, 'Retention');
  const byDefault = page.getByRole('form', { name: 'Rule for mailboxes without one of their own' });
  await page.getByRole('button', { name: 'Change: at most 1,000' }).click();
  await byDefault.getByRole('textbox', { name: 'Greatest number' }).fill('900');
  await byDefault.getByText('Nothing has been changed yet.').waitFor();
  await byDefault.getByRole('button', { name: 'Save', exact: true }).click();
  const cancel = byDefault.getByRole('button', { name: 'Cancel' });
  await expect.poll(() => cancel.isDisabled()).toBe(true);
  await byDefault.getByRole('textbox', { name: 'Greatest number' }).press('Escape');
  expect(await byDefault.count()).toBe(1);

  await page.getByRole('button', { name: 'Rule of plant' }).click();
  await page.getByRole('button', { name: 'Give it its own…' }).click();
  const own = page.getByRole('form', { name: 'Rule of the mailbox plant' });
  const age = own.getByRole('group', { name: 'Processed messages' }).getByRole('textbox', { name: 'Length of time' });
  await age.fill('33');
  release();
  await page.getByText('The rule is saved.', { exact: true }).waitFor();
  expect(await kept()).toBe(900);
  expect(await age.inputValue()).toBe('33');
});

test('a part that could not be read comes by itself, though nothing changes at the server', { timeout: 120_000 }, async () => {
  const { page, gateway } = await withPlant();
  const main = page.getByRole('main');
  const comes = async (name: string, problem: string, then: Locator): Promise<void> => {
    gateway.passage = () => 502;
    await part(page, name);
    await main.getByRole('heading', { name: problem }).waitFor();
    gateway.passage = () => null;
    await then.waitFor();
    await main.getByRole('heading', { name: problem }).waitFor({ state: 'detached' });
  };
  await comes('Delivery', 'The folder could not be read. What it holds is safe.', main.getByRole('row', { name: /First/ }));
  await comes('Activity', 'The activity cannot be read now', main.getByRole('listitem').filter({ hasText: 'Second' }).first());
  await comes('Devices', 'The devices could not be read', main.getByRole('heading', { name: 'No device has spoken yet' }));
});

test('a mailbox, and a message, that cannot be read now say so, and are read when they can be', { timeout: 120_000 }, async () => {
  const { page, gateway } = await withPlant();
  const main = page.getByRole('main');
  await part(page, 'Delivery');
  await main.getByRole('combobox', { name: 'Mailbox', exact: true }).selectOption('office');
  gateway.passage = ({ url }) => (/^\/v1\/messages\/[^?]+$/.test(url ?? '') ? 502 : null);
  await main.getByRole('row', { name: /First/ }).click();
  const beside = main.getByRole('complementary', { name: 'The message at the server' });
  await beside.getByText('The message could not be read').waitFor();
  await beside.getByText('It is as it was at the server.').waitFor();
  await beside.getByRole('button', { name: 'Try again' }).waitFor();
  gateway.passage = () => null;
  await beside.getByRole('heading', { name: 'First' }).waitFor();

  gateway.passage = () => 502;
  await part(page, 'Mailboxes');
  const office = main.getByRole('region', { name: 'office', exact: true });
  await office.getByRole('heading', { name: 'The mailboxes could not be read' }).waitFor();
  await office.getByRole('button', { name: 'Try again' }).waitFor();
  gateway.passage = () => null;
  await office.getByRole('heading', { name: 'Sharing, and how much may wait' }).waitFor();
});
