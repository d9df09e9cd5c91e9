import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { launchApp } from '../support/app.ts';
import { temporaryFolder } from '../support/folder.ts';
import { listen } from '../support/notifications.ts';
import { newDevice } from '../support/receive.ts';
import { addMailbox, call, startServer, submit, type Tokens } from '../support/server.ts';
import { bringAxe, faultsOf } from './looks.ts';
import { ask, doorsOf } from './window.ts';

/** The app, administering a server of somebody else that has the mailboxes. */
const administering = async (...names: string[]) => {
  const data = temporaryFolder();
  const server = await startServer(data);
  const boxes: Tokens[] = [];
  for (const name of names) boxes.push(await addMailbox(server, name));
  const { page } = await launchApp();
  await doorsOf(page);
  await ask(page, 'servers.add', { server: server.http, adminToken: server.adminToken, insecure: false, label: 'Plant' });
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name: 'Overview' }).click();
  await page.getByRole('combobox', { name: 'Server' }).selectOption({ label: 'Plant' });
  await page
    .getByRole('navigation', { name: /^Parts of the server/ })
    .getByRole('button', { name: 'Devices' })
    .click();
  return { page, server, data, boxes };
};
const open = (page: Page, mailbox: string): Promise<void> =>
  page.getByRole('button', { name: new RegExp(`^Open .* of ${mailbox}$`) }).click();
const hops = (page: Page) => page.getByRole('list', { name: 'The way of the notification' });
const back = (page: Page): Promise<void> => page.getByRole('button', { name: 'All devices' }).click();

test('a test notification to a device that is idle, full, silent or gone says how far it came', { timeout: 180_000 }, async () => {
  const { page, server, boxes } = await administering('idle', 'full', 'silent', 'gone');
  await bringAxe(page);
  await page.getByText('No device has spoken yet').waitFor();
  const [idle, full, silent, gone] = boxes as [Tokens, Tokens, Tokens, Tokens];
  await newDevice(idle)
    .start(server, '--cap', '10')
    .line(({ event }) => event === 'idle');
  const fullDevice = newDevice(full).start(server, '--cap', '1');
  for (const letter of ['one', 'two']) await submit(server, 'full', full.sendToken, letter);
  await fullDevice.line(({ event }) => event === 'full');
  await listen(server, silent, 'desk');
  const left = await listen(server, gone, 'laptop');
  left.close();
  // The table is live.
  await page.getByRole('row', { name: /full .*connected, full since/ }).waitFor();
  await page.getByRole('row', { name: /gone away/ }).waitFor();
  expect.soft(await faultsOf(page), 'devices').toEqual({});

  const begin = async (mailbox: string): Promise<void> => {
    await open(page, mailbox);
    await page.getByRole('button', { name: 'Test notification' }).click();
  };
  await begin('idle');
  await hops(page).getByText('The device is connected.').waitFor();
  await hops(page).getByText('The notification was handed over: nothing waits.').waitFor();
  await hops(page).getByText('The device asked for messages.').waitFor();
  await hops(page).getByText('Nothing waits for it. The way works.').waitFor();
  expect.soft(await faultsOf(page), 'a device').toEqual({});
  // What was said of it stands in the record, live.
  await page.getByRole('list', { name: 'Between idle and its devices' }).getByText('was notified').first().waitFor();
  await back(page);

  await begin('full');
  await hops(page).getByText('The device answered that it has no room.').waitFor();
  await hops(page).getByText('It is full: 1 message waits safely at the server.').waitFor();
  await hops(page).getByText('Make room in its inbox').waitFor();
  await back(page);

  await begin('silent');
  await hops(page).getByText('Waiting for the device…').waitFor();
  await hops(page).getByText('The device did not answer within 10 s.').waitFor({ timeout: 20_000 });
  await hops(page).getByText('It may be asleep').waitFor();
  expect.soft(await faultsOf(page), 'a device that is silent').toEqual({});
  await back(page);

  await begin('gone');
  await hops(page).getByText('The device is not connected. It was last heard of').waitFor();
  await hops(page).getByText('See whether its computer is on').waitFor();
});

test('a test that cannot be followed, or that the server has forgotten, is over and can be begun again', { timeout: 120_000 }, async () => {
  const { page, server, data, boxes } = await administering('ann');
  const [ann] = boxes as [Tokens];
  await bringAxe(page);
  await listen(server, ann, 'desk');
  await open(page, 'ann');
  await page.getByRole('button', { name: 'Test notification' }).click();
  await hops(page).getByText('Waiting for the device…').waitFor();
  await server.kill('SIGKILL');
  await page.getByText('the test could not be followed to its end').waitFor({ timeout: 20_000 });
  await hops(page).getByText('The device is connected.').waitFor();
  expect(await hops(page).getByText('Waiting for the device…').count()).toBe(0);
  expect.soft(await faultsOf(page), 'a test that is not followed').toEqual({});
  await page.getByRole('button', { name: 'Test again' }).click();
  await page.getByText('The test could not be begun. Nothing was changed.').waitFor();

  const back = await startServer(data, { http: new URL(server.http).host });
  await listen(back, ann, 'desk');
  await page.getByRole('button', { name: 'Test notification' }).click();
  await hops(page).getByText('Waiting for the device…').waitFor();
  await back.kill('SIGKILL');
  await startServer(data, { http: new URL(server.http).host });
  await page.getByText('The server does not know of this test any more').waitFor({ timeout: 20_000 });
  await page.getByRole('button', { name: 'Test again' }).click({ timeout: 5_000 });
  await hops(page).getByText('The device is not connected.').waitFor();
});

test('a device is forgotten, and a mailbox without a device says so; its record is read on', { timeout: 120_000 }, async () => {
  const { page, server, boxes } = await administering('ann');
  const [ann] = boxes as [Tokens];
  await listen(server, ann, 'desk');
  await open(page, 'ann');
  await page.getByText('The mailbox belongs to this device.').waitFor();
  await page.getByRole('list', { name: 'Between ann and its devices' }).getByText('connected', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Forget device…' }).click();
  await page.getByRole('dialog').getByText('then belongs to the next device that speaks').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Forget device', exact: true }).click();
  await page.getByText('No device has spoken yet').waitFor();
  await page
    .getByRole('navigation', { name: /^Parts of the server/ })
    .getByRole('button', { name: 'Mailboxes' })
    .click();
  await page.getByRole('button', { name: 'Open ann', exact: true }).click();
  await page.getByRole('region', { name: 'ann' }).getByRole('button', { name: 'Devices' }).click();
  await page.getByText('No device has spoken for ann yet').waitFor();
});

test('devices that give no name are shown as one, and why that one is not forgotten', { timeout: 120_000 }, async () => {
  const { page, server, boxes } = await administering('ann');
  const [ann] = boxes as [Tokens];
  await submit(server, 'ann', ann.sendToken, 'x');
  const fetched = await call(server, ann.receiveToken, '/v1/mailboxes/ann?get=0', { method: 'POST' });
  await fetched.arrayBuffer();
  await open(page, 'ann');
  await page.getByRole('button', { name: 'Test notification' }).waitFor();
  await page.getByText('Whoever speaks without a name is counted here, however many they are.').waitFor();
  expect(await page.getByRole('button', { name: 'Forget device…' }).count()).toBe(0);
});
