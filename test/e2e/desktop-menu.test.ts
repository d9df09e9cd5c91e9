import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { launchApp } from '../support/app.ts';
import { isVisible, soon } from './desktop.ts';
import { sendBytes } from './sending.ts';
import { ask } from './window.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

const menuOf = (app: Awaited<ReturnType<typeof launchApp>>['app']) =>
  app.evaluate(({ Menu }) =>
    Object.fromEntries(
      (Menu.getApplicationMenu()?.items ?? []).map(({ label, submenu }) => [
        label,
        (submenu?.items ?? []).filter(({ type }) => type !== 'separator').map(({ label, enabled }) => `${enabled ? '' : '- '}${label}`),
      ]),
    ),
  );
const choose = (app: Awaited<ReturnType<typeof launchApp>>['app'], id: string) =>
  app.evaluate(({ Menu }, id) => Menu.getApplicationMenu()?.getMenuItemById(id)?.click(), id);

test('the application menu has every command, greys out what is not possible, and stays so in another language', async () => {
  const { app, page } = await launchApp();
  await page.getByRole('heading', { name: 'Your mailbox is open' }).waitFor();
  await soon(async () => (await menuOf(app)).Message).toContain('- Delete');
  await sendBytes(page, 'Hello', 'Body\n');
  await page.getByRole('option', { name: 'Hello' }).click();
  await soon(async () => (await menuOf(app)).Message).toContain('Delete');
  expect(Object.keys(await menuOf(app))).toEqual(['File', 'Edit', 'View', 'Go', 'Message', 'Help']);
  expect((await menuOf(app)).Help).toEqual(['Keyboard', 'Open log folder', 'Save diagnostic bundle…', 'About Restante']);

  await ask(page, 'settings.change', { language: 'ja' });
  await soon(async () => Object.keys(await menuOf(app))).toEqual(['ファイル', '編集', '表示', '移動', 'メッセージ', 'ヘルプ']);
  expect((await menuOf(app)).メッセージ).toContain('削除');
  expect((await menuOf(app)).メッセージ).toContain('- 元に戻す (削除の取り消し)');
  expect((await menuOf(app)).ファイル).toContain('ウィンドウを閉じる');
  // A choice of something else leaves it as it is.
  await ask(page, 'settings.change', { theme: 'dark' });
  expect((await menuOf(app)).メッセージ).toContain('削除');
  await choose(app, 'delete');
  await page.getByText('1 件を削除しました').waitFor();
  await choose(app, 'settings');
  await page.getByRole('heading', { name: '設定', exact: true }).waitFor();
});

test('text fields and selected text have the menu of their kind, in the language of the window', async () => {
  const { app, page } = await launchApp();
  await app.evaluate(({ Menu }) => {
    Menu.prototype.popup = function () {
      Object.assign(globalThis, {
        popped: this.items.filter(({ type }) => type !== 'separator').map(({ label, enabled }) => `${enabled ? '' : '- '}${label}`),
      });
    };
  });
  const popped = () => app.evaluate(() => (globalThis as unknown as { popped?: string[] }).popped);
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('textbox', { name: 'The inbox holds at most' }).click({ button: 'right' });
  await soon(popped).toEqual(['- Undo', '- Redo', '- Cut', '- Copy', expect.stringContaining('Paste'), 'Select all']);
  await ask(page, 'settings.change', { language: 'ja' });
  await page.getByRole('textbox', { name: '受信箱に入る量' }).dblclick();
  await page.getByRole('textbox', { name: '受信箱に入る量' }).click({ button: 'right' });
  await soon(popped).toEqual(expect.arrayContaining(['切り取り', 'コピー', 'すべて選択']));
});

test('a link that another program opens leads to its message, its folder, or nowhere', async () => {
  const { app, page, profile } = await launchApp();
  const uid = await sendBytes(page, 'Linked', 'It was found.\n');
  await sendBytes(page, 'Another', 'Body\n');
  await page.getByRole('option', { name: 'Another' }).waitFor();
  const follow = (link: string): Promise<unknown> =>
    new Promise((resolve) => {
      const child = spawn(String(process.env.ELECTRON_PATH), [...sandbox, root, `--user-data-dir=${profile}`, link], { stdio: 'ignore' });
      child.on('exit', resolve);
    });
  await follow(`restante:message/own/${uid}`);
  await page.getByRole('heading', { level: 2, name: 'Linked' }).waitFor();
  await follow('restante:deleted');
  await page.getByRole('heading', { name: 'Deleted' }).waitFor();
  expect(await isVisible(app)).toBe(true);
  // A message that was deleted is shown where it is.
  await ask(page, 'inbox.mark', { account: 'own', uids: [uid], deleted: true });
  await follow('restante:inbox');
  await page.getByRole('listbox', { name: 'Messages in Inbox' }).waitFor();
  await follow(`restante:message/own/${uid}`);
  await page.getByRole('heading', { name: 'Deleted' }).waitFor();
  await page.getByRole('heading', { level: 2, name: 'Linked' }).waitFor();
  await follow('restante:message/own/01900000-0000-7000-8000-00000000000a');
  await page.getByText('That did not work. Nothing was changed.').waitFor();
  // Nothing but our own links: what is none changes nothing.
  await follow('restante:message/own/../../etc/passwd');
  await page.getByRole('heading', { name: 'Deleted' }).waitFor();
});

test('a link that started the app is followed when the window can show it', async () => {
  const { page } = await launchApp({ args: ['restante:protected'] });
  await page.getByRole('heading', { name: 'Protected' }).waitFor();
});
