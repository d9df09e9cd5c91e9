import type { ElectronApplication } from 'playwright-core';
import { expect, test } from 'vitest';
import { launchApp } from '../support/app.ts';
import { attacks, mark } from '../support/attacks.ts';
import { noOpenssl } from '../support/certificate.ts';
import { startCounting } from '../support/counting.ts';
import { askedUntilNow, isPage, mailFrame, mapped, patient, watch, webContentsOf } from './attacking.ts';
import { sendBytes } from './sending.ts';
import { doorsOf } from './window.ts';

/** Opens pages one after the other where nobody guards them; what code that ran in them wrote. */
const unguardedIn = (app: ElectronApplication, addresses: readonly string[]): Promise<string[]> =>
  app.evaluate(
    async ({ BrowserWindow }, { addresses, mark }) => {
      const found = new Set<string>();
      const left = [...addresses];
      const open = async (): Promise<void> => {
        const window = new BrowserWindow({ show: false, webPreferences: { partition: 'unguarded', sandbox: true } });
        // Nobody guards it, but the programs of whoever runs the tests are not called.
        window.webContents.on('will-frame-navigate', (event) => {
          if (!/^(https?|data|about|blob):/.test(event.url)) event.preventDefault();
        });
        window.webContents.on('console-message', (event, _level, message) => {
          // Later versions tell it in the event.
          const text = message ?? (event as unknown as { message: string }).message;
          if (new RegExp(`^/${mark}\\d+/$`).test(text.trim())) found.add(text);
        });
        for (let address = left.pop(); address !== undefined && !window.isDestroyed(); address = left.pop())
          await window.loadURL(address).catch(() => {});
        if (!window.isDestroyed()) window.destroy();
      };
      await Promise.all([open(), open(), open(), open()]);
      return [...found];
    },
    { addresses, mark },
  );

test('a frame without the cleaning runs nothing, goes nowhere and tells nobody either; a page that nobody guards does', {
  timeout: 240_000,
}, async () => {
  const served = new Map<string, { type: string; body: string | Uint8Array }>();
  const counting = await startCounting(served);
  const pages = attacks(counting.port).filter(isPage);
  const { app, page } = await launchApp({ args: [mapped(counting.port)] });
  // A frame within the frame is a page of an error, or of nothing that can run.
  const seen = watch(page, /^(chrome-error:\/\/chromewebdata\/|about:srcdoc)$/);
  await doorsOf(page);
  for (let at = 0; at < pages.length; at += 8) {
    const batch = pages.slice(at, at + 8).map(({ body }) => Buffer.from(body).toString('latin1'));
    await page.evaluate(async (batch) => {
      const frames = batch.map(async (html) => {
        const token = crypto.randomUUID().replaceAll('-', '');
        const uid = '01900000-0000-7000-8000-00000000000a';
        await window.restante.call('reading.show', { token, account: 'own', uid, page: `<!doctype html><body>${html}`, remote: false });
        const frame = document.createElement('iframe');
        frame.setAttribute('sandbox', '');
        const loaded = new Promise((resolve) => {
          frame.onload = resolve;
        });
        frame.src = `mail://message/${token}/`;
        document.body.append(frame);
        await loaded;
        return frame;
      });
      for (const frame of await Promise.all(frames)) frame.remove();
    }, batch);
  }
  expect(await askedUntilNow(app, counting)).toEqual(['/last']);
  expect(seen).toEqual([]);
  expect(await webContentsOf(app)).toEqual(['app://restante/index.html']);

  // The same mails do run, and do load, in a page that nobody guards.
  for (const [n, { type, body }] of pages.entries()) served.set(`/page/${n}`, { type, body });
  const found = new Set<string>();
  let unguarded = app;
  for (let at = 0; at < pages.length; at += 20) {
    const addresses = pages.slice(at, at + 20).map((_, n) => `http://tracker.example/page/${at + n}`);
    try {
      for (const text of await unguardedIn(unguarded, addresses)) found.add(text);
    } catch {
      // Some of them end the whole app where nobody guards it; the rest are opened in another.
      unguarded = (await launchApp({ args: [mapped(counting.port)] })).app;
    }
  }
  const told = new Set(counting.requests.map(({ url }) => /^\/t\/\d+/.exec(url)?.[0]).filter((url) => url !== undefined));
  expect({ ran: found.size > 60, told: told.size > 80 }, `${found.size} ran, ${told.size} loaded`).toEqual({ ran: true, told: true });
});

