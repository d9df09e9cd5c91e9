import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import type { BundledState, Reach, ServerSizes } from '#restante/protocol/bridge';
import { launchApp } from '../support/app.ts';
import { makeCertificate, noOpenssl } from '../support/certificate.ts';
import { temporaryFolder } from '../support/folder.ts';
import { run } from '../support/process.ts';
import { call, startServer } from '../support/server.ts';
import { mailBy, openSmtp, plain } from '../support/smtp.ts';
import { bringAxe, faultsOf } from './looks.ts';
import { sendBytes, sendLetter } from './sending.ts';
import { ask, doorsOf, eventually, folderOf, inboxOf, pidOf } from './window.ts';

const stateOf = (page: Page): Promise<BundledState> => ask(page, 'bundled.read');
const subjectsIn = async (page: Page): Promise<string[]> => (await inboxOf(page)).map(({ subject }) => subject).toSorted();

/** Leads to the settings of the server, from one of its views. */
const openSettings = async (page: Page): Promise<void> => {
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name: 'Delivery' }).click();
  await page.getByRole('button', { name: 'Settings of this server' }).click();
  await page.getByRole('heading', { name: 'Server on this computer' }).waitFor();
};

/** What the system's dialogs answer from now on. */
const choose = (app: ElectronApplication, path: string): Promise<void> =>
  app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: path });
  }, path);

/** Takes a port, as another program would, that answers nothing. */
const takePort = async (wanted: number): Promise<{ leave(): Promise<unknown> }> => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket)).listen(wanted, '127.0.0.1');
  await once(server, 'listening');
  const leave = (): Promise<unknown> =>
    new Promise((resolve) => {
      server.close(resolve);
      // The inbox looks for its server where that was.
      for (const socket of sockets) socket.destroy();
    });
  onTestFinished(() => void leave());
  return { leave };
};
/** A port that nobody has, and that the system gives to nobody who asks for any. */
const freePort = async (): Promise<number> => {
  for (;;) {
    const port = randomInt(20_000, 30_000);
    const taken = await takePort(port).catch(() => undefined);
    if (!taken) continue;
    await taken.leave();
    return port;
  }
};
/** The app on two such ports: when it leaves them, nobody else answers there. */
const launchOnPorts = async () => {
  const profile = temporaryFolder();
  const addresses = { http: `127.0.0.1:${await freePort()}`, smtp: `127.0.0.1:${await freePort()}` };
  writeFileSync(join(profile, 'settings.json'), JSON.stringify({ addresses }));
  return launchApp({ profile });
};

/** An address of this machine that is not loopback, if it has one. */
const outside = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4')?.address;

const usePort = async (page: Page, label: string, port: number): Promise<void> => {
  await page.getByRole('textbox', { name: label, exact: true }).fill(String(port));
  await page.getByRole('button', { name: `Use it: ${label} ${port}` }).click();
};

test('a changed address is in force after a restart, the inbox follows, and the next start keeps it', { timeout: 120_000 }, async () => {
  const { page, profile, close } = await launchOnPorts();
  const before = await doorsOf(page);
  await sendBytes(page, 'Before', 'x');
  const [http, smtp] = [await freePort(), await freePort()];
  await openSettings(page);
  await page.getByText(`In force now: ${before.http}`).waitFor();
  await page.getByRole('textbox', { name: 'Port of HTTP', exact: true }).fill('70000');
  await page.getByText('Give a whole number from 1 to 65,535.').waitFor();
  expect(await page.getByRole('button', { name: /^Use it/ }).count()).toBe(0);
  await usePort(page, 'Port of HTTP', http);
  await page.getByText(`In force now: http://127.0.0.1:${http}`).waitFor();
  await usePort(page, 'Port of SMTP', smtp);
  await page.getByText(`In force now: 127.0.0.1:${smtp}`).waitFor();
  await expect(fetch(before.http)).rejects.toThrow();
  await eventually(async () => (await doorsOf(page)).http).toBe(`http://127.0.0.1:${http}`);
  await sendBytes(page, 'By HTTP', 'x');
  await sendLetter(page, ['Subject: By SMTP'], 'x');
  await eventually(() => subjectsIn(page)).toEqual(['Before', 'By HTTP', 'By SMTP']);
  expect((await stateOf(page)).crashes.count).toBe(0);
  await close();

  const again = await launchApp({ profile });
  expect(await doorsOf(again.page)).toMatchObject({ http: `http://127.0.0.1:${http}`, smtp: `127.0.0.1:${smtp}` });
});

