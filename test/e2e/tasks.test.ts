import { readdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Task } from '#restante/protocol/bridge';
import { launchApp } from '../support/app.ts';
import { temporaryFolder } from '../support/folder.ts';
import { sendBytes, sendLetter } from './sending.ts';
import { ask, doorsOf, inboxOf, pidOf, stopWhenAsked } from './window.ts';

/** Answers the system's dialogs, which nobody can click in a test. */
const answerDialogs = (app: ElectronApplication, { save, open = [] }: { save?: string; open?: readonly string[] }): Promise<void> =>
  app.evaluate(
    ({ dialog }, { save, open }) => {
      dialog.showSaveDialog = async () => ({ canceled: save === undefined, filePath: save ?? '' });
      dialog.showOpenDialog = async () => ({ canceled: open.length === 0, filePaths: [...open] });
    },
    { save, open },
  );

const choose = (app: ElectronApplication, id: string): Promise<void> =>
  app.evaluate(({ Menu }, id) => Menu.getApplicationMenu()?.getMenuItemById(id)?.click(), id);

const work = (page: Page) => page.getByRole('list', { name: 'Work under way' });
const tasksOf = (page: Page): Promise<Task[]> => ask(page, 'task.list');

/** Stops the engine in the moment in which something appears in a folder; answers its pid, and whatever was begun is halfway. */
const haltWhenWriting = async (app: ElectronApplication, folder: string, begin: () => Promise<void>): Promise<number> => {
  const pid = await pidOf(app, 'Restante mail engine');
  const watcher = watch(folder);
  const begun = new Promise<void>((resolve) => {
    watcher.once('change', () => {
      process.kill(pid, 'SIGSTOP');
      resolve();
    });
  });
  await begin();
  await begun;
  watcher.close();
  return pid;
};
const partAlone = [expect.stringMatching(/^\..*\.part$/)];

/** Enough that an export takes a while. */
const sendLarge = async (page: Page, count: number): Promise<void> => {
  for (let n = 0; n < count; n += 1) await sendBytes(page, `Large ${n}`, Buffer.alloc(20_000_000, `line ${n}\n`));
  await expect.poll(async () => (await inboxOf(page)).length, { timeout: 30_000 }).toBe(count);
};

