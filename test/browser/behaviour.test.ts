import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { FakeApp, type Scene } from '../support/fake-bridge.ts';
import { launch, open, type Shown } from '../support/window.ts';

/* What the window does with what the reader does, over a scripted app in a browser. */

const rows = (page: Page) => page.getByRole('option');
const subjects = async (page: Page): Promise<string[]> => rows(page).locator('bdi:nth-of-type(2)').allTextContents();
const scroll = (page: Page, to: number) => page.evaluate(`document.querySelector('[role="listbox"]').parentElement.scrollTop = ${to}`);
const heading = (page: Page) => page.getByRole('region', { name: 'Message', exact: true }).getByRole('heading').first();
const calls = (app: FakeApp, name: string) => app.calls.filter((call) => call.name === name).map((call) => call.args);

describe('the window', () => {
  let browser: Browser;
  let shown: Shown | undefined;
  let app: FakeApp;
  const start = async (part: Partial<Scene> = {}): Promise<Page> => {
    app = new FakeApp(part);
    shown = await open(browser, app);
    await shown.page.getByRole('navigation').waitFor();
    return shown.page;
  };
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    expect(shown?.complaints ?? []).toEqual([]);
    await shown?.page.context().close();
    shown = undefined;
  });

  test('moves with j and k and the arrows, and marks what was shown as read', async () => {
    const page = await start();
    await rows(page).first().waitFor();
    await page.keyboard.press('j');
    await expect.poll(() => heading(page).textContent()).toContain('Quarterly figures');
    await expect.poll(() => calls(app, 'inbox.mark')).toMatchObject([{ read: true }]);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => heading(page).textContent()).toBe('Slip for November');
    await page.keyboard.press('k');
    await expect.poll(() => heading(page).textContent()).toContain('Quarterly figures');
    await page.keyboard.press('m');
    await expect.poll(() => rows(page).first().getAttribute('data-unread')).toBe('true');
    await page.waitForTimeout(600);
    expect(await rows(page).first().getAttribute('data-unread')).toBe('true');
  });

  test('n goes to the next unread, s protects, Delete deletes and Ctrl+Z brings back', async () => {
    const page = await start();
    await rows(page).first().waitFor();
    await page.keyboard.press('n');
    await page.keyboard.press('n');
    await page.keyboard.press('n');
    await expect.poll(() => heading(page).textContent()).toBe('Still 06:00');
    await page.keyboard.press('s');
    await expect.poll(() => calls(app, 'inbox.mark')).toContainEqual(expect.objectContaining({ protected: true }));
    await page.keyboard.press('Delete');
    await page.getByText('1 message deleted').waitFor();
    expect((await subjects(page)).slice(4, 6)).toEqual(['Nightly backup finished: 3 folders, 0 errors', 'מסמכים לפגישה ביום ראשון']);
    await expect.poll(() => heading(page).textContent()).toBe('מסמכים לפגישה ביום ראשון');
    await page.keyboard.press('Control+z');
    await page.getByText('1 message restored').waitFor();
    await expect.poll(async () => (await subjects(page))[5]).toBe('Still 06:00');
  });

  test('selects several with shift and control and acts on all of them', async () => {
    const page = await start();
    await rows(page).nth(1).click();
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByRole('heading', { name: '3 messages selected' }).waitFor();
    await rows(page)
      .nth(6)
      .click({ modifiers: ['Control'] });
    await page.getByRole('heading', { name: '4 messages selected' }).waitFor();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('4 messages deleted').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('4 messages restored').waitFor();
  });

  test('Ctrl+A selects all, also what was not read yet', async () => {
    const page = await start({ messages: 1_234 });
    await rows(page).first().click();
    await page.keyboard.press('Control+a');
    await page.getByRole('heading', { name: '1,234 messages selected' }).waitFor();
    await page.keyboard.press('s');
    await expect.poll(() => calls(app, 'inbox.mark').length).toBeGreaterThanOrEqual(2);
  });

  test('keeps its place and its selection when messages come', async () => {
    const page = await start({ messages: 5_000 });
    await rows(page).first().waitFor();
    await scroll(page, 56 * 40);
    const row = page.locator('[data-index="44"]');
    await row.click();
    const before = await heading(page).textContent();
    const top = (await row.boundingBox())?.y;
    app.receive(7);
    const moved = page.locator('[data-index="51"]');
    await expect.poll(() => moved.getAttribute('aria-selected')).toBe('true');
    expect((await moved.boundingBox())?.y).toBe(top);
    expect(await heading(page).textContent()).toBe(before);
    await page.getByText('7 new messages').waitFor({ state: 'attached' });
  });

  test('shows 100,000 messages with few rows in the page, and reads on to where the reader is', async () => {
    const page = await start({ messages: 100_000, settings: { cap: { unit: 'messages', limit: 200_000 } } });
    await rows(page).first().waitFor();
    // The scripted app is slower than the real one: not all the way to the end.
    await scroll(page, 56 * 5_000);
    await page.locator('[data-index="5003"]').waitFor();
    expect(await rows(page).count()).toBeLessThan(60);
    expect(await page.locator('[data-index="5003"]').getAttribute('aria-setsize')).toBe('100000');
    expect(calls(app, 'inbox.page').length).toBeLessThan(20);
  });

  test('a message that is read stays in Unread until the reader leaves', async () => {
    const page = await start();
    await page.getByRole('button', { name: /^Unread/ }).click();
    const count = await rows(page).count();
    await rows(page).nth(1).click();
    await expect.poll(() => calls(app, 'inbox.mark').length).toBe(1);
    await page.waitForTimeout(300);
    expect(await rows(page).count()).toBe(count);
    await page.getByRole('button', { name: /^Inbox/ }).click();
    await page.getByRole('button', { name: /^Unread/ }).click();
    await expect.poll(() => rows(page).count()).toBe(count - 1);
  });

  test('Enter goes to the message and Escape back to the list', async () => {
    const page = await start();
    await rows(page).nth(3).click();
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Message');
    await page.keyboard.press('Escape');
    expect(await page.evaluate('document.activeElement.getAttribute("data-index")')).toBe('3');
  });

  test('changes language and theme at once', async () => {
    const page = await start();
    await page.keyboard.press('Control+,');
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    await page.getByText('日本語').click();
    await page.getByRole('heading', { name: '設定' }).waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('ja');
    await page.getByText('ダーク').click();
    await expect.poll(() => page.evaluate('document.documentElement.dataset.mantineColorScheme')).toBe('dark');
    expect(calls(app, 'settings.change')).toEqual([{ language: 'ja' }, { theme: 'dark' }]);
  });

  test('saves the cap from the field, the slider and the unit', async () => {
    const page = await start();
    await page.getByRole('button', { name: 'Settings' }).click();
    const field = page.getByLabel('The inbox holds at most');
    await field.fill('20');
    await page.getByText('That is more than this size.', { exact: false }).waitFor();
    await field.press('Enter');
    await page.getByRole('slider', { name: 'Size of the inbox' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByText('MB', { exact: true }).first().click();
    await expect
      .poll(() => calls(app, 'accounts.change'))
      .toEqual([
        { account: 'own', cap: { unit: 'messages', limit: 20 } },
        { account: 'own', cap: { unit: 'messages', limit: 50 } },
        { account: 'own', cap: { unit: 'bytes', limit: 100_000_000 } },
      ]);
  });

  test('edits the retention policy in its sentence', async () => {
    const page = await start();
    await page.getByRole('button', { name: /^Processed/ }).click();
    await page.getByText('Processed messages are kept for 30 days, at most 1,000.').waitFor();
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Length of time').fill('0');
    await page.getByText('Give a whole number from 1').waitFor();
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await page.getByLabel('Length of time').fill('12');
    await page.getByLabel('Unit of time').selectOption('hours');
    await page.getByLabel('How many').selectOption('however many there are');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Processed messages are kept for 12 hours, however many there are.').waitFor();
    expect(calls(app, 'server.changeRetention')).toEqual([{ delivery: { maxAge: null }, processed: { maxAge: 43_200, maxCount: null } }]);
  });

  test('moves the panes with the keyboard and remembers them', async () => {
    const page = await start();
    await page.getByRole('separator', { name: 'Width of the list' }).focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => calls(app, 'settings.change')).toEqual([{ panes: { folders: 220, list: 416 } }]);
    const separator = page.getByRole('separator', { name: 'Width of the folders' });
    const box = await separator.boundingBox();
    await page.mouse.move((box?.x ?? 0) + 0.5, 300);
    await page.mouse.down();
    await page.mouse.move((box?.x ?? 0) + 40.5, 300, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => calls(app, 'settings.change')[1]).toEqual({ panes: { folders: 260, list: 416 } });
  });

  test('offers the way out of a full inbox', async () => {
    const page = await start({
      connection: { kind: 'full', smallest: 512 },
      waiting: { count: 21, bytes: 9 },
      settings: { cap: { unit: 'messages', limit: 24 } },
    });
    await page.getByRole('button', { name: 'Make room…' }).click();
    await page.getByRole('button', { name: /^Let read messages be overwritten/ }).click();
    await expect.poll(() => calls(app, 'accounts.change')).toEqual([{ account: 'own', overwriteRead: true }]);
  });

  test('takes over a mailbox that another device has', async () => {
    const page = await start({ connection: { kind: 'refused', code: 'other-device', message: 'The mailbox belongs to another device.' } });
    await page.getByText('Another device fetches this mailbox.').first().waitFor();
    await page.getByRole('button', { name: 'Use this device' }).click();
    await expect.poll(() => calls(app, 'inbox.takeOver').length).toBe(1);
  });

  test('copies the line that sends the first message', async () => {
    const page = await start({ messages: 0 });
    await page.getByRole('button', { name: 'Copy the HTTP command' }).click();
    await page.getByText('Copied').first().waitFor();
    expect(calls(app, 'app.copy')).toEqual([
      {
        text: `curl http://127.0.0.1:7425/v1/mailboxes/ann/messages -H "Authorization: Bearer ${app.scene.server?.sendToken}" -H "Content-Type: text/plain; charset=utf-8" -H "From: me@localhost" -H "Subject: Hello" --data-binary "My first message."`,
      },
    ]);
    app.receive(1);
    await rows(page).first().waitFor();
  });

  test('carries out commands of the menu', async () => {
    const page = await start();
    app.command('help');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    app.command('settings');
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    app.command('fetch');
    await expect.poll(() => calls(app, 'inbox.fetch').length).toBe(1);
  });
});
