import { join } from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { AccountInfo, Retention, Settings } from '#restante/protocol/bridge';
import { launchApp } from '../support/app.ts';
import { temporaryFolder } from '../support/folder.ts';
import { sendBytes } from './sending.ts';
import { ask, askServer, doorsOf, inboxOf } from './window.ts';

/** The name that Chromium tells of the element that has the focus. */
const nameOfFocus = async (devtools: CDPSession): Promise<string> => {
  const { result } = await devtools.send('Runtime.evaluate', { expression: 'document.activeElement' });
  const { nodes } = await devtools.send('Accessibility.getPartialAXTree', { objectId: result.objectId ?? '', fetchRelatives: false });
  return String(nodes[0]?.name?.value ?? '');
};

/** The element that has the focus as its user meets it: its name, and what of it can be seen. */
const focusOf = async (page: Page, devtools: CDPSession) => {
  const sight = await page.evaluate(() => {
    const element = document.activeElement ?? document.body;
    // A choice whose own control takes no room is seen by its label.
    const shown = (element instanceof HTMLInputElement && element.offsetWidth === 0 && element.labels?.[0]) || element;
    const { left, top, right, bottom } = shown.getBoundingClientRect();
    // What is higher or wider than the window is seen in part.
    const seen = {
      left: Math.max(left, 0),
      top: Math.max(top, 0),
      right: Math.min(right, innerWidth),
      bottom: Math.min(bottom, innerHeight),
    };
    const hit = document.elementFromPoint((seen.left + seen.right) / 2, (seen.top + seen.bottom) / 2);
    // A field within a box of its own is marked by the box.
    const boxes = [shown.parentElement, shown.parentElement?.parentElement, shown.parentElement?.parentElement?.parentElement];
    const around = boxes.filter((box) => box?.matches(':focus-within')).flatMap((box) => (box ? [box] : []));
    const marks = [shown, ...shown.querySelectorAll('*'), ...(shown.parentElement?.children ?? []), ...around].map((one) =>
      getComputedStyle(one),
    );
    return {
      inView: seen.right > seen.left && seen.bottom > seen.top,
      onTop: hit !== null && (shown.contains(hit) || hit.contains(shown) || shown.parentElement === hit.parentElement),
      marked: marks.some((style) => style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) > 0),
    };
  });
  return { name: await nameOfFocus(devtools), ...sight };
};

