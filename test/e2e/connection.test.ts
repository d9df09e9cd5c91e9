import { expect, test } from 'vitest';
import { createServerClient } from '#restante/main/sync/request';
import type { Status } from '#restante/protocol/bridge';
import { launchApp } from '../support/app.ts';
import { startProxy } from '../support/proxy.ts';
import { submit } from '../support/server.ts';
import { addAccount, showAccount } from './accounts-here.ts';
import { ask, eventually } from './window.ts';

test('offline: it is said when it is tried again, and what is pressed tries at once', { timeout: 120_000 }, async () => {
  const running = await launchApp();
  const { page } = running;
  const proxies: Awaited<ReturnType<typeof startProxy>>[] = [];
  const ann = await addAccount(running, 'ann', async (http) => {
    proxies.push(await startProxy({ http }));
    return proxies[0]?.http ?? '';
  });
  const [proxy] = proxies;
  if (!proxy) throw new Error('there is no proxy');
  const { requests } = proxy;
  await showAccount(page, 'ann');
  const line = page.getByRole('region', { name: 'Connection' });
  await line.getByText('Up to date').waitFor();
  proxy.onRequest = () => 'cut';
  await page.keyboard.press('F5');
  await line.getByText('The server did not answer. What you have here stays here.').waitFor();

  // The pauses grow until there is time enough to press something within one.
  const retryAt = async (): Promise<number> => {
    const { connection } = await ask<Status>(page, 'status.read', { account: ann.account.id });
    return connection.kind === 'offline' ? connection.retryAt : 0;
  };
  await expect.poll(async () => (await retryAt()) - Date.now(), { timeout: 60_000, interval: 100 }).toBeGreaterThan(6_000);
  await line.getByText(/Trying again in \d+ s\./).waitFor();
  const [asked, until] = [requests.length, await retryAt()];
  await line.getByRole('button', { name: 'Try now' }).click();
  await proxy.request(asked);
  expect(Date.now()).toBeLessThan(until);

  await line.getByText('The server did not answer.').waitFor();
  proxy.onRequest = undefined;
  await submit({ http: ann.http }, 'ann', ann.sendToken, 'x', { 'Content-Type': 'text/plain', Subject: 'Through again' });
  await line.getByRole('button', { name: 'Try now' }).click();
  await page.getByRole('option', { name: 'Through again' }).waitFor();
  await line.getByText('Up to date').waitFor();
});

test('a mailbox that another device took is said so, and taken back by what stands beside it', async () => {
  const running = await launchApp();
  const { page } = running;
  const ann = await addAccount(running, 'ann');
  await showAccount(page, 'ann');
  const line = page.getByRole('region', { name: 'Connection' });
  await line.getByText('Up to date').waitFor();
  const other = createServerClient({ server: ann.http, token: ann.receiveToken, device: 'another' });
  await other.takeOver('ann').finally(other.close);
  await submit({ http: ann.http }, 'ann', ann.sendToken, 'x', { 'Content-Type': 'text/plain', Subject: 'For whom' });
  await eventually(() => line.textContent()).toContain('Another device fetches this mailbox.');
  expect(await page.getByRole('option', { name: 'For whom' }).count()).toBe(0);
  await line.getByRole('button', { name: 'Use this device' }).click();
  await page.getByRole('option', { name: 'For whom' }).waitFor();
  await line.getByText('Up to date').waitFor();
});
