import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { launchApp } from '../support/app.ts';
import { temporaryFolder } from '../support/folder.ts';
import { pdfOf } from '../support/pdf.ts';
import { sendBytes } from './sending.ts';
import { ask, doorsOf, inboxOf, settledClick } from './window.ts';

/** For a machine that has other things to do. */
const patient = { timeout: 20_000 };

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
/** A tenth of a second of silence. */
const wav = (() => {
  const samples = Buffer.alloc(800, 0x80);
  const head = Buffer.from('524946460000000057415645666d74201000000001000100401f0000401f00000100080064617461', 'hex');
  const size = Buffer.alloc(4);
  size.writeUInt32LE(samples.length);
  head.writeUInt32LE(36 + samples.length, 4);
  return Buffer.concat([head, size, samples]);
})();

type File = readonly [name: string, type: string, data: string | Uint8Array, contentId?: string];
const mailOf = (html: string, files: readonly File[]): string =>
  [
    ...['From: Ann Lee <ann@sender.example>', 'To: Bob <bob@localhost>', 'X-Odd: =?utf-8?B?5Lya6K2w?=', 'MIME-Version: 1.0'],
    ...['Content-Type: multipart/related; boundary=b', '', '--b', 'Content-Type: multipart/alternative; boundary=a', ''],
    ...['--a', 'Content-Type: text/plain; charset=utf-8', '', 'The text for those who want none.'],
    ...['--a', 'Content-Type: text/html; charset=utf-8', '', html, '--a--'],
    ...files.flatMap(([name, type, data, contentId]) => [
      ...[
        '--b',
        `Content-Type: ${type}; name="${name}"`,
        `Content-Disposition: ${contentId ? 'inline' : 'attachment'}; filename="${name}"`,
      ],
      ...(contentId ? [`Content-ID: <${contentId}>`] : []),
      ...['Content-Transfer-Encoding: base64', '', Buffer.from(data).toString('base64')],
    ]),
    ...['--b--', ''],
  ].join('\r\n');

/** What the system would be asked to open, instead of being asked. */
const system = async (app: ElectronApplication) => {
  await app.evaluate(({ shell }) => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    shell.openPath = async (path) => {
      asked.push(path);
      return '';
    };
    shell.openExternal = async (url) => {
      asked.push(url);
    };
  });
  return (): Promise<string[]> => app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);
};

