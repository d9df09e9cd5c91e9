import { expect, test } from 'vitest';
import { launchApp } from '../support/app.ts';
import { temporaryFolder } from '../support/folder.ts';
import { ask } from './window.ts';

test('language and appearance change without a restart, and are remembered', async () => {
  const profile = temporaryFolder();
  const { page, app, close } = await launchApp({ profile });
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByText('日本語', { exact: true }).click();
  await page.getByRole('navigation', { name: 'フォルダー' }).getByRole('button', { name: '受信箱' }).waitFor();
  await page.getByText('ダーク', { exact: true }).click();
  await expect.poll(() => app.evaluate(({ nativeTheme }) => nativeTheme.shouldUseDarkColors)).toBe(true);
  await expect.poll(() => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('dark');
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('ja');
  await close();

  const again = await launchApp({ profile });
  await again.page.getByRole('button', { name: '受信箱' }).waitFor();
  expect(await ask(again.page, 'settings.read')).toMatchObject({ language: 'ja', theme: 'dark' });
});

test('the bridge refuses what it does not know, and a page of another origin altogether', async () => {
  const { page, app } = await launchApp();
  const call = (name: string, args?: unknown) => page.evaluate(([name, args]) => window.restante.call(String(name), args), [name, args]);
  for (const [name, args] of [
    ['no.such', undefined],
    ['constructor', undefined],
    ['inbox.page', { account: 'own', folder: 'inbox', before: null, limit: 1e9 }],
    ['inbox.page', { account: '01900000-0000-7000-8000-00000000000a', folder: 'inbox', before: null, limit: 1 }],
    ['inbox.fetch', { account: '../own' }],
    ['inbox.mark', { account: 'own', uids: ['not-a-uid'] }],
    ['accounts.change', { account: 'own', cap: { unit: 'messages', limit: -1 } }],
    ['accounts.remove', { account: 'own', insist: true, keepInbox: false }],
    ['task.start', { account: 'own', id: '01900000-0000-4000-8000-00000000000a', order: { kind: 'check' } }],
  ] as const)
    expect(await call(name, args), name).toMatchObject({ ok: false, problem: { code: 'call-invalid' } });

  const answer = await app.evaluate(
    async ({ BrowserWindow }, preload) => {
      const stranger = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
      await stranger.loadURL('data:text/html,stranger');
      return stranger.webContents.executeJavaScript("window.restante.call('settings.read').then(() => 'answered', () => 'refused')");
    },
    new URL('../../dist/main/bridge/preload.cjs', import.meta.url).pathname,
  );
  expect(answer).toBe('refused');
});

test('the window cannot be led elsewhere, and loads nothing but itself', async () => {
  const { page, app } = await launchApp();
  const violations = await page.evaluate(async () => {
    const seen: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective));
    const image = document.createElement('img');
    image.src = 'https://example.org/pixel.png';
    document.body.append(image);
    await fetch('https://example.org/').catch(() => {});
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    document.body.append(script);
    window.open('https://example.org/');
    location.href = 'https://example.org/';
    await new Promise((resolve) => setTimeout(resolve));
    return [...seen, String('ran' in window)];
  });
  expect(violations).toEqual(expect.arrayContaining(['img-src', 'connect-src', 'script-src-elem', 'false']));
  expect(page.url()).toMatch(/^app:\/\/restante\//);
  expect(app.windows()).toHaveLength(1);
});
