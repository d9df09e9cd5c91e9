import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ServerSizes } from '#restante/protocol/bridge';
import { launchApp } from '../support/app.ts';
import { temporaryFolder } from '../support/folder.ts';
import { choose, openSettings, stateOf, subjectsIn } from './bundled.ts';
import { bringAxe, faultsOf } from './looks.ts';
import { sendBytes } from './sending.ts';
import { ask, doorsOf, eventually, pidOf } from './window.ts';

test('a restart loses nothing of what is sent meanwhile; a crash is counted, a restart is not', { timeout: 120_000 }, async () => {
  const { app, page } = await launchApp();
  const { http, mailbox, sendToken } = await doorsOf(page);
  await openSettings(page);
  const sent: string[] = [];
  /** As senders do: under one key until there is an answer. */
  const send = async (subject: string): Promise<void> => {
    const headers = { Authorization: `Bearer ${sendToken}`, Subject: subject, 'Content-Type': 'text/plain', 'Idempotency-Key': subject };
    await eventually(() =>
      fetch(`${http}/v1/mailboxes/${mailbox}/messages`, { method: 'POST', body: 'x', headers }).then(
        ({ status }) => status,
        () => 0,
      ),
    ).toBe(201);
    sent.push(subject);
  };
  let busy = true;
  const sending = (async () => {
    for (let n = 100; busy; n += 1) await send(`During ${n}`);
  })();
  for (const _ of [1, 2]) {
    const { process } = await stateOf(page);
    const since = process.kind === 'running' ? process.since : 0;
    await page.getByRole('button', { name: 'Restart', exact: true }).click();
    await eventually(async () => {
      const { process } = await stateOf(page);
      return process.kind === 'running' && process.since > since;
    }).toBe(true);
  }
  await page.getByText(/^Running since/).waitFor();
  expect((await stateOf(page)).crashes).toEqual({ count: 0, last: null });
  process.kill(await pidOf(app, 'Restante server'), 'SIGKILL');
  await page.getByText('It has ended unexpectedly once since Restante was started').waitFor();
  await eventually(async () => (await stateOf(page)).process.kind).toBe('running');
  busy = false;
  await sending;
  await eventually(() => subjectsIn(page)).toEqual(sent.toSorted());
  expect((await stateOf(page)).crashes.count).toBe(1);
});

test('the log is shown, and says more when that is asked for', { timeout: 120_000 }, async () => {
  const { page } = await launchApp();
  await doorsOf(page);
  await openSettings(page);
  await page.getByRole('button', { name: 'Show the last lines' }).click();
  await page.getByText('It has written nothing yet.').waitFor();
  await page.getByText('Every request too').click();
  await eventually(async () => (await stateOf(page)).settings.level).toBe('debug');
  const { sendToken } = await doorsOf(page);
  await sendBytes(page, 'A subject that nobody writes down', 'x');
  await eventually(async () => (await ask<readonly string[]>(page, 'bundled.log')).join('\n')).toContain('POST');
  const lines = (await ask<readonly string[]>(page, 'bundled.log')).join('\n');
  expect(lines).not.toContain(sendToken);
  expect(lines).not.toContain('A subject');
  await page.getByRole('button', { name: 'Read again' }).click();
  await page.getByRole('region', { name: 'The last lines of the log' }).getByText('POST').first().waitFor();
});

test('the data folder is shown with its sizes, copied and opened', { timeout: 120_000 }, async () => {
  const { app, page, profile } = await launchApp();
  await doorsOf(page);
  await openSettings(page);
  const folder = join(profile, 'server');
  const data = page
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: 'Data', exact: true }) })
    .last();
  const sizeOf = (name: string) =>
    data
      .locator('dl > *')
      .filter({ hasText: new RegExp(`^${name}`) })
      .locator('+ dd');
  for (const name of ['Messages', 'Just written', 'Reserve', 'The rest', 'Logs of Restante', 'Free on this disk'])
    await sizeOf(name)
      .getByText(/^[\d.,]+\s[kMGT]?B$/)
      .waitFor();
  expect(await sizeOf('Reserve').innerText()).toMatch(/^17\sMB$/);
  // What is taken in is seen without asking.
  const sizes = (): Promise<ServerSizes> => ask(page, 'bundled.sizes');
  const { messages, log } = await sizes();
  await sendBytes(page, 'Large', Buffer.alloc(3_000_000, 'x'), { type: 'application/octet-stream' });
  await eventually(async () => {
    const now = await sizes();
    return now.messages + now.log - messages - log;
  }).toBeGreaterThan(3_000_000);
  await eventually(async () => {
    const shown = await Promise.all(['Messages', 'Just written'].map((name) => sizeOf(name).innerText()));
    return shown.some((size) => Number.parseFloat(size) >= 3 && size.endsWith('MB'));
  }).toBe(true);

  await data.getByText(folder, { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Copy the path of the data folder' }).click();
  await eventually(() => app.evaluate(({ clipboard }) => clipboard.readText())).toBe(folder);
  await app.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    shell.openPath = async (path) => {
      opened.push(path);
      return opened.length === 1 ? '' : 'no program for it';
    };
  });
  const open = page.getByRole('button', { name: 'Open the folder' });
  await open.click();
  await eventually(() => app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)).toEqual([folder]);
  await open.click();
  // A system that opens nothing says so.
  await page.getByRole('region', { name: 'Notices' }).getByText('no program for it').waitFor({ state: 'attached' });
});

test('a server that cannot start says why, and axe finds nothing in the settings of the server', { timeout: 180_000 }, async () => {
  const { app, page, profile, close } = await launchApp();
  await bringAxe(page);
  await doorsOf(page);
  await openSettings(page);
  expect.soft(await faultsOf(page), 'as it comes').toEqual({});
  await choose(app, temporaryFolder());
  await page.getByRole('button', { name: 'Back up now…' }).click();
  await page.getByText(/^Last backup/).waitFor();
  await page.getByRole('button', { name: 'Make one for this computer' }).click();
  await page.getByRole('button', { name: 'Copy the fingerprint' }).waitFor();
  await page.getByRole('textbox', { name: 'Port of HTTPS' }).fill('0');
  await page.getByRole('textbox', { name: 'Port of SMTP', exact: true }).fill('');
  expect.soft(await faultsOf(page), 'with a backup, a certificate and wrong ports').toEqual({});
  await close();

  writeFileSync(join(profile, 'server', 'directory.json'), '{');
  const again = await launchApp({ profile });
  await bringAxe(again.page);
  await openSettings(again.page);
  await again.page.getByText('It cannot start. Its list of mailboxes is damaged.').waitFor();
  expect.soft(await faultsOf(again.page), 'a server that cannot start').toEqual({});
  expect((await stateOf(again.page)).crashes.count).toBe(0);
});
