import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FakeApp, fakeNow, type Scene } from '../support/fake-bridge.ts';
import { launch, open, type Shown } from '../support/window.ts';

/*
 * Every screen and state of the window, light and dark, in both languages and at its smallest size: axe
 * finds nothing in any of them, and the page never breaks its policy. With RESTANTE_SHOTS=<folder> each
 * is also saved there as a picture, to be looked at.
 */
const shots = process.env.RESTANTE_SHOTS;
const require = createRequire(import.meta.url);

interface Screen {
  readonly scene?: Partial<Scene>;
  readonly act?: (page: Page, words: Words) => Promise<unknown>;
}

interface Words {
  readonly settings: string;
  readonly delivery: string;
  readonly processed: string;
  readonly unread: string;
  readonly protected: string;
  readonly deleted: string;
  readonly edit: string;
  readonly makeRoom: string;
  readonly delete: string;
}
const words: Record<'en' | 'ja', Words> = {
  en: {
    settings: 'Settings',
    delivery: 'Delivery',
    processed: 'Processed',
    unread: 'Unread',
    protected: 'Protected',
    deleted: 'Deleted',
    edit: 'Edit',
    makeRoom: 'Make room…',
    delete: 'Delete',
  },
  ja: {
    settings: '設定',
    delivery: '配送待ち',
    processed: '処理済み',
    unread: '未読',
    protected: '保護',
    deleted: '削除済み',
    edit: '変更',
    makeRoom: '空きを作る…',
    delete: '削除',
  },
};

const go = (page: Page, folder: string) => page.getByRole('navigation').getByRole('button', { name: folder }).first().click();
const row = (page: Page, place: number) => page.getByRole('option').nth(place);
const waiting = { count: 21, bytes: 510_720 };
const full: Partial<Scene> = { connection: { kind: 'full', smallest: 512 }, waiting, settings: { cap: { unit: 'messages', limit: 24 } } };

const screens: Record<string, Screen> = {
  'first-start': { scene: { messages: 0, processed: 0 } },
  'server-stopped': { scene: { messages: 0, server: null } },
  inbox: {},
  'message-mail': {
    scene: { connection: { kind: 'fetching', done: 3, of: 12, part: null }, waiting },
    act: (page) => row(page, 0).click(),
  },
  'message-image': { act: (page) => row(page, 5).click() },
  'message-html': { act: (page) => row(page, 8).click() },
  'message-file': { act: (page) => row(page, 1).click() },
  'message-damaged': { act: (page) => row(page, 9).click() },
  'message-long': { scene: { settings: { overwriteRead: true } }, act: (page) => row(page, 7).click() },
  'message-rtl': { act: (page) => row(page, 6).click() },
  'message-japanese': { act: (page) => row(page, 3).click() },
  'message-loading': {
    scene: { silent: ['inbox.message'] },
    act: async (page) => {
      await row(page, 2).click();
      await page.getByRole('status').filter({ visible: true }).first().waitFor();
    },
  },
  'message-gone': { scene: { failing: { 'inbox.message': 'message-unknown' } }, act: (page) => row(page, 2).click() },
  'selection-many': {
    act: async (page) => {
      await row(page, 1).click();
      await row(page, 4).click({ modifiers: ['Shift'] });
    },
  },
  'deleted-toast': {
    act: async (page, w) => {
      await row(page, 4).click();
      await page.getByRole('button', { name: w.delete, exact: true }).click();
    },
  },
  unread: { act: (page, w) => go(page, w.unread) },
  'deleted-empty': { act: (page, w) => go(page, w.deleted) },
  'list-loading': { scene: { silent: ['inbox.page'] } },
  'list-failed': { scene: { failing: { 'inbox.page': 'storage-failed' } } },
  many: { scene: { messages: 100_000, settings: { cap: { unit: 'bytes', limit: 50_000_000_000 }, overwriteRead: true } } },
  'meter-legend': { scene: { waiting }, act: (page) => page.getByRole('meter').focus() },
  full: { scene: full },
  'make-room': { scene: full, act: (page, w) => page.getByRole('button', { name: w.makeRoom }).click() },
  connecting: { scene: { connection: { kind: 'connecting' } } },
  offline: { scene: { connection: { kind: 'offline', retryAt: fakeNow + 20_000 }, waiting } },
  refused: { scene: { connection: { kind: 'refused', code: 'token-unknown', message: 'The token is not known.' } } },
  failing: {
    scene: { connection: { kind: 'failing', code: 'storage-full', message: 'ENOSPC: no space left on device', retryAt: fakeNow + 60_000 } },
  },
  'failing-details': {
    scene: {
      connection: { kind: 'failing', code: 'storage-failed', message: 'EIO: input/output error, write', retryAt: fakeNow + 60_000 },
    },
    act: (page) => page.locator('summary').click(),
  },
  delivery: { scene: { waiting }, act: (page, w) => go(page, w.delivery) },
  'delivery-empty': { act: (page, w) => go(page, w.delivery) },
  'delivery-edit': {
    scene: { waiting, retention: { delivery: { maxAge: 7 * 86_400 }, processed: { maxAge: null, maxCount: null } } },
    act: async (page, w) => {
      await go(page, w.delivery);
      await page.getByRole('button', { name: w.edit }).click();
    },
  },
  processed: { scene: { processed: 340 }, act: (page, w) => go(page, w.processed) },
  'processed-edit': {
    act: async (page, w) => {
      await go(page, w.processed);
      await page.getByRole('button', { name: w.edit }).click();
      await page.getByRole('textbox').first().fill('0');
    },
  },
  'processed-failed': { scene: { failing: { 'server.folder': 'server-unreachable' } }, act: (page, w) => go(page, w.processed) },
  settings: { act: (page, w) => go(page, w.settings) },
  'settings-over': {
    scene: { settings: { cap: { unit: 'bytes', limit: 2_000_000 }, overwriteRead: true } },
    act: (page, w) => go(page, w.settings),
  },
  keys: { act: (page) => page.keyboard.press('?') },
  'start-failed': { scene: { failing: { 'settings.read': 'internal' } } },
};

