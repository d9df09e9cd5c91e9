import type { ElectronApplication, Frame, Page } from 'playwright-core';
import { expect } from 'vitest';
import { launchApp } from '../support/app.ts';
import { type Attack, attacks, mark } from '../support/attacks.ts';
import { startCounting } from '../support/counting.ts';
import { sendBytes } from './sending.ts';
import { ask, doorsOf, inboxOf } from './window.ts';

/** For a machine that has other things to do. */
export const patient = { timeout: 20_000 };

/** Every name leads to the counting server, whatever its port. */
export const mapped = (port: number): string => `--host-resolver-rules=MAP * 127.0.0.1:${port}`;

/** What code that runs writes, and nothing else: what is refused is written about, too. */
const ran = (text: string): boolean => new RegExp(`^/${mark}\\d+/$`).test(text.trim());
const ours = /^(app:\/\/restante\/(index|inert)\.html|mail:\/\/message\/[0-9a-f]{32}\/|about:blank)$/;

/** What would be noticed of code that runs in the window or in one of its frames, and of what leads away from it. */
export const watch = (page: Page, inner = /^$/) => {
  const seen: string[] = [];
  page.on('console', (message) => {
    if (ran(message.text())) seen.push(message.text());
  });
  page.on('dialog', (dialog) => {
    seen.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('framenavigated', (frame) => {
    if (!ours.test(frame.url()) && !inner.test(frame.url())) seen.push(`went to ${frame.url()}`);
  });
  return seen;
};

export const webContentsOf = (app: ElectronApplication): Promise<string[]> =>
  app.evaluate(({ webContents }) => webContents.getAllWebContents().map((contents) => contents.getURL()));

export const mailFrame = (page: Page, not: ReadonlySet<string>): Frame | undefined =>
  page.frames().find((frame) => frame.url().startsWith('mail://') && !not.has(frame.url()));

/** The next frame of a mail, when it is there. */
const coming = (page: Page, not: ReadonlySet<string>): Promise<Frame> =>
  page.waitForEvent('framenavigated', { predicate: (frame) => frame === mailFrame(page, not), ...patient });

export const isPage = ({ type }: Attack): boolean => type.startsWith('text/html');

/** What was asked of the counting server, when one who asks after all the others has been answered. */
export const askedUntilNow = async (app: ElectronApplication, counting: Awaited<ReturnType<typeof startCounting>>): Promise<string[]> => {
  await app.evaluate(({ session }) =>
    session
      .fromPartition('last')
      .fetch('http://last.example/last')
      .then(({ status }) => status),
  );
  return counting.requests.map(({ url }) => url);
};

/** What stands in a frame that must not: elements, attributes, addresses, styles. */
const faultsIn = (frame: Frame): Promise<string[]> =>
  frame.evaluate(() => {
    const faults: string[] = [];
    const banned =
      /^(script|iframe|frame|frameset|object|embed|applet|link|meta|base|form|input|button|select|textarea|svg|math|video|audio|source|track|template|noscript|dialog|image)$/;
    const address = /^(part\/\d+|link\/\d+|#\S*|data:image\/(png|jpe?g|gif|webp|avif|bmp);base64,.*)$/s;
    for (const element of document.querySelectorAll('*')) {
      if (banned.test(element.localName) || element.namespaceURI !== 'http://www.w3.org/1999/xhtml')
        faults.push(element.outerHTML.slice(0, 200));
      for (const { name, value } of element.attributes) {
        if (/^(on|srcset|srcdoc|action|formaction|ping|poster|target|is$|xlink|xml)/.test(name)) faults.push(`${name}=${value}`);
        if (/^(src|href|background)$/.test(name) && !address.test(value)) faults.push(`${name}=${value}`);
        if (name === 'style' && /url\(|expression|@import/i.test(value) && !/url\("(part|data:image)/.test(value)) faults.push(value);
      }
      if (element.localName === 'style' && /@import|@font-face|tracker\.example|<\//i.test(element.textContent ?? ''))
        faults.push(element.textContent ?? '');
    }
    return faults;
  });

/** Opens every other attack mail in the real app: nothing of them runs, nothing navigates, and nobody is told. */
export const openAttacks = async (half: 'even' | 'odd'): Promise<void> => {
  const counting = await startCounting();
  const corpus = attacks(counting.port).filter((_, n) => (n % 2 === 0) === (half === 'even'));
  expect(corpus.length).toBeGreaterThan(150);
  const { app, page } = await launchApp({ args: [mapped(counting.port)] });
  const seen = watch(page);
  await doorsOf(page);
  await ask(page, 'settings.change', { readAfter: null });
  for (let at = 0; at < corpus.length; at += 20)
    await Promise.all(corpus.slice(at, at + 20).map(({ name, type, body }) => sendBytes(page, name, body, { type })));
  await expect.poll(async () => (await inboxOf(page)).length, { timeout: 60_000 }).toBe(corpus.length);
  const byName = new Map(corpus.map((attack) => [attack.name, attack]));

  await page.getByRole('listbox').focus();
  const shown = new Set<string>();
  const opened = new Set<string>();
  const faults: Record<string, string[]> = {};
  let before = '';
  while (opened.size < corpus.length) {
    await page.keyboard.press('j');
    const heading = await page.waitForFunction((before) => {
      const text = document.querySelector('section[aria-label="Message"] h2')?.textContent ?? '';
      return text !== before && text;
    }, before);
    before = String(await heading.jsonValue());
    opened.add(before);
    const attack = byName.get(before);
    if (!attack || !isPage(attack)) continue;
    const frame = mailFrame(page, shown) ?? (await coming(page, shown));
    shown.add(frame.url());
    await frame.waitForLoadState('load');
    const found = await faultsIn(frame);
    if (found.length > 0) faults[before] = found;
  }
  expect(faults).toEqual({});
  expect(seen).toEqual([]);
  expect(counting.connections()).toBe(0);
  expect(await askedUntilNow(app, counting)).toEqual(['/last']);
  expect(await webContentsOf(app)).toEqual(['app://restante/index.html']);
  expect(shown.size).toBe(corpus.filter(isPage).length);
};
