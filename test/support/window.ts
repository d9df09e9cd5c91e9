import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { BridgeEvent } from '#restante/protocol/bridge';
import { type FakeApp, fakeNow } from './fake-bridge.ts';

const built = new URL('../../dist/renderer/', import.meta.url);
const origin = 'https://restante.test';
const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2' };

/** A Chromium to look with, named by RESTANTE_CHROMIUM; without one there is nothing to look with. */
const browserPath = process.env.RESTANTE_CHROMIUM;

export const launch = (): Promise<Browser> => {
  if (!browserPath || !existsSync(browserPath)) throw new Error('RESTANTE_CHROMIUM names no browser');
  return chromium.launch({ executablePath: browserPath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
};

export interface Shown {
  readonly page: Page;
  /** What the page complained about: exceptions, console errors, breaches of its policy. */
  readonly complaints: string[];
}

/** Opens the built window over a scripted app, under the policy that it is served with. */
export const open = async (browser: Browser, app: FakeApp, options: BrowserContextOptions = {}): Promise<Shown> => {
  const context = await browser.newContext({
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  const complaints: string[] = [];
  const nonce = 'bm9uY2U';
  const policy = `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; font-src 'self'; img-src 'self' blob: data:; connect-src 'self'`;
  await context.route(`${origin}/**`, async (route) => {
    const path = new URL(route.request().url()).pathname.slice(1) || 'index.html';
    const file = new URL(path, built);
    if (!existsSync(fileURLToPath(file))) return route.fulfill({ status: 404 });
    const body = await readFile(file);
    return route.fulfill({
      body: path === 'index.html' ? Buffer.from(body.toString('utf8').replace('__NONCE__', nonce)) : body,
      contentType: types[extname(path)] ?? 'application/octet-stream',
      headers: { 'Content-Security-Policy': policy },
    });
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  await page.clock.setFixedTime(fakeNow);
  await page.exposeFunction('__call', (name: string, args: unknown) => app.call(name, args ?? undefined));
  await page.addInitScript(`
    const listeners = new Set();
    window.__tell = (event) => { for (const listener of listeners) listener(event); };
    window.restante = {
      call: (name, args) => window.__call(name, args),
      listen: (listener) => { listeners.add(listener); return () => listeners.delete(listener); },
    };`);
  app.listen((event: BridgeEvent) => {
    void page.evaluate(`window.__tell?.(${JSON.stringify(event)})`).catch(() => {});
  });
  await page.goto(`${origin}/`);
  return { page, complaints };
};