/** The keys of one window: every press is followed by a look at what has the focus then. */
const keysOf = async (page: Page) => {
  const devtools = await page.context().newCDPSession(page);
  /** Presses a key; the focus is then on something whose name has this in it. */
  const press = async (key: string, name: string | RegExp): Promise<void> => {
    await page.keyboard.press(key);
    const named = typeof name === 'string' ? expect.stringContaining(name) : expect.stringMatching(name);
    await expect
      .poll(() => focusOf(page, devtools), { message: key })
      .toMatchObject({ name: named, inView: true, onTop: true, marked: true });
  };
  /** Tabs until the focus is on this; everything on the way there is named and in sight too. */
  const tabTo = async (name: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> => {
    const passed: string[] = [];
    do {
      await press(key, /\S/);
      passed.push((await focusOf(page, devtools)).name);
      expect(passed.length, `${name} in ${passed.join(' > ')}`).toBeLessThan(40);
    } while (!passed.at(-1)?.startsWith(name));
  };
  return { press, tabTo };
};

test('a whole session by keyboard: what has the focus is always named and in sight', { timeout: 120_000 }, async () => {
  const { page } = await launchApp();
  const { press, tabTo } = await keysOf(page);
  for (let n = 1; n <= 6; n += 1) await sendBytes(page, `Message ${n}`, `Body ${n}\n`);
  await page.getByRole('option', { name: 'Message 6' }).waitFor();

  const opened = (n: number): Promise<void> => page.getByRole('heading', { level: 2, name: `Message ${n}` }).waitFor();
  /** It was in view for long enough to count as read. */
  const read = (n: number): Promise<void> => page.getByRole('option', { name: new RegExp(`^Ann Lee.*Message ${n}`) }).waitFor();

  await press('j', 'Message 6');
  await opened(6);
  await read(6);
  await press('ArrowDown', 'Message 5');
  await opened(5);
  await read(5);
  await press('k', 'Message 6');
  await press('j', 'Message 5');
  await press('n', 'Message 4');
  await press('ArrowUp', 'Message 5');
  await press('m', /^Unread.*Message 5/);
  await press('m', /^Ann.*Message 5/);
  await press('m', /^Unread.*Message 5/);
  await press('ArrowUp', 'Message 6');
  await press('n', 'Message 5');
  await press('j', 'Message 4');
  await press('p', 'Message 5');
  await press('s', 'Protected');
  await press('Enter', 'Message');
  await press('Tab', 'Reply');
  await press('Tab', 'Forward');
  await press('Tab', 'Remove protection');
  // The first closes the button's tooltip.
  await press('Escape', 'Remove protection');
  await press('Escape', 'Message 5');
  await press('End', 'Message 1');
  await press('Home', 'Message 6');
  await press('Delete', 'Message 5');
  await page.getByText('1 message deleted').waitFor();
  await press('Control+z', 'Message 5');
  await page.getByRole('option', { name: 'Message 6' }).waitFor();
  await press('Shift+ArrowDown', 'Message 4');
  await page.getByRole('heading', { name: '2 messages selected' }).waitFor();
  await press('Control+a', 'Message 4');
  await page.getByRole('heading', { name: '6 messages selected' }).waitFor();
  await press('ArrowDown', 'Message 3');
  await press('F5', 'Message 3');
  await sendBytes(page, 'Message 7', 'It came while the keyboard was elsewhere.\n');
  await page.getByRole('option', { name: 'Message 7' }).waitFor();
  await press('F5', 'Message 3');
  await press('?', /Keyboard|Close/);
  await page.getByRole('heading', { name: 'Keyboard' }).waitFor();
  await press('Escape', 'Message 3');

  await tabTo('Processed', 'Shift+Tab');
  await press('Enter', 'Processed');
  await page.getByRole('row', { name: 'Message 1' }).waitFor();
  await tabTo('Edit');
  await press('Enter', /\S/);
  await tabTo('Greatest number');
  await press('Control+a', 'Greatest number');
  await press('3', 'Greatest number');
  await page.getByText('would go at once').first().waitFor();
  await press('Enter', 'Edit');
  await page.getByText('at most 3').waitFor();
  expect((await askServer<Retention>(page, 'retention', { path: { mailbox: (await doorsOf(page)).mailbox } })).processed.maxCount).toBe(3);
  await tabTo('Messages in Processed');

  await press('Control+,', /\S/);
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  await tabTo('The inbox holds at most');
  await press('Control+a', 'The inbox holds at most');
  for (const digit of '20') await press(digit, 'The inbox holds at most');
  await press('Enter', 'The inbox holds at most');
  await expect.poll(async () => (await ask<AccountInfo[]>(page, 'accounts.list'))[0]?.cap.limit).toBe(20);
  await tabTo('Size of the inbox');
  await press('ArrowRight', 'Size of the inbox');
  await expect.poll(async () => (await ask<AccountInfo[]>(page, 'accounts.list'))[0]?.cap.limit).toBe(50);
  await tabTo('Width of the folders', 'Shift+Tab');
  await press('ArrowRight', 'Width of the folders');
  await expect.poll(async () => (await ask<Settings>(page, 'settings.read')).panes.folders).toBe(236);
  await tabTo('Inbox', 'Shift+Tab');
  await press('Enter', 'Inbox');
  await page.getByRole('option', { name: 'Message 7' }).waitFor();
  await tabTo('Unread Ann Lee');
  expect(await inboxOf(page)).toHaveLength(7);
});

test('searching, writing, making room and long work, by keyboard alone', { timeout: 120_000 }, async () => {
  const { app, page } = await launchApp();
  const { press, tabTo } = await keysOf(page);
  const { mailbox } = await doorsOf(page);
  for (let n = 1; n <= 6; n += 1) await sendBytes(page, `Message ${n}`, `Body ${n}\n`);
  await page.getByRole('option', { name: 'Message 6' }).waitFor();
  const type = async (text: string, field: string | RegExp): Promise<void> => {
    for (const letter of text) await press(letter === ' ' ? 'Space' : letter, field);
  };

  // Found as it is typed, opened, protected; what was typed is left with one key.
  await press('/', 'Search');
  await type('message 2', 'Search');
  await page.getByText('1 found').waitFor();
  await press('ArrowDown', 'Message 2');
  await press('j', 'Message 2');
  await page.getByRole('heading', { level: 2, name: 'Message 2' }).waitFor();
  await press('s', /Message 2.*Protected/);
  await press('/', 'Search');
  await press('Escape', 'Message 2');
  await page.getByRole('option', { name: 'Message 6' }).waitFor();

  // Deleted, brought back, deleted once more, and brought back.
  await press('Home', 'Message 6');
  await press('Delete', 'Message 5');
  await press('Control+z', /Message [56]/);
  await page.getByRole('option', { name: 'Message 6' }).waitFor();
  await press('Control+Shift+z', /Message \d/);
  await page.getByRole('option', { name: 'Message 6' }).waitFor({ state: 'detached' });
  await press('Control+z', /Message \d/);
  await page.getByRole('option', { name: 'Message 6' }).waitFor();

  // A letter to oneself.
  await press('Control+n', 'To');
  await type(mailbox, 'To');
  await press('Enter', 'To');
  await tabTo('Subject');
  await type('By keys', 'Subject');
  await tabTo('Message');
  await type('No mouse', 'Message');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('region', { name: 'New message' }).waitFor({ state: 'detached' });
  await page.getByRole('option', { name: 'By keys' }).waitFor();
  await page.keyboard.press('Control+6');
  await page.getByRole('heading', { name: 'Sent', exact: true }).waitFor();
  await tabTo('By keys');

  // A command by its name: all messages are written to a file.
  const path = join(temporaryFolder(), 'all.mbox');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, path);
  await page.keyboard.press('Control+1');
  await page.getByRole('option', { name: 'By keys' }).waitFor();
  await press('Control+k', 'Type to find a command');
  await type('export', 'Type to find a command');
  await press('Enter', /\S/);
  await page.getByRole('dialog', { name: 'Export messages' }).waitFor();
  await tabTo('Choose where');
  await page.keyboard.press('Enter');
  await page.getByText('7 messages written to all.mbox.').waitFor();
  await tabTo('Dismiss');
  await page.keyboard.press('Enter');
  await page.getByText('7 messages written to all.mbox.').waitFor({ state: 'detached' });

  // Full: room is made in its own place.
  await ask(page, 'accounts.change', { account: 'own', cap: { unit: 'messages', limit: 7 } });
  await sendBytes(page, 'It waits', 'For room.\n');
  await page.getByText('1 message waits safely').first().waitFor();
  await press('Control+k', 'Type to find a command');
  await type('make room', 'Type to find a command');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Make room', exact: true }).waitFor();
  await tabTo('Choose');
  await page.keyboard.press('Space');
  await expect.poll(() => page.getByRole('button', { name: 'Delete 1 message' }).isEnabled()).toBe(true);
  await tabTo('Delete 1 message');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+1');
  await page.getByRole('option', { name: 'It waits' }).waitFor();
  await press('j', /\S/);
  await press('?', /Keyboard|Close/);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});

test('an arrow key leads back to a row that was scrolled far out of view, and the focus with it', async () => {
  const { page } = await launchApp();
  for (let n = 1; n <= 60; n += 1) await sendBytes(page, `Message ${n}`, `Body ${n}\n`);
  await page.getByRole('option', { name: 'Message 60' }).waitFor();
  await page.keyboard.press('j');
  await page.getByRole('option', { name: 'Message 60' }).and(page.locator(':focus')).waitFor();
  await page.getByRole('listbox').evaluate((list) => list.parentElement?.scrollTo(0, 100_000));
  await page.getByRole('option', { name: /Message 1\b/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('option', { name: 'Message 59' }).and(page.locator(':focus')).waitFor();
  await page.keyboard.press('End');
  await page
    .getByRole('option', { name: /Message 1\b/ })
    .and(page.locator(':focus'))
    .waitFor();
});
