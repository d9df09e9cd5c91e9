import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Settings } from '#restante/protocol/bridge';
import { launchApp } from '../support/app.ts';
import { temporaryFolder } from '../support/folder.ts';
import { closeWindow, isVisible, recordDesktop, soon } from './desktop.ts';
import { sendBytes } from './sending.ts';
import { ask, pidOf } from './window.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** Starts the app once more on the profile, and waits until that has ended. */
const startAgain = (profile: string, ...args: string[]): Promise<number | null> =>
  new Promise((resolve, reject) => {
    const child = spawn(String(process.env.ELECTRON_PATH), [...sandbox, root, `--user-data-dir=${profile}`, ...args], { stdio: 'ignore' });
    child.on('error', reject).on('exit', resolve);
  });

const boundsOf = (app: Awaited<ReturnType<typeof launchApp>>['app']) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());

test('a closed window is hidden while the app goes on; that is said once, and starting again shows it', async () => {
  const { app, page, profile, child, close } = await launchApp();
  await recordDesktop(app);
  await closeWindow(app);
  await soon(() => isVisible(app)).toBe(false);
  expect(await app.evaluate(() => globalThis.recorded?.boxes)).toEqual([
    { message: 'Restante goes on receiving when its window is closed.', buttons: ['Keep running', 'Quit when closed'] },
  ]);
  await sendBytes(page, 'While it was closed', 'Body\n');
  await page.getByRole('option', { name: 'While it was closed' }).waitFor({ state: 'attached' });

  expect(await startAgain(profile)).toBe(0);
  await soon(() => isVisible(app)).toBe(true);
  await closeWindow(app);
  await soon(() => isVisible(app)).toBe(false);
  expect(await app.evaluate(() => globalThis.recorded?.boxes)).toHaveLength(1);
  // What starts at login does not bring the window up.
  await app.evaluate(({ app }) => {
    app.once('second-instance', () => Object.assign(globalThis, { startedAgain: true }));
  });
  expect(await startAgain(profile, '--hidden')).toBe(0);
  await soon(() => app.evaluate(() => 'startedAgain' in globalThis)).toBe(true);
  expect(await isVisible(app)).toBe(false);
  await close();
  expect(child.exitCode).toBe(0);
});

test('whoever wants closing to end the app is asked once, and from then on it does', async () => {
  const profile = temporaryFolder();
  const first = await launchApp({ profile });
  await recordDesktop(first.app, 1);
  const ended = new Promise((resolve) => first.child.once('exit', resolve));
  await closeWindow(first.app);
  expect(await ended).toBe(0);

  const second = await launchApp({ profile });
  expect(await ask<Settings>(second.page, 'settings.read')).toMatchObject({ keepRunning: false });
  const endedAgain = new Promise((resolve) => second.child.once('exit', resolve));
  await closeWindow(second.app).catch(() => {}); // It may be gone before it answers.
  expect(await endedAgain).toBe(0);
});

test('the window opens where it was and as large; not where no screen is any more', async () => {
  const profile = temporaryFolder();
  const first = await launchApp({ profile });
  const wanted = { x: 130, y: 90, width: 900, height: 640 };
  await first.app.evaluate(({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds), wanted);
  await soon(() => boundsOf(first.app)).toEqual(wanted);
  const file = join(profile, 'window.json');
  await first.close();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ bounds: wanted, maximized: false });

  const second = await launchApp({ profile });
  expect(await boundsOf(second.app)).toEqual(wanted);
  await second.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: -5_000, y: 90, width: 900, height: 640 }),
  );
  await soon(async () => (await boundsOf(second.app))?.x).toBe(-5_000);
  await second.close();

  const third = await launchApp({ profile });
  const { x = -1, width } = (await boundsOf(third.app)) ?? {};
  expect(x).toBeGreaterThanOrEqual(0);
  expect(width).toBe(900);
});

test('started at login it has a window that waits to be shown', async () => {
  const { app, page, profile } = await launchApp({ args: ['--hidden'] });
  await page.getByRole('navigation', { name: 'Folders' }).waitFor({ state: 'attached' });
  // It would be shown when it is painted; one that is opened after it is painted after it.
  await app.evaluate(async ({ BrowserWindow }) => {
    const later = new BrowserWindow({ show: false });
    const painted = new Promise<void>((resolve) => later.once('ready-to-show', () => resolve()));
    await later.loadURL('data:text/html,later');
    await painted;
    later.destroy();
  });
  expect(await isVisible(app)).toBe(false);
  await startAgain(profile);
  await soon(() => isVisible(app)).toBe(true);
});

test('the entry that starts it at login is written, shown as what it is, and removed', async () => {
  const config = temporaryFolder();
  const { page } = await launchApp({ env: { XDG_CONFIG_HOME: config } });
  const entry = join(config, 'autostart', 'restante.desktop');
  await page.getByRole('button', { name: 'Settings' }).click();
  const choice = page.getByRole('switch', { name: 'Start when I log in' });
  expect(await choice.isChecked()).toBe(false);
  await choice.click();
  await soon(() => existsSync(entry)).toBe(true);
  expect(readFileSync(entry, 'utf8')).toMatch(/^Exec=".*electron" ".*" --hidden$/m);
  await soon(() => choice.isChecked()).toBe(true);
  await choice.click();
  await soon(() => existsSync(entry)).toBe(false);
});

test('a page that is killed comes back, with the message that was open', async () => {
  const { app, page } = await launchApp();
  for (const n of [1, 2, 3]) await sendBytes(page, `Message ${n}`, `Body ${n}\n`);
  await page.getByRole('option', { name: 'Message 2' }).click();
  await page.getByRole('heading', { level: 2, name: 'Message 2' }).waitFor();
  const before = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0);
  process.kill(before, 'SIGKILL');
  // Playwright gives a page up that crashed; main can still ask it.
  const look = () =>
    app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      if (!contents || contents.isCrashed() || contents.isLoading()) return 'not there';
      const answer: Promise<string> = contents.executeJavaScript(
        "document.querySelector('section[aria-label=Message] h2')?.textContent ?? ''",
      );
      // A page that is dying never answers.
      return Promise.race([answer, new Promise<string>((resolve) => setTimeout(() => resolve('no answer'), 1_000))]);
    });
  await soon(look).toBe('Message 2');
  expect(await pidOf(app, 'Restante server')).toBeGreaterThan(0);
});

test('main that is killed alone takes its other processes along, and everything is there when it is started again', async () => {
  const profile = temporaryFolder();
  const { page, child } = await launchApp({ profile });
  await sendBytes(page, 'Still here', 'Body\n');
  await page.getByRole('option', { name: 'Still here' }).waitFor();
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.kill(child.pid ?? 0, 'SIGKILL');
  await ended;
  const again = await launchApp({ profile });
  await again.page.getByRole('option', { name: 'Still here' }).waitFor();
  await sendBytes(again.page, 'And more', 'Body\n');
  await again.page.getByRole('option', { name: 'And more' }).waitFor();
});
