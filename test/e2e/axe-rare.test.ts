import type { ElectronApplication } from 'playwright-core';
import { expect, test } from 'vitest';
import type { BridgeEvent, Connection, Status, Task } from '#restante/protocol/bridge';
import { launchApp } from '../support/app.ts';
import { bringAxe, faultsOf, wear } from './looks.ts';
import { sendBytes, sendLetter } from './sending.ts';
import { ask, doorsOf } from './window.ts';

/** What a healthy app seldom tells its window. */
const tell = (app: ElectronApplication, event: BridgeEvent): Promise<void> =>
  app.evaluate(({ BrowserWindow }, event) => BrowserWindow.getAllWindows()[0]?.webContents.send('bridge:event', event), event);

const refused = [
  { name: 'photo.jpg', problem: { code: 'file-unreadable', message: '' } },
  { name: 'old.mbox #17', problem: { code: 'message-too-large', message: '' } },
];

test('axe finds nothing in what is searched, chosen and done at length, nor where something is wrong', { timeout: 180_000 }, async () => {
  const { app, page } = await launchApp();
  await bringAxe(page);
  const clean = async (state: string): Promise<void> => {
    expect.soft(await faultsOf(page), state).toEqual({});
  };
  const run = (command: Extract<BridgeEvent, { kind: 'command' }>['command']): Promise<void> => tell(app, { kind: 'command', command });
  const dialog = page.getByRole('dialog');
  const closed = async (): Promise<void> => {
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  };
  await wear(page, { theme: 'light', language: 'en' });
  await doorsOf(page);
  await sendBytes(page, 'Keys to the store', 'They are under the mat.\n');
  await sendLetter(
    page,
    ['Subject: Quarterly figures', 'Content-Type: text/html'],
    '<h1>Figures</h1><img src="https://remote.example/a.png">',
  );
  await page.getByRole('option', { name: 'Quarterly figures' }).click();

  const field = page.getByRole('searchbox');
  await field.fill('key');
  await page.getByText('1 found').waitFor();
  await clean('what a search found');
  await field.fill('pineapple');
  await page.getByText('Nothing found for').waitFor();
  await clean('nothing found');
  await field.press('Escape');
  await page.getByRole('option', { name: 'Quarterly figures' }).click();

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Type to find a command' }).fill('un');
  await clean('the palette');
  await closed();
  await run('export');
  await dialog.waitFor();
  await clean('what to export');
  await closed();
  await run('import');
  await dialog.waitFor();
  await clean('what to import');
  await closed();
  await run('source');
  await dialog.waitFor();
  await clean('the source of a message');
  await closed();
  await run('goGone');
  await page.getByRole('heading', { name: 'Gone', exact: true }).waitFor();
  await clean('nothing is gone');
  await run('goInbox');
  await page.getByRole('option', { name: 'Quarterly figures' }).click();

  const status = await ask<Status>(page, 'status.read', { account: 'own' });
  const later = Date.now() + 60_000;
  const connections: Connection[] = [
    { kind: 'connecting' },
    { kind: 'fetching', done: 3, of: 24, part: { bytes: 41_000_000, of: 180_000_000 } },
    { kind: 'refused', code: 'token-unknown', message: 'The token is not known.' },
    { kind: 'failing', code: 'storage-full', message: 'database or disk is full', retryAt: later },
    { kind: 'deferred', smallest: 900_000_000 },
  ];
  for (const connection of connections) {
    await tell(app, { kind: 'status', account: 'own', status: { ...status, connection, waiting: { count: 21, bytes: 9e8 } } });
    await clean(`the connection: ${connection.kind}`);
  }
  await tell(app, { kind: 'status', account: 'own', status });

  const taskOf = (n: number, kind: Task['kind'], state: Task['state'], of: number | null = null): BridgeEvent => ({
    kind: 'task',
    task: { id: `00000000-0000-4000-8000-00000000000${n}`, account: 'own', kind, unit: 'messages', done: 3, of, state },
  });
  await tell(app, taskOf(1, 'export', { kind: 'running' }, 12));
  await tell(app, taskOf(2, 'check', { kind: 'running' }));
  await page.getByRole('progressbar').nth(1).waitFor();
  await clean('work under way');
  await tell(app, taskOf(1, 'export', { kind: 'failed', problem: { code: 'file-unwritable', message: 'no space left' } }));
  await tell(app, taskOf(2, 'check', { kind: 'cancelled' }));
  const imported = { kind: 'import', messages: 412, known: 3, refused: 2, list: refused } as const;
  await tell(app, taskOf(3, 'import', { kind: 'done', result: imported }));
  await page.getByText('412 messages handed to the server').waitFor();
  await clean('work that has ended');
  for (let left = 3; left > 0; left -= 1) await page.getByRole('button', { name: 'Dismiss' }).first().click();

  await run('settings');
  await page.getByText('All messages are in the search index.').scrollIntoViewIfNeeded();
  await clean('storage');
  await page.getByRole('button', { name: 'Rebuild the search index…' }).click();
  await dialog.waitFor();
  await clean('a rebuild is asked for');
  await closed();
});
