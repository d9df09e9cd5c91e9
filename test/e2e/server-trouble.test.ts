import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import type { BundledState } from '#restante/protocol/bridge';
import { launchApp } from '../support/app.ts';
import { damageHistory } from '../support/damage.ts';
import { temporaryFolder } from '../support/folder.ts';
import { submit, type Tokens } from '../support/server.ts';
import { canMount, smallDisk } from '../support/small-disk.ts';
import { bringAxe, faultsOf } from './looks.ts';
import { sendBytes } from './sending.ts';
import { ask, askServer, doorsOf, eventually, inboxOf } from './window.ts';

const stateOf = (page: Page): Promise<BundledState> => ask(page, 'bundled.read');
const startedAt = async (page: Page): Promise<number> => {
  const { process } = await stateOf(page);
  return process.kind === 'running' ? process.since : 0;
};
const openSettings = async (page: Page): Promise<void> => {
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name: 'Delivery' }).click();
  await page.getByRole('button', { name: 'Settings of this server' }).click();
  await page.getByRole('heading', { name: 'Server on this computer' }).waitFor();
};
const openOverview = (page: Page): Promise<void> =>
  page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name: 'Overview' }).click();

/** The app, all of whose data is on a disk of so many megabytes. */
const onSmallDisk = async (megabytes: number) => {
  const disk = await smallDisk(megabytes);
  disk.put('settings.json', Buffer.from(JSON.stringify({ addresses: { http: '127.0.0.1:0', smtp: '127.0.0.1:0' } })));
  const within = join(temporaryFolder(), 'electron');
  const quoted = [...disk.within, process.env.ELECTRON_PATH ?? ''].map((word) => `'${word}'`).join(' ');
  writeFileSync(within, `#!/bin/sh\nexec ${quoted} --no-sandbox "$@"\n`);
  chmodSync(within, 0o755);
  const running = await launchApp({ profile: disk.folder, packaged: within, args: [fileURLToPath(new URL('../..', import.meta.url))] });
  return { disk, ...running };
};

test.skipIf(!canMount)(
  'on a full disk the server lets messages out and says so, starts again, and a change that cannot be kept is not made',
  { timeout: 180_000 },
  async () => {
    const { disk, page } = await onSmallDisk(256);
    const { http } = await doorsOf(page);
    await bringAxe(page);
    await openSettings(page);
    const bob = await askServer<Tokens>(page, 'addMailbox', { body: { name: 'bob' } });
    await submit({ http }, 'bob', bob.sendToken, 'before', { Subject: 'Before' });
    /** Whether it takes a message in. */
    const takes = (): Promise<boolean> =>
      submit({ http }, 'bob', bob.sendToken, 'x'.repeat(50_000), { Subject: 'Large' }).then(
        () => true,
        () => false,
      );
    do disk.fill();
    while (await takes());
    const full = page.getByText(/^The disk is full. Messages still leave the server, and none is taken in;/);
    await full.waitFor();
    // No choice of the reader can be kept, and that is an answer like any other.
    // (The app's own files give room back now and then: it is taken until there is none.)
    let theme: 'light' | 'system' = 'system';
    await eventually(() => {
      disk.fill();
      theme = theme === 'light' ? 'system' : 'light';
      return page.evaluate((theme) => window.restante.call('settings.change', { theme }), theme);
    }).toMatchObject({ ok: false, problem: { code: 'storage-full' } });

    // Started again it needs no room.
    // A server that ends puts its files in order: what that leaves is taken at once.
    const filling = setInterval(disk.fill, 10);
    onTestFinished(() => clearInterval(filling));
    const before = await startedAt(page);
    await page.getByRole('button', { name: 'Restart', exact: true }).click();
    await eventually(async () => (await startedAt(page)) > before).toBe(true);
    await page.getByText('Every request too').click();
    const refused = page.getByRole('alert').filter({ hasText: 'The change was not made. The server goes on as before. The disk is full.' });
    await refused.waitFor();
    expect((await stateOf(page)).settings.level).toBe('warn');
    const told = await ask<{ kind: string; problem?: { code: string } }>(page, 'bundled.change', { smtp: false });
    expect(told).toMatchObject({ kind: 'kept', problem: { code: 'storage-full' } });
    await eventually(async () => (await stateOf(page)).process.kind).toBe('running');
    expect((await doorsOf(page)).smtp).not.toBeNull();
    expect((await doorsOf(page)).http).toBe(http);

    clearInterval(filling);
    disk.empty();
    // Until a message comes it does not know.
    expect.soft(await faultsOf(page), 'a full disk, and a change that was refused').toEqual({});
    await eventually(takes).toBe(true);
    await full.waitFor({ state: 'detached' });
    await page.getByText('Every request too').click();
    await eventually(async () => (await stateOf(page)).settings.level).toBe('debug');
    await refused.waitFor({ state: 'detached' });
  },
);

test('a damaged store is said in the settings and in the overview; nothing is taken in, and what can be read still comes', {
  timeout: 180_000,
}, async () => {
  const { page, profile, kill } = await launchApp();
  const { http } = await doorsOf(page);
  const bob = await askServer<Tokens>(page, 'addMailbox', { body: { name: 'bob' } });
  for (let n = 0; n < 600; n += 50)
    await Promise.all(Array.from({ length: 50 }, (_, at) => submit({ http }, 'bob', bob.sendToken, `message ${n + at}`)));
  await sendBytes(page, 'Here already', 'x');
  await eventually(async () => (await inboxOf(page)).length).toBe(1);
  await kill();
  damageHistory(join(profile, 'server', 'messages.db'));

  const again = await launchApp({ profile });
  const doors = await doorsOf(again.page);
  await bringAxe(again.page);
  await openSettings(again.page);
  await again.page.getByText(/^Its store is damaged. No message is taken in, and what can be read still reaches the devices./).waitFor();
  await again.page.getByText(/^Running since/).waitFor();
  expect.soft(await faultsOf(again.page), 'a damaged store').toEqual({});
  await expect(submit(doors, 'bob', bob.sendToken, 'late')).rejects.toThrow();
  expect((await inboxOf(again.page)).map(({ subject }) => subject)).toEqual(['Here already']);
  await openOverview(again.page);
  const overview = again.page.getByRole('region', { name: 'Overview' });
  await overview.getByText('Its store is damaged', { exact: true }).waitFor();
  await overview.getByText('What can be read is still handed out, and none is taken in. Restore a backup.').waitFor();
});