test('a port that is taken is said, and the server goes on where it was; at a start it takes a free one and says so', {
  timeout: 120_000,
}, async () => {
  const { page, profile, close } = await launchApp();
  const before = await doorsOf(page);
  const port = await freePort();
  const { leave } = await takePort(port);
  await openSettings(page);
  await usePort(page, 'Port of HTTP', port);
  await page.getByText('The change was not made. The server goes on as before. Another program uses that port.').waitFor();
  await page.getByText(`In force now: ${before.http}`).waitFor();
  await eventually(async () => (await stateOf(page)).process.kind).toBe('running');
  expect((await stateOf(page)).settings.httpPort).toBeNull();
  await sendBytes(page, 'As before', 'x');
  await eventually(() => subjectsIn(page)).toEqual(['As before']);

  await usePort(page, 'Port of HTTP', Number(before.smtpDoor.port));
  await page.getByText('The same port is wanted twice. Give each door its own.').waitFor();
  await leave();
  await usePort(page, 'Port of HTTP', port);
  await page.getByText(`In force now: http://127.0.0.1:${port}`).waitFor();
  await close();

  const squatter = await takePort(port);
  const again = await launchApp({ profile });
  const { http } = await doorsOf(again.page);
  expect(http).not.toBe(`http://127.0.0.1:${port}`);
  await openSettings(again.page);
  await again.page.getByText(`Another program uses 127.0.0.1:${port}, so the server took a free port.`).waitFor();
  // It is asked for again as soon as it is free.
  await squatter.leave();
  await again.page.getByRole('button', { name: 'Restart', exact: true }).click();
  await again.page.getByText(`In force now: http://127.0.0.1:${port}`).waitFor();
});

test('SMTP off refuses connections, and on accepts them again', { timeout: 120_000 }, async () => {
  const { page } = await launchOnPorts();
  const { smtpDoor } = await doorsOf(page);
  await openSettings(page);
  await page.getByRole('switch', { name: 'Receive by SMTP' }).click();
  await page.getByText('Mail programs are refused; messages come by HTTP only.').waitFor();
  await eventually(async () => (await stateOf(page)).process.kind).toBe('running');
  await expect(openSmtp(smtpDoor)).rejects.toThrow();
  await sendBytes(page, 'By HTTP', 'x');
  await eventually(() => subjectsIn(page)).toEqual(['By HTTP']);
  await page.getByRole('switch', { name: 'Receive by SMTP' }).click();
  await page.getByText(`In force now: ${smtpDoor.host}:${smtpDoor.port}`).waitFor();
  await sendLetter(page, ['Subject: By SMTP'], 'x');
  await eventually(() => subjectsIn(page)).toEqual(['By HTTP', 'By SMTP']);
});

/** The status that an HTTPS server answers with. */
const secureStatus = (url: string, ca: Buffer, token: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(url, { ca, agent: false, headers: { Authorization: `Bearer ${token}` } }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    })
      .on('error', reject)
      .end();
  });