test('what is selected, or all of a folder, is exported by the menu and the keyboard, and shown where it is', async () => {
  const { app, page } = await launchApp();
  await sendLetter(page, ['Subject: First'], 'One.');
  await sendLetter(page, ['Subject: Second'], 'Two.');
  await page.getByRole('option', { name: 'First' }).waitFor();
  await page.getByRole('option', { name: 'Second' }).click();
  const path = join(temporaryFolder(), 'all.mbox');
  await answerDialogs(app, { save: path });
  await choose(app, 'export');
  const dialog = page.getByRole('dialog', { name: 'Export messages' });
  await dialog.getByRole('radio', { name: 'All in Inbox' }).waitFor();
  expect(await dialog.getByRole('radio', { name: 'All in Inbox' }).isChecked()).toBe(true);
  await dialog.getByRole('button', { name: 'Choose where…' }).press('Enter');
  await work(page).getByText('2 messages written to all.mbox.').waitFor();
  expect(readFileSync(path, 'utf8').match(/^Subject: .*$/gm)).toEqual(['Subject: First', 'Subject: Second']);

  const shown = app.evaluate(
    ({ shell }) =>
      new Promise<string>((resolve) => {
        shell.showItemInFolder = resolve;
      }),
  );
  await work(page).getByRole('button', { name: 'Show in folder' }).click();
  expect(await shown).toBe(path);
  await work(page).getByRole('button', { name: 'Dismiss' }).click();
  await work(page).waitFor({ state: 'detached' });
  expect(await tasksOf(page)).toEqual([]);

  // What a search finds.
  const found = join(temporaryFolder(), 'found.mbox');
  await answerDialogs(app, { save: found });
  await page.getByRole('searchbox').fill('first');
  await page.getByText('1 found').waitFor();
  await choose(app, 'export');
  await dialog.getByRole('button', { name: 'Choose where…' }).click();
  await work(page).getByText('1 message written to found.mbox.').waitFor();
  expect(readFileSync(found, 'utf8').match(/^Subject: .*$/gm)).toEqual(['Subject: First']);
  await work(page).getByRole('button', { name: 'Dismiss' }).click();
  await page.getByRole('searchbox').press('Escape');
  await page.getByRole('option', { name: 'Second' }).click();

  // A folder of files, of what is selected; a cancelled dialog begins nothing.
  const folder = join(temporaryFolder(), 'letters');
  await answerDialogs(app, {});
  await choose(app, 'export');
  await dialog.getByRole('button', { name: 'Choose where…' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(await tasksOf(page)).toEqual([]);
  await answerDialogs(app, { save: folder });
  await choose(app, 'export');
  await dialog.getByRole('radio', { name: 'The selected message' }).check();
  await dialog.getByRole('radio', { name: /EML/ }).check();
  await dialog.getByRole('button', { name: 'Choose where…' }).click();
  await work(page).getByText('1 message written to letters.').waitFor();
  expect(readdirSync(folder)).toEqual([expect.stringContaining('Second')]);
});

test('an export goes on through a reload of the window and the end of the engine, and leaves nothing when it is cancelled', async () => {
  const { app, page } = await launchApp();
  await sendLarge(page, 8);
  const out = temporaryFolder();
  const exportTo = async (name: string): Promise<void> => {
    await answerDialogs(app, { save: join(out, name) });
    await choose(app, 'export');
    await page.getByRole('button', { name: 'Choose where…' }).click();
  };
  const pid = await haltWhenWriting(app, out, () => exportTo('all.mbox'));
  await page.getByRole('progressbar', { name: 'Exporting messages' }).waitFor();
  await page.reload();
  await page.getByRole('progressbar', { name: 'Exporting messages' }).waitFor();
  expect(readdirSync(out)).toEqual(partAlone);
  process.kill(pid, 'SIGKILL');
  await work(page).getByText('8 messages written to all.mbox.').waitFor({ timeout: 60_000 });
  expect(readdirSync(out)).toEqual(['all.mbox']);
  await page.getByRole('button', { name: 'Dismiss' }).click();

  await page.getByRole('option').first().waitFor();
  const next = await haltWhenWriting(app, out, () => exportTo('second.mbox'));
  await page.getByRole('button', { name: 'Cancel: Exporting messages' }).click();
  process.kill(next, 'SIGCONT');
  await work(page).getByText('The export was cancelled. Nothing of it was kept.').waitFor();
  expect(readdirSync(out)).toEqual(['all.mbox']);
});

test('an app that is killed while it exports leaves nothing under the name, and clears the rest away at the next start', async () => {
  const profile = temporaryFolder();
  const { app, page, kill } = await launchApp({ profile });
  await sendLarge(page, 8);
  const out = temporaryFolder();
  await answerDialogs(app, { save: join(out, 'all.mbox') });
  const engine = await haltWhenWriting(app, out, async () => {
    await choose(app, 'export');
    await page.getByRole('button', { name: 'Choose where…' }).click();
  });
  const killed = kill();
  // What stands still does not see that the app has ended.
  process.kill(engine, 'SIGKILL');
  await killed;
  expect(readdirSync(out)).toEqual(partAlone);
  const again = await launchApp({ profile });
  await again.page.getByRole('option').first().waitFor();
  expect(readdirSync(out)).toEqual([]);
});

test('a place that cannot be written is said in words, and can be closed', async () => {
  const { app, page } = await launchApp();
  await sendLetter(page, ['Subject: First'], 'One.');
  await page.getByRole('option', { name: 'First' }).waitFor();
  await answerDialogs(app, { save: join(temporaryFolder(), 'no', 'such.mbox') });
  await choose(app, 'export');
  await page.getByRole('button', { name: 'Choose where…' }).click();
  await work(page).getByText('Nothing half-written was left, and your messages are as they were. Choose another place').waitFor();
  await page.getByRole('button', { name: 'Dismiss' }).click();
});

test('mbox files are imported through the server, what is refused is listed, and twice is once', async () => {
  const { app, page } = await launchApp();
  await doorsOf(page);
  const from = temporaryFolder();
  const mail = (subject: string): string =>
    `From bob@x Tue Nov  3 04:05:06 2026\nFrom: Bob <bob@x.example>\nSubject: ${subject}\n\nHello.\n\n`;
  writeFileSync(join(from, 'old.mbox'), ['One', 'Two', 'Three'].map(mail).join(''));
  writeFileSync(join(from, 'photo.jpg'), 'no mail');
  await answerDialogs(app, { open: [join(from, 'old.mbox'), join(from, 'photo.jpg')] });
  await choose(app, 'import');
  const dialog = page.getByRole('dialog', { name: 'Import messages' });
  await dialog.getByText('There is room for 1,000 more messages.').waitFor();
  await dialog.getByRole('button', { name: 'Choose files…' }).click();
  await work(page).getByText('3 messages handed to the server.').waitFor();
  await work(page).getByText('photo.jpg: not a mail, or not readable').waitFor();
  await page.getByRole('option', { name: 'Three' }).waitFor();
  expect((await inboxOf(page)).map(({ subject }) => subject)).toEqual(['Three', 'Two', 'One']);
  await page.getByRole('button', { name: 'Dismiss' }).click();

  await choose(app, 'import');
  await dialog.getByRole('button', { name: 'Choose files…' }).click();
  await work(page).getByText('Nothing new was imported. 3 are here already.').waitFor();
  expect(await inboxOf(page)).toHaveLength(3);
});

test('an engine that is killed while it imports: each message is there once', async () => {
  const { app, page } = await launchApp();
  await doorsOf(page);
  const file = join(temporaryFolder(), 'old.mbox');
  const mail = (n: number): string => `From bob@x Tue Nov  3 04:05:06 2026\nFrom: Bob <bob@x.example>\nSubject: Number ${n}\n\nHello.\n\n`;
  writeFileSync(file, Array.from({ length: 150 }, (_, n) => mail(n)).join(''));
  await answerDialogs(app, { open: [file] });
  await choose(app, 'import');
  await page.getByRole('button', { name: 'Choose files…' }).click();
  await expect.poll(async () => (await tasksOf(page))[0]?.done, { timeout: 20_000, interval: 10 }).toBeGreaterThan(0);
  process.kill(await pidOf(app, 'Restante mail engine'), 'SIGKILL');
  await expect.poll(async () => (await tasksOf(page))[0]?.state.kind, { timeout: 40_000 }).toBe('done');
  await expect.poll(async () => (await inboxOf(page)).length, { timeout: 30_000 }).toBe(150);
  expect(new Set((await inboxOf(page)).map(({ subject }) => subject)).size).toBe(150);
});

test('the settings tell what the inbox takes, check it, and rebuild its index', async () => {
  const { page } = await launchApp();
  await sendLetter(page, ['Subject: Quarterly figures'], 'One.');
  await page.getByRole('option', { name: 'Quarterly' }).waitFor();
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByText('All messages are in the search index.').waitFor();
  await page.getByRole('button', { name: 'Check the inbox' }).click();
  await work(page).getByText('1 message checked').waitFor();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await page.getByRole('button', { name: 'Rebuild the search index…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Rebuild', exact: true }).click();
  await work(page).getByText('The search index is new. 1 message is in it.').waitFor();
  const found = await ask<{ rows: unknown[] }>(page, 'inbox.page', {
    ...{ account: 'own', folder: 'inbox', words: 'quarterly', before: null, limit: 10 },
  });
  expect(found.rows).toHaveLength(1);
});

test('a large message that is saved from Processed shows how far it is, and is cancelled without a trace', async () => {
  const { app, page } = await launchApp();
  await sendBytes(page, 'Large', Buffer.alloc(5_000_000, 'x'));
  await page.getByRole('option', { name: 'Large' }).waitFor();
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name: 'Processed' }).click();
  const row = page.getByRole('grid', { name: 'Messages in Processed' }).getByRole('row', { name: /Large/ });
  await row.click();
  const out = temporaryFolder();
  await stopWhenAsked(app, await pidOf(app, 'Restante server'), join(out, 'large.txt'));
  await page.getByRole('region', { name: 'Processed', exact: true }).getByRole('button', { name: 'Download…' }).click();
  await work(page).getByRole('progressbar', { name: 'Saving a file' }).waitFor();
  await work(page).getByRole('button', { name: 'Cancel: Saving a file' }).click();
  await work(page).getByText('The file was not saved: you cancelled it.').waitFor();
  expect(readdirSync(out)).toEqual([]);
});