const started = async () => {
  const running = await launchApp();
  const { app, page } = running;
  await doorsOf(page);
  const open = async (subject: string): Promise<void> => {
    await page.getByRole('option', { name: subject }).click();
    await page.getByRole('region', { name: subject }).waitFor();
  };
  const choose = async (item: string): Promise<void> => {
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  return { ...running, open, choose, asked: await system(app), frame: page.frameLocator('iframe[title]') };
};

const receive = async (page: Page, subject: string, body: string | Uint8Array, type: string): Promise<void> => {
  await sendBytes(page, subject, body, { type });
  await page.getByRole('option', { name: subject }).waitFor();
};

test('a mail with a layout is shown with it, its own pictures, its text, its headers and its source', async () => {
  const { page, open, choose, frame } = await started();
  const html = '<h1 style="color:#a00">Autumn</h1><img alt="Logo" src="cid:logo@x"><p>Bye</p>';
  await receive(
    page,
    'Catalogue',
    mailOf(html, [
      ['logo.png', 'image/png', png, 'logo@x'],
      ['room.png', 'image/png', png],
    ]),
    'message/rfc822',
  );
  await open('Catalogue');
  await frame.getByRole('heading', { name: 'Autumn' }).waitFor();
  const logo = frame.getByRole('img', { name: 'Logo' });
  await expect.poll(() => logo.evaluate((image) => (image as HTMLImageElement).naturalWidth), patient).toBe(1);
  await page.getByRole('heading', { name: '1 attachment' }).waitFor();
  await choose('Show as plain text');
  await page.getByRole('region', { name: 'Catalogue' }).getByText('The text for those who want none.').waitFor();
  expect(await page.locator('iframe[title]').count()).toBe(0);
  await choose('Show with its layout');
  await frame.getByRole('heading', { name: 'Autumn' }).waitFor();
  await choose('All headers');
  const headers = page.getByRole('region', { name: 'All headers' });
  await headers.getByText('X-Odd').waitFor();
  await headers.getByText('会議').waitFor();
  await choose('Source');
  await page.getByRole('dialog').getByText('multipart/related; boundary=b').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await choose('Larger');
  const size = (): Promise<string> => page.locator('iframe[title]').evaluate((frame) => getComputedStyle(frame).transform);
  await expect.poll(size, patient).toBe('matrix(1.1, 0, 0, 1.1, 0, 0)');
});

test('a link asks before it leaves, says where it truly leads, and only the web is led to', async () => {
  const { app, page, open, frame, asked } = await started();
  await receive(
    page,
    'Offer',
    '<p><a href="https://shop.example/?a=1">www.bank.example</a> <a href="ftp://x.example/">Files</a></p>',
    'text/html',
  );
  await receive(page, 'Notes', 'See https://example.org/notes.\n\n> one\n> two\n> three\n> four\n\nBye\n', 'text/plain');
  await open('Offer');
  await frame.getByRole('link', { name: 'www.bank.example' }).hover();
  await page.getByText('https://shop.example/?a=1').waitFor();
  await settledClick(frame.getByRole('link', { name: 'www.bank.example' }));
  const dialog = page.getByRole('dialog');
  await dialog.getByText('The link says www.bank.example, but leads to shop.example.').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(await asked()).toEqual([]);
  await settledClick(frame.getByRole('link', { name: 'www.bank.example' }));
  await dialog.getByRole('button', { name: 'Open in browser' }).click();
  await expect.poll(asked, patient).toEqual(['https://shop.example/?a=1']);
  await dialog.waitFor({ state: 'detached' });
  expect(await frame.getByText('Files').getAttribute('href')).toBeNull();
  for (const url of ['file:///etc/passwd', 'javascript:alert(1)', 'mailto:ann@example.org', 'smb://x/y', 'not an address'])
    expect(await ask(page, 'reading.follow', { url })).toBe('refused');
  expect(await asked()).toHaveLength(1);

  // Keys that mean a command work from within the frame as well.
  await settledClick(frame.getByText('Files'));
  await page.waitForFunction(() => document.activeElement?.tagName === 'IFRAME');
  const press = (keyCode: string): Promise<void> =>
    app.evaluate(({ BrowserWindow }, keyCode) => {
      BrowserWindow.getAllWindows()[0]?.webContents.sendInputEvent({ type: 'keyDown', keyCode });
    }, keyCode);
  await expect
    .poll(async () => {
      await press('k');
      return page.getByRole('region', { name: 'Notes' }).count();
    }, patient)
    .toBe(1);
  await page.getByText('4 quoted lines').click();
  await page.getByRole('region', { name: 'Notes', exact: true }).getByText('> two').waitFor();
  await page.getByRole('link', { name: 'https://example.org/notes' }).click();
  await dialog.getByRole('button', { name: 'Open in browser' }).click();
  await expect.poll(async () => (await asked()).at(-1), patient).toBe('https://example.org/notes');
});

test('attachments are shown, opened with a warning where it is due, and saved without writing over anything', async () => {
  const { app, page, open, asked } = await started();
  const folder = temporaryFolder();
  const files: File[] = [
    ['report.pdf', 'application/pdf', pdfOf(['First page', 'Second page'])],
    ['tone.wav', 'audio/wav', wav],
    ['notes.txt', 'text/plain', 'one'],
    ['notes.txt', 'text/plain', 'two'],
    ['invoice.pdf.exe', 'application/octet-stream', 'MZ'],
    ['annex=?utf-8?Q?=E2=80=AE?=gpj.txt', 'text/plain', 'turned'],
  ];
  await receive(page, 'Files', mailOf('<p>Here they are</p>', files), 'message/rfc822');
  await open('Files');
  const dialog = page.getByRole('dialog');

  await page.getByRole('button', { name: 'Show report.pdf' }).click();
  await dialog.getByText('Page 1 of 2').waitFor();
  await dialog.locator('canvas[data-page="1"]').waitFor();
  await dialog.getByRole('button', { name: 'Next page' }).click();
  await dialog.locator('canvas[data-page="2"]').waitFor();
  const ink = await dialog.locator('canvas').evaluate((canvas) => {
    const { width, height } = canvas as HTMLCanvasElement;
    const { data } = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height) ?? { data: [] };
    return data.some((value, at) => at % 4 === 0 && value < 100);
  });
  expect(ink).toBe(true);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Show tone.wav' }).click();
  await expect.poll(() => dialog.locator('audio').evaluate((audio) => (audio as HTMLAudioElement).duration), patient).toBeCloseTo(0.1, 2);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });

  await page.getByRole('button', { name: 'Open notes.txt' }).first().click();
  await expect.poll(asked, patient).toHaveLength(1);
  const [path = ''] = await asked();
  expect(readFileSync(path, 'utf8')).toBe('one');
  if (process.platform !== 'win32') expect([statSync(path).mode & 0o777, statSync(join(path, '..')).mode & 0o777]).toEqual([0o600, 0o700]);
  await page.getByRole('button', { name: 'Open invoice.pdf.exe' }).click();
  await dialog.getByText('This is a program.').waitFor();
  await dialog.getByText('Its name makes it look like another kind of file than it is.').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect(await asked()).toHaveLength(1);

  await app.evaluate(({ dialog }, folder) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [folder] });
  }, folder);
  await page.getByRole('button', { name: 'Save all…' }).click();
  await expect.poll(() => readdirSync(folder).length, patient).toBe(files.length);
  await page.getByText(`Saved as ${folder}`).waitFor();
  expect(
    readdirSync(folder)
      .filter((name) => name.startsWith('notes'))
      .toSorted(),
  ).toEqual(['notes (2).txt', 'notes.txt']);
  expect(readFileSync(join(folder, 'notes (2).txt'), 'utf8')).toBe('two');
  expect(readdirSync(folder).every((name) => !/[\u202a-\u202e]/.test(name))).toBe(true);
  // What is there already is not written a second time; the last of them is written anew.
  const [last = ''] = readdirSync(folder).filter((name) => name.startsWith('annex'));
  rmSync(join(folder, last));
  await page.getByRole('button', { name: 'Save all…' }).click();
  await expect.poll(() => readdirSync(folder).includes(last), patient).toBe(true);
  expect(readdirSync(folder)).toHaveLength(files.length);
  expect(existsSync(path)).toBe(true);
});