test.skipIf(noOpenssl || outside === undefined)(
  'network access needs a certificate; with it others come by TLS alone, and the app by its own door',
  { timeout: 120_000 },
  async () => {
    const { app, page } = await launchApp();
    const { sendToken, mailbox, http: own } = await doorsOf(page);
    const folder = temporaryFolder();
    const good = makeCertificate(folder, 'good', { names: `DNS:localhost,IP:${outside}` });
    const old = makeCertificate(folder, 'old', { expired: true });
    const [http, smtp] = [await freePort(), await freePort()];
    await openSettings(page);
    const on = page.getByRole('button', { name: 'Switch on', exact: true });
    await page.getByText('Off: only this computer reaches the server.').waitFor();
    expect(await on.isDisabled()).toBe(true);
    expect(await ask(page, 'bundled.change', { network: { host: '*', http, smtp, certificate: 'chosen' } })).toMatchObject({
      kind: 'kept',
    });

    const give = async (which: 'certificate' | 'its key', path: string): Promise<void> => {
      await choose(app, path);
      await page.getByRole('button', { name: `Choose ${which}…` }).click();
      await page.getByText(`${which === 'certificate' ? 'Certificate' : 'Key'}: ${path}`).waitFor();
    };
    await give('certificate', good.cert);
    await page.getByText('Now choose its key.').waitFor();
    await give('its key', old.key);
    await page.getByText('The certificate cannot be used').waitFor();
    expect(await on.isDisabled()).toBe(true);
    await give('certificate', old.cert);
    await page.getByText('Others refuse it.').waitFor();
    expect(await on.isDisabled()).toBe(true);
    await give('certificate', good.cert);
    await give('its key', good.key);
    await page.getByText(`localhost, ${outside}`).waitFor();
    await page.getByRole('textbox', { name: 'Port of HTTPS' }).fill(String(http));
    await page.getByRole('textbox', { name: 'Port of SMTP with STARTTLS' }).fill(String(smtp));
    await on.click();
    await page.getByText('On: other machines reach the server, encrypted.').waitFor();
    await page.getByText(`https://${outside}:${http}`).waitFor();
    const { certificate } = await ask<Reach>(page, 'bundled.reach');
    const fingerprint = execFileSync('openssl', ['x509', '-in', good.cert, '-noout', '-fingerprint', '-sha256']).toString().trim();
    expect(fingerprint).toContain(certificate?.fingerprint ?? 'nothing');

    // By TLS with a token, not without either.
    const mailboxes = `https://${outside}:${http}/v1/mailboxes`;
    expect(await secureStatus(`https://${outside}:${http}/healthz/live`, good.pem, '')).toBe(200);
    expect(await secureStatus(mailboxes, good.pem, 'wrong')).toBe(401);
    await expect(secureStatus(mailboxes, readFileSync(old.cert), sendToken)).rejects.toThrow();
    await expect(fetch(`http://${outside}:${http}/healthz/live`)).rejects.toThrow();
    await expect(fetch(`${own.replace('127.0.0.1', String(outside))}/healthz/live`)).rejects.toThrow();
    const wire = await openSmtp({ host: String(outside), port: smtp });
    expect(await wire.tell('EHLO x')).not.toContain('AUTH');
    expect(await wire.tell('MAIL FROM:<a@x>')).toMatch(/^530 /);
    await wire.secure(good.pem);
    await wire.tell('EHLO x');
    expect(await wire.tell('MAIL FROM:<a@x>')).toMatch(/^530 /);
    expect(await wire.tell(plain(sendToken))).toMatch(/^235 /);
    expect((await mailBy(wire, [`${mailbox}@x`])).at(-1)).toMatch(/^250 /);
    // Its own inbox goes by loopback, for which the certificate is not.
    expect((await doorsOf(page)).http).toBe(own);
    await eventually(async () => (await inboxOf(page)).length).toBe(1);

    // Replaced files are taken over.
    makeCertificate(folder, 'good', { names: `DNS:localhost,IP:${outside}` });
    await eventually(async () => (await ask<Reach>(page, 'bundled.reach')).certificate?.fingerprint).not.toBe(certificate?.fingerprint);

    await page.getByRole('button', { name: 'Switch off' }).click();
    await page.getByText('Off: only this computer reaches the server.').waitFor();
    await eventually(async () => (await stateOf(page)).process.kind).toBe('running');
    await expect(secureStatus(`https://${outside}:${http}/healthz/live`, good.pem, '')).rejects.toThrow();
  },
);

