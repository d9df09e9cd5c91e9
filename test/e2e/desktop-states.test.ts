import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { launchApp } from '../support/app.ts';
import { soon } from './desktop.ts';
import { sendBytes } from './sending.ts';
import { ask, doorsOf } from './window.ts';

test('a server that lets the inbox in no more is told in words, and mended by what stands beside them', async () => {
  const { page, profile } = await launchApp();
  const { http, mailbox } = await doorsOf(page);
  await sendBytes(page, 'Before', 'Body\n');
  await page.getByRole('option', { name: 'Before' }).waitFor();
  const headers = { Authorization: `Bearer ${readFileSync(join(profile, 'server', 'admin-token'), 'utf8').trim()}` };
  const { tokens } = (await (await fetch(`${http}/v1/tokens`, { headers })).json()) as {
    tokens: { token: string; scope: string; mailbox?: string }[];
  };
  for (const { token, scope } of tokens.filter((one) => one.mailbox === mailbox && one.scope === 'receive'))
    expect((await fetch(`${http}/v1/tokens/${token}`, { method: 'DELETE', headers })).status, scope).toBeLessThan(300);

  const line = page.getByRole('region', { name: 'Connection' });
  await soon(async () => {
    await ask(page, 'inbox.fetch', { account: 'own' });
    return line.textContent();
  }).toContain('The server on this computer does not know the inbox any more. Your messages are safe there.');
  await line.getByRole('button', { name: 'Restart the server' }).click();
  await line.getByText('Up to date').waitFor({ timeout: 30_000 });
  await sendBytes(page, 'After', 'Body\n');
  await page.getByRole('option', { name: 'After' }).waitFor();
});
