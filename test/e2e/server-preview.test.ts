import { expect, test } from 'vitest';
import type { Retention } from '#restante/protocol/bridge';
import { launchApp } from '../support/app.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startProxy } from '../support/proxy.ts';
import { addMailbox, call, startServer, submit } from '../support/server.ts';
import { bringAxe, faultsOf } from './looks.ts';
import { fill, open, preview, processed } from './retention.ts';
import { ask, doorsOf, eventually } from './window.ts';

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