test('a certificate that is made here opens the network; when it is gone at a start the server runs for this computer and says why', {
  timeout: 120_000,
}, async () => {
  const { page, profile, close } = await launchApp();
  await doorsOf(page);
  const [http, smtp] = [await freePort(), await freePort()];
  await openSettings(page);
  await page.getByRole('button', { name: 'Make one for this computer' }).click();
  await page.getByRole('button', { name: 'Copy the fingerprint' }).waitFor();
  await page.getByRole('textbox', { name: 'Port of HTTPS' }).fill(String(http));
  await page.getByRole('textbox', { name: 'Port of SMTP with STARTTLS' }).fill(String(smtp));
  await page.getByRole('button', { name: 'Switch on', exact: true }).click();
  await page.getByText('On: other machines reach the server, encrypted.').waitFor();
  const file = join(profile, 'certificate', 'restante.pem');
  expect(await secureStatus(`https://localhost:${http}/healthz/live`, readFileSync(file), '')).toBe(200);
  const fingerprint = async () => (await ask<Reach>(page, 'bundled.reach')).certificate?.fingerprint;
  const first = await fingerprint();
  await page.getByRole('button', { name: 'Make a new one' }).click();
  await eventually(fingerprint).not.toBe(first);
  await eventually(() => secureStatus(`https://localhost:${http}/healthz/live`, readFileSync(file), '')).toBe(200);
  await close();

  writeFileSync(file, 'no certificate any more');
  const again = await launchApp({ profile });
  await doorsOf(again.page);
  await sendBytes(again.page, 'Still here', 'x');
  await eventually(() => subjectsIn(again.page)).toEqual(['Still here']);
  await openSettings(again.page);
  await again.page.getByText('Network access is chosen and could not be opened.').waitFor();
  await again.page.getByText('The certificate cannot be used').waitFor();
});

test('a backup is made while messages come, and a second server restores every one of them byte for byte', {
  timeout: 120_000,
}, async () => {
  const { app, page } = await launchApp();
  await doorsOf(page);
  const bodies = new Map<string, Buffer>();
  for (const n of [1, 2, 3, 4, 5]) {
    const body = Buffer.alloc(n * 50_000, `message ${n} `);
    bodies.set(await sendBytes(page, `Message ${n}`, body, { type: 'application/octet-stream' }), body);
  }
  await eventually(async () => (await folderOf(page, 'processed')).messages.length).toBe(5);
  const folder = temporaryFolder();
  await choose(app, folder);
  await openSettings(page);
  await page.getByText('No backup was made from here yet.').waitFor();
  await page.getByRole('button', { name: 'Back up now…' }).click();
  await sendBytes(page, 'Meanwhile', 'x');
  await page.getByText(/^Last backup: .* checked\.$/).waitFor();
  const { lastBackup } = await stateOf(page);
  const path = lastBackup?.path ?? '';
  expect(readdirSync(folder)).toEqual([path.slice(folder.length + 1)]);
  expect(readdirSync(path)).toContain('manifest.json');
  await page.getByText(`restante admin restore ${path} --data`).waitFor();

  const data = join(temporaryFolder(), 'data');
  expect(await run(['admin', 'restore', path, '--data', data, '--json'])).toMatchObject({ code: 0 });
  const second = await startServer(data);
  for (const [uid, body] of bodies) {
    const response = await call(second, second.adminToken, `/v1/messages/${uid}/body`);
    expect(Buffer.from(await response.arrayBuffer()).equals(body), uid).toBe(true);
  }
});

test('a backup that is cancelled, or that the app left half made, leaves nothing', { timeout: 120_000 }, async () => {
  const { app, page, profile, close } = await launchApp();
  await doorsOf(page);
  const folder = temporaryFolder();
  await choose(app, folder);
  // At once: this one is small.
  await page.evaluate(async () => {
    await window.restante.call('bundled.backup', undefined);
    await window.restante.call('bundled.cancelBackup', undefined);
  });
  expect(await stateOf(page)).toMatchObject({ backup: { kind: 'cancelled' }, lastBackup: null });
  expect(readdirSync(folder)).toEqual([]);
  await openSettings(page);
  await page.getByText('The backup was cancelled. Nothing of it is left.').waitFor();

  // A place that cannot be written.
  const file = join(folder, 'file');
  writeFileSync(file, '');
  await choose(app, file);
  await page.getByRole('button', { name: 'Back up now…' }).click();
  await page.getByText('The backup failed. Nothing of it is left.').waitFor();
  await close();

  const part = join(folder, 'restante-backup-2026-01-02-030405.part');
  mkdirSync(part);
  writeFileSync(join(part, 'messages.db'), 'half');
  const settings = JSON.parse(readFileSync(join(profile, 'settings.json'), 'utf8')) as Record<string, unknown>;
  writeFileSync(join(profile, 'settings.json'), JSON.stringify({ ...settings, backups: { last: null, begun: part } }));
  const again = await launchApp({ profile });
  await eventually(() => existsSync(part)).toBe(false);
  await openSettings(again.page);
  await again.page.getByText('Restante ended while a backup was being made.').waitFor();
});

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
