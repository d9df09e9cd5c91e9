import type { ElectronApplication, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { AccountInfo, Settings, Status } from '#restante/protocol/bridge';
import { launchApp } from '../support/app.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startProxy } from '../support/proxy.ts';
import { addMailbox, startServer } from '../support/server.ts';
import { chooseLast, closeWindow, isVisible, notificationsOf, recordDesktop, soon } from './desktop.ts';
import { sendBytes } from './sending.ts';
import { ask, doorsOf, pidOf } from './window.ts';

/** An app whose window is out of sight, as when the reader does something else. */
const launchInBackground = async (): Promise<{ app: ElectronApplication; page: Page }> => {
  const { app, page } = await launchApp();
  await recordDesktop(app);
  await doorsOf(page);
  await closeWindow(app);
  await soon(() => isVisible(app)).toBe(false);
  return { app, page };
};

/** Sends a message, and waits until it is judged: the window is told of it right after. */
const receive = async (page: Page, subject: string): Promise<void> => {
  const came = page.evaluate(
    (subject) =>
      new Promise<void>((resolve) => {
        const stop = window.restante.listen((event) => {
          if (event.kind !== 'received' || event.message.subject !== subject) return;
          stop();
          resolve();
        });
      }),
    subject,
  );
  await sendBytes(page, subject, 'Body\n');
  await came;
};

test('one message: sender and subject; a click shows the window and opens it', async () => {
  const { app, page } = await launchInBackground();
  await sendBytes(page, 'Keys to the store', 'They hang on the hook.\n');
  await soon(() => notificationsOf(app)).toEqual([{ title: 'Ann Lee', body: 'Keys to the store', closed: false }]);
  await chooseLast(app);
  await soon(() => isVisible(app)).toBe(true);
  await page.getByRole('heading', { level: 2, name: 'Keys to the store' }).waitFor();
  await page.getByRole('region', { name: 'Message', exact: true }).getByText('They hang on the hook.').waitFor();
});

test('several messages that come together make one notification; a click shows the inbox', async () => {
  const { app, page } = await launchInBackground();
  // They come together because they waited together.
  const engine = await pidOf(app, 'Restante mail engine');
  process.kill(engine, 'SIGSTOP');
  await Promise.all([1, 2, 3, 4, 5].map((n) => sendBytes(page, `Message ${n}`, `Body ${n}\n`)));
  process.kill(engine, 'SIGCONT');
  await soon(() => notificationsOf(app)).toMatchObject([{ title: '5 new messages', body: 'The last one is from Ann Lee.' }]);
  await chooseLast(app);
  await soon(() => isVisible(app)).toBe(true);
  await page.getByRole('listbox', { name: 'Messages in Inbox' }).waitFor();
});

test('without a preview a notification names nobody; switched off, there is none', async () => {
  const { app, page } = await launchInBackground();
  const quiet = { on: false, from: '22:00', to: '07:00' };
  await ask(page, 'settings.change', { notifications: { on: false, preview: true, quiet } });
  await receive(page, 'Silence');
  // One that comes after it is told of, and that one alone.
  await ask(page, 'settings.change', { notifications: { on: true, preview: false, quiet } });
  await sendBytes(page, 'A secret', 'Body\n');
  await soon(() => notificationsOf(app)).toEqual([{ title: 'New message', body: '', closed: false }]);
});

test('in the quiet hours that were typed there is none; what comes at another time is told of, and that alone', async () => {
  const { app, page } = await launchApp();
  await recordDesktop(app);
  await doorsOf(page);
  /** As a field takes it: so many hours from now, by the clock of the page. */
  const inHours = (hours: number): Promise<string> =>
    page.evaluate((hours) => new Date(Date.now() + hours * 3_600_000).toTimeString().slice(0, 5), hours);
  const type = async (from: number, to: number): Promise<void> => {
    const quiet = { on: true, from: await inHours(from), to: await inHours(to) };
    await page.getByLabel('Quiet from').fill(quiet.from);
    await page.getByLabel('Quiet until').fill(quiet.to);
    await soon(() => ask<Settings>(page, 'settings.read')).toMatchObject({ notifications: { quiet } });
  };
  await page.keyboard.press('Control+,');
  await page.getByRole('switch', { name: 'Quiet hours' }).click();
  await type(-2, 2);
  await closeWindow(app);
  await soon(() => isVisible(app)).toBe(false);
  await receive(page, 'In the night');
  await type(2, 4);
  await sendBytes(page, 'By day', 'Body\n');
  await soon(() => notificationsOf(app)).toEqual([{ title: 'Ann Lee', body: 'By day', closed: false }]);
});

test('an engine that was started again tells of nothing that was there already', async () => {
  const { app, page } = await launchInBackground();
  await sendBytes(page, 'First', 'Body\n');
  await soon(() => notificationsOf(app)).toHaveLength(1);
  process.kill(await pidOf(app, 'Restante mail engine'), 'SIGKILL');
  await sendBytes(page, 'Second', 'Body\n');
  await soon(async () => (await notificationsOf(app)).filter(({ closed }) => !closed)).toHaveLength(1);
  await soon(() => notificationsOf(app)).toMatchObject([{ body: 'First' }, { title: '2 new messages' }]);
});

test('the icon beside the clock counts, looks for messages, pauses, opens and quits', async () => {
  const { app, page, child } = await launchApp();
  await recordDesktop(app);
  await app.evaluate(({ app, Tray }) => {
    const { setBadgeCount } = app;
    app.setBadgeCount = (count) => {
      Object.assign(globalThis, { badge: count });
      return setBadgeCount.call(app, count);
    };
    const { setToolTip, setContextMenu } = Tray.prototype;
    Tray.prototype.setToolTip = function (text) {
      Object.assign(globalThis, { toolTip: text });
      setToolTip.call(this, text);
    };
    Tray.prototype.setContextMenu = function (menu) {
      Object.assign(globalThis, { trayMenu: menu });
      setContextMenu.call(this, menu);
    };
  });
  const items = () =>
    app.evaluate(() => (globalThis as unknown as { trayMenu?: Electron.Menu }).trayMenu?.items.map(({ label }) => label).filter(Boolean));
  const choose = (id: string) =>
    app.evaluate((_, id) => (globalThis as unknown as { trayMenu?: Electron.Menu }).trayMenu?.getMenuItemById(id)?.click(), id);
  // Whether they are told of depends on which window of the display has the focus.
  const { notifications } = await ask<Settings>(page, 'settings.read');
  await ask(page, 'settings.change', { notifications: { ...notifications, on: false } });
  await sendBytes(page, 'One', 'Body\n');
  await sendBytes(page, 'Two', 'Body\n');
  await soon(() => app.evaluate(() => (globalThis as unknown as { toolTip?: string }).toolTip)).toBe('Restante\n2 unread');
  if (process.platform !== 'win32') expect(await app.evaluate(() => (globalThis as unknown as { badge?: number }).badge)).toBe(2);
  expect(await items()).toEqual(['2 unread', 'Open Restante', 'Check for new mail', 'Pause notifications for 1 hour', 'Quit Restante']);
  await ask(page, 'settings.change', { language: 'ja' });
  await soon(items).toEqual(['未読 2 件', 'Restante を開く', '新着を確認', '通知を 1 時間止める', 'Restante を終了']);

  // At an account whose server is asked for nothing while nothing comes.
  const server = await startServer(temporaryFolder());
  const proxy = await startProxy(server);
  const { receiveToken, sendToken } = await addMailbox(server, 'bob');
  const draft = { server: proxy.http, mailbox: 'bob', receiveToken, sendToken, label: 'Work', insecure: false };
  const { account } = await ask<{ account: AccountInfo }>(page, 'accounts.add', draft);
  await soon(() => ask<Status>(page, 'status.read', { account: account.id })).toMatchObject({ connection: { kind: 'idle' } });
  const before = proxy.requests.length;
  await choose('fetch');
  expect(await proxy.request(before)).toContain('/v1/mailboxes/bob?get=');

  await closeWindow(app);
  await soon(() => isVisible(app)).toBe(false);
  await ask(page, 'settings.change', { notifications });
  await choose('pause');
  await soon(async () => (await items())?.[3]).toBe('通知を再開する');
  await receive(page, 'Unheard');
  await choose('pause');
  await soon(async () => (await items())?.[3]).toBe('通知を 1 時間止める');
  await sendBytes(page, 'Heard', 'Body\n');
  await soon(() => notificationsOf(app)).toEqual([{ title: 'Ann Lee', body: expect.stringMatching(/^Heard\n/), closed: false }]);
  await choose('open');
  await soon(() => isVisible(app)).toBe(true);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await choose('quit').catch(() => {}); // It may be gone before it answers.
  expect(await ended).toBe(0);
});