const looks = [
  { name: 'en-light', locale: 'en-GB', colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { name: 'ja-dark', locale: 'ja-JP', colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
  { name: 'en-dark-small', locale: 'en-US', colorScheme: 'dark', viewport: { width: 800, height: 560 } },
  { name: 'ja-light-small', locale: 'ja-JP', colorScheme: 'light', viewport: { width: 800, height: 560 } },
  // 200 % zoom of the usual size, with the system's own high-contrast colours.
  { name: 'en-forced-zoomed', locale: 'en-GB', colorScheme: 'dark', forcedColors: 'active', viewport: { width: 640, height: 400 } },
] as const;

const findings = async ({ page }: Shown, forced: boolean): Promise<string[]> => {
  await page.evaluate(await readFile(require.resolve('axe-core/axe.min.js'), 'utf8'));
  // With forced colours axe reads some colours as they would be without them.
  const rules = forced ? '"color-contrast": { enabled: false }' : '';
  const result = (await page.evaluate(`axe.run(document, { resultTypes: ["violations"], rules: { ${rules} } })`)) as {
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
  };
  return result.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));
};

// A window needs something to show it; the real Electron is tested elsewhere.
describe('axe finds nothing', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
    if (shots) mkdirSync(shots, { recursive: true });
  });
  afterAll(() => browser?.close());

  for (const look of looks)
    describe(look.name, () => {
      for (const [name, { scene, act }] of Object.entries(screens))
        test(name, async () => {
          const { name: _, ...options } = look;
          const { locale } = look;
          const shown = await open(browser, new FakeApp({ locale, ...scene }), options);
          try {
            await shown.page.locator('#root > :not(style)').first().waitFor();
            await shown.page.waitForTimeout(100);
            await act?.(shown.page, words[locale.startsWith('ja') ? 'ja' : 'en']);
            // Skeletons, tooltips and the like come after a moment.
            await shown.page.waitForTimeout(700);
            if (shots) await shown.page.screenshot({ path: join(shots, `${name}.${look.name}.png`) });
            expect(await findings(shown, 'forcedColors' in look)).toEqual([]);
            expect(shown.complaints).toEqual([]);
          } finally {
            await shown.page.context().close();
          }
        });
    });
});