test('a message is printed alone, and a huge one is cut and says so', async () => {
  const { app, page, open } = await started();
  await app.evaluate(({ app }) => {
    app.on('web-contents-created', (_, contents) => {
      contents.print = (_options, done) => {
        void contents.printToPDF({}).then((pdf) => {
          Object.assign(globalThis, { printed: { pages: pdf.length, title: contents.getTitle(), url: contents.getURL() } });
          done?.(true, '');
        });
      };
    });
  });
  const line = 'A line of a very long text.\n';
  await receive(page, 'Long', line.repeat(100_000), 'text/plain');
  await receive(page, 'Short', '<p style="color:#123">Hello</p>', 'text/html');
  await open('Short');
  await page.frameLocator('iframe[title]').getByText('Hello').waitFor();
  await page.keyboard.press('Control+p');
  const printed = (): Promise<unknown> => app.evaluate(() => (globalThis as unknown as { printed: unknown }).printed);
  await expect.poll(printed, { timeout: 20_000 }).toMatchObject({ title: 'Short', url: expect.stringMatching(/^mail:/) });
  await expect.poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length), patient).toBe(1);
  await open('Long');
  await page.getByText('Only its beginning is shown').waitFor();
  await page.keyboard.press('Control+u');
  await page.getByRole('dialog').getByText('Save the message to disk to have all of it').waitFor();
  await page.getByRole('button', { name: 'Show more' }).click();
  await expect.poll(() => page.getByRole('dialog').locator('pre').count(), patient).toBe(2);
});

test('a message counts as read when the reader chose that it does', async () => {
  const { page, open } = await started();
  await receive(page, 'First', 'One.\n', 'text/plain');
  await receive(page, 'Second', 'Two.\n', 'text/plain');
  const read = async (subject: string): Promise<boolean | undefined> => (await inboxOf(page)).find((row) => row.subject === subject)?.read;
  await page.getByRole('navigation').getByRole('button', { name: 'Settings' }).click();
  const choice = page.getByRole('combobox', { name: 'A message counts as read' });
  await choice.selectOption('Only when I say so');
  await page.getByRole('navigation').getByRole('button', { name: 'Inbox' }).click();
  await open('First');
  await page.getByRole('region', { name: 'First' }).getByText('One.').waitFor();
  await page.getByRole('navigation').getByRole('button', { name: 'Settings' }).click();
  await choice.selectOption('As soon as it is shown');
  await page.getByRole('navigation').getByRole('button', { name: 'Inbox' }).click();
  await open('Second');
  await expect.poll(() => read('Second'), patient).toBe(true);
  expect(await read('First')).toBe(false);

  await ask(page, 'settings.change', { trusted: ['ann@sender.example'] });
  await page.getByRole('navigation').getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Ask again for ann@sender.example' }).click();
  await page.getByText('Nobody. Images from elsewhere').waitFor();
  expect(await ask(page, 'settings.read')).toMatchObject({ trusted: [] });
});
