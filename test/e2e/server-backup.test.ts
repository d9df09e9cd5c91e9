import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { launchApp } from '../support/app.ts';
import { temporaryFolder } from '../support/folder.ts';
import { run } from '../support/process.ts';
import { call, startServer } from '../support/server.ts';
import { choose, openSettings, stateOf } from './bundled.ts';
import { sendBytes } from './sending.ts';
import { doorsOf, eventually, folderOf } from './window.ts';

test('a backup is made while messages come, and a second server restores every one of them byte for byte', {
  timeout: 120_000,
}, async () => {
  const { app, page } = await launchApp();
  await doorsOf(page);
  const bodies = new Map<string, Buffer>();
  for (const n of [1, 2, 3, 4, 5]) {
    const body = Buffer.alloc(n * 50_000, `message ${n} `);
    bodies.set(await sendBytes(page, `Message ${n}`, body, { type: 'application/octet-stream' }), body);
  }
  await eventually(async () => (await folderOf(page, 'processed')).messages.length).toBe(5);
  const folder = temporaryFolder();
  await choose(app, folder);
  await openSettings(page);
  await page.getByText('No backup was made from here yet.').waitFor();
  await page.getByRole('button', { name: 'Back up now…' }).click();
  await sendBytes(page, 'Meanwhile', 'x');
  await page.getByText(/^Last backup: .* checked\.$/).waitFor();
  const { lastBackup } = await stateOf(page);
  const path = lastBackup?.path ?? '';
  expect(readdirSync(folder)).toEqual([path.slice(folder.length + 1)]);
  expect(readdirSync(path)).toContain('manifest.json');
  await page.getByText(`restante admin restore ${path} --data`).waitFor();

  const data = join(temporaryFolder(), 'data');
  expect(await run(['admin', 'restore', path, '--data', data, '--json'])).toMatchObject({ code: 0 });
  const second = await startServer(data);
  for (const [uid, body] of bodies) {
    const response = await call(second, second.adminToken, `/v1/messages/${uid}/body`);
    expect(Buffer.from(await response.arrayBuffer()).equals(body), uid).toBe(true);
  }
});

test('a backup that is cancelled, or that the app left half made, leaves nothing', { timeout: 120_000 }, async () => {
  const { app, page, profile, close } = await launchApp();
  await doorsOf(page);
  const folder = temporaryFolder();
  await choose(app, folder);
  // At once: this one is small.
  await page.evaluate(async () => {
    await window.restante.call('bundled.backup', undefined);
    await window.restante.call('bundled.cancelBackup', undefined);
  });
  expect(await stateOf(page)).toMatchObject({ backup: { kind: 'cancelled' }, lastBackup: null });
  expect(readdirSync(folder)).toEqual([]);
  await openSettings(page);
  await page.getByText('The backup was cancelled. Nothing of it is left.').waitFor();

  // A place that cannot be written.
  const file = join(folder, 'file');
  writeFileSync(file, '');
  await choose(app, file);
  await page.getByRole('button', { name: 'Back up now…' }).click();
  await page.getByText('The backup failed. Nothing of it is left.').waitFor();
  await close();

  const part = join(folder, 'restante-backup-2026-01-02-030405.part');
  mkdirSync(part);
  writeFileSync(join(part, 'messages.db'), 'half');
  const settings = JSON.parse(readFileSync(join(profile, 'settings.json'), 'utf8')) as Record<string, unknown>;
  writeFileSync(join(profile, 'settings.json'), JSON.stringify({ ...settings, backups: { last: null, begun: part } }));
  const again = await launchApp({ profile });
  await eventually(() => existsSync(part)).toBe(false);
  await openSettings(again.page);
  await again.page.getByText('Restante ended while a backup was being made.').waitFor();
});
