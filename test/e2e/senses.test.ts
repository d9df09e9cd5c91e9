import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { launchApp } from '../support/app.ts';
import { temporaryFolder } from '../support/folder.ts';
import { sendBytes } from './sending.ts';
import { answerInstead } from './told.ts';
import { ask, doorsOf, eventually, inboxOf, pidOf } from './window.ts';

const row = (page: Page, subject: string): Locator => page.getByRole('listbox').getByRole('option', { name: subject });
const groundOf = (target: Locator): Promise<string> => target.evaluate((element) => getComputedStyle(element).backgroundColor);
/** A colour of the system, as it is with those colours that are forced now. */
const systemColour = (page: Page, name: string): Promise<string> =>
  page.evaluate((name) => {
    const probe = document.createElement('i');
    probe.style.cssText = `background: ${name}; forced-color-adjust: none`;
    document.body.append(probe);
    const { backgroundColor } = getComputedStyle(probe);
    probe.remove();
    return backgroundColor;
  }, name);

test("with the system's own colours, what is selected, unread, on and between the panes is still told apart", async () => {
  const { page } = await launchApp();
  await doorsOf(page);
  await ask(page, 'settings.change', { readAfter: null });
  for (const subject of ['Keys', 'Boat']) await sendBytes(page, subject, 'Body\n');
  await row(page, 'Keys').click();
  await row(page, 'Boat').waitFor();
  await page.emulateMedia({ forcedColors: 'active' });
  const [canvas, text, highlight] = [
    await systemColour(page, 'Canvas'),
    await systemColour(page, 'CanvasText'),
    await systemColour(page, 'Highlight'),
  ];
  expect(new Set([canvas, text, highlight]).size).toBe(3);
  expect(await groundOf(row(page, 'Keys'))).toBe(highlight);
  expect(await groundOf(row(page, 'Boat'))).not.toBe(highlight);
  const isUnread = row(page, 'Boat').locator('xpath=./*[1]');
  expect(await groundOf(isUnread)).toBe(text);
  expect(await groundOf(page.getByRole('separator', { name: 'Width of the list' }))).toBe(text);
  const folder = page.getByRole('navigation', { name: 'Folders' }).locator('[aria-current="page"]');
  await page.keyboard.press('Tab');
  const outline = page.locator(':focus-visible').evaluate((element) => getComputedStyle(element).outlineStyle);
  expect(await outline).toBe('solid');
  expect(await groundOf(folder)).toBe(highlight);
});