test.skipIf(noOpenssl)('what the reader allows to be loaded is pictures, without a name, and never of their own network', async () => {
  const counting = await startCounting();
  const { page } = await launchApp({ args: [mapped(counting.port), '--ignore-certificate-errors'] });
  await doorsOf(page);
  const body = [
    '<p>Catalogue</p><img src="https://cdn.example/one.gif"><table background="https://cdn.example/two.gif"><tr><td>x</table>',
    '<p style="background:url(https://cdn.example/three.gif)">y</p><img srcset="https://cdn.example/four.gif 2x">',
    `<img src="http://127.0.0.1:${counting.port}/near.gif"><img src="http://192.168.1.1/router.gif"><img src="https://localhost/x.gif">`,
    '<style>@import "https://cdn.example/sheet.css";@font-face{font-family:f;src:url(https://cdn.example/font)}p{font-family:f}</style>',
    '<script src="https://cdn.example/script.js"></script><iframe src="https://cdn.example/frame"></iframe><link rel=prefetch href="https://cdn.example/next">',
  ].join('');
  await sendBytes(page, 'Catalogue', body, { type: 'text/html' });
  await page.getByRole('option', { name: 'Catalogue' }).click();
  await page.frameLocator('iframe[title]').getByText('Catalogue').waitFor();
  expect(counting.connections()).toBe(0);
  const asked = (): string[] => counting.requests.map(({ url }) => url).toSorted();
  const all = ['/four.gif', '/one.gif', '/three.gif', '/two.gif'];
  await page.getByRole('button', { name: 'Load images' }).click();
  await expect.poll(asked, patient).toEqual(all);
  for (const { headers } of counting.requests) {
    expect(headers).toMatchObject({ host: 'cdn.example', 'user-agent': 'Mozilla/5.0' });
    expect(Object.keys(headers).filter((name) => /cookie|referer|origin|accept-language|^sec-/.test(name))).toEqual([]);
  }

  // The sender is remembered, if the reader says so; the server's cookie is not.
  await page.keyboard.press('Escape');
  await sendBytes(page, 'Again', body, { type: 'text/html' });
  await page.getByRole('option', { name: 'Again' }).click();
  await page.getByRole('button', { name: 'Always for ann@sender.example' }).click();
  await expect.poll(() => counting.requests.length, patient).toBeGreaterThan(all.length);
  expect(counting.requests.some(({ headers }) => headers.cookie !== undefined)).toBe(false);
  expect(await page.getByRole('button', { name: 'Load images' }).count()).toBe(0);
  await page.keyboard.press('Escape');
  const picture = (name: string): string => `<p>${name}</p><img src="https://cdn.example/${name}.gif">`;
  await sendBytes(page, 'Third', picture('third'), { type: 'text/html' });
  await page.getByRole('option', { name: 'Third' }).click();
  await expect.poll(asked, patient).toContain('/third.gif');
  // It is that sender's pictures which are loaded, and nobody else's.
  await sendBytes(page, 'Fourth', picture('fourth'), { type: 'text/html', from: 'Bob <bob@sender.example>' });
  await page.getByRole('option', { name: 'Fourth' }).click();
  await page.getByRole('button', { name: 'Load images' }).waitFor();
  expect(asked()).not.toContain('/fourth.gif');
});

test("a message's frame cannot reach the app, and its address is good for it alone and while it is shown", async () => {
  const { app, page } = await launchApp();
  await doorsOf(page);
  await sendBytes(page, 'Other', 'Nothing in it.\n');
  await sendBytes(page, 'Letter', '<p>Hello</p><img src="cid:x">', { type: 'text/html' });
  await page.getByRole('option', { name: 'Letter' }).click();
  await page.frameLocator('iframe[title]').getByText('Hello').waitFor();
  const frame = mailFrame(page, new Set());
  if (!frame) throw new Error('there is no frame');
  expect(await frame.evaluate(() => ('restante' in globalThis ? 'reached' : self.origin))).toBe('null');
  const address = frame.url();
  const fetched = (url: string): Promise<string> => page.evaluate((url) => fetch(url).then(String, () => 'refused'), url);
  const fromMain = (url: string): Promise<number> => app.evaluate(async ({ net }, url) => (await net.fetch(url)).status, url);
  expect(await fromMain(address)).toBe(200);
  expect(await fromMain(address.replace(/[0-9a-f](?=\/$)/, (digit) => (digit === '0' ? '1' : '0')))).toBe(404);
  expect(await fromMain(`${address}part/0`)).toBe(404);
  expect(await fromMain(`${address}link/0`)).toBe(404);
  expect(await fromMain('mail://elsewhere/')).toBe(404);
  expect(await fetched(address)).toBe('refused');
  await page.getByRole('option', { name: 'Other' }).click();
  await page.getByRole('region', { name: 'Other' }).getByText('Nothing in it').waitFor();
  await expect.poll(() => fromMain(address), patient).toBe(404);
});