/** Opens and closes a dialog, a menu and a message; what moved meanwhile, each with its ms. */
const movesOf = async (page: Page): Promise<number[]> => {
  await page.evaluate(() => {
    const moves: number[] = [];
    Object.assign(globalThis, { moves });
    const note = (): void => {
      for (const { effect } of document.getAnimations()) moves.push(Number(effect?.getComputedTiming().activeDuration));
    };
    for (const kind of ['transitionstart', 'animationstart']) document.addEventListener(kind, note, true);
  });
  await page.keyboard.press('?');
  await page.getByRole('heading', { name: 'Keyboard', exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await row(page, 'Keys').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Delete' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
  await row(page, 'Keys').click();
  await page.getByRole('region', { name: 'Keys', exact: true }).waitFor();
  return page.evaluate(() => (globalThis as unknown as { moves: number[] }).moves);
};

test('what moves does so in at most 150 ms, and nothing moves for who wants less motion', async () => {
  const { page } = await launchApp();
  await sendBytes(page, 'Keys', 'Body\n');
  await row(page, 'Keys').waitFor();
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  // Where a frame takes longer than a movement, there is none.
  const moves = await vi.waitUntil(
    async () => {
      const seen = await movesOf(page);
      return seen.length > 0 && seen;
    },
    { timeout: 40_000 },
  );
  expect(moves.filter((ms) => ms > 150)).toEqual([]);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  expect((await movesOf(page)).filter((ms) => ms > 0)).toEqual([]);
});

test('new messages are spoken of with their number, also when they come one by one', async () => {
  const { app, page } = await launchApp();
  await sendBytes(page, 'Before', 'Body\n');
  await row(page, 'Before').waitFor();
  await page.evaluate(() => {
    const spoken: string[] = [];
    Object.assign(globalThis, { spoken });
    for (const region of document.querySelectorAll('.visually-hidden [role="status"]'))
      new MutationObserver(() => spoken.push(region.textContent ?? '')).observe(region, {
        characterData: true,
        childList: true,
        subtree: true,
      });
  });
  const spoken = (): Promise<string[]> => page.evaluate(() => (globalThis as unknown as { spoken: string[] }).spoken);
  const engine = await pidOf(app, 'Restante mail engine');
  process.kill(engine, 'SIGSTOP');
  for (const n of [1, 2, 3]) await sendBytes(page, `Message ${n}`, 'Body\n');
  process.kill(engine, 'SIGCONT');
  for (const n of [1, 2, 3]) await row(page, `Message ${n}`).waitFor();
  // The one before is counted with them if the window was told of it after its first look.
  await eventually(spoken).toContainEqual(expect.stringMatching(/^[34] new messages$/));
});

test('what takes long to come is waited for with a sketch of it, and not before 200 ms', async () => {
  const { app, page } = await launchApp();
  for (const subject of ['Keys', 'Boat']) await sendBytes(page, subject, 'Body\n');
  await eventually(async () => (await inboxOf(page)).length).toBe(2);
  await row(page, 'Keys').waitFor();
  /** ms between what is done and the first sketch. */
  const sketchAfter = async (what: () => Promise<void>, name: string): Promise<number> => {
    await page.evaluate((name) => {
      const times: { acted?: number; shown?: number } = {};
      Object.assign(globalThis, { times });
      document.addEventListener('click', () => Object.assign(times, { acted: performance.now() }), { once: true, capture: true });
      new MutationObserver((_, observer) => {
        if (!document.querySelector(`[role="status"][aria-label="${name}"]`)) return;
        times.shown = performance.now();
        observer.disconnect();
      }).observe(document.body, { childList: true, subtree: true });
    }, name);
    await what();
    await page.getByRole('status', { name }).waitFor();
    return page.evaluate(() => {
      const { acted = 0, shown = 0 } = (globalThis as unknown as { times: { acted?: number; shown?: number } }).times;
      return shown - acted;
    });
  };
  // A timer is as exact as a millisecond.
  const least = 199;
  await answerInstead(app, 'inbox.message', 'never');
  expect(await sketchAfter(() => row(page, 'Keys').click(), 'Loading the message')).toBeGreaterThanOrEqual(least);
  await answerInstead(app, 'inbox.message', null);
  await answerInstead(app, 'inbox.page', 'never');
  const folder = page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name: 'Protected' });
  expect(await sketchAfter(() => folder.click(), 'Loading messages')).toBeGreaterThanOrEqual(least);
});

test.each([
  ['light', '#FFFFFF'],
  ['dark', '#181B21'],
])('in the %s the window has its ground before anything is painted', async (theme, ground) => {
  const profile = temporaryFolder();
  const addresses = { http: '127.0.0.1:0', smtp: '127.0.0.1:0' };
  writeFileSync(join(profile, 'settings.json'), JSON.stringify({ settings: { theme }, addresses }));
  const { app, page } = await launchApp({ profile, args: ['--hidden'] });
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBackgroundColor())).toBe(ground);
  await page.getByRole('navigation', { name: 'Folders' }).waitFor({ state: 'attached' });
  // What is painted has the same ground: nothing flashes when it comes.
  const [red = 0, green = 0, blue = 0] = ground.match(/[0-9A-F]{2}/g)?.map((part) => Number.parseInt(part, 16)) ?? [];
  expect(await groundOf(page.locator('body'))).toBe(`rgb(${red}, ${green}, ${blue})`);
});
