import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Reach } from '#restante/protocol/bridge';
import { launchApp } from '../support/app.ts';
import { makeCertificate, noOpenssl } from '../support/certificate.ts';
import { temporaryFolder } from '../support/folder.ts';
import { mailBy, openSmtp, plain } from '../support/smtp.ts';
import { choose, freePort, openSettings, stateOf, subjectsIn } from './bundled.ts';
import { sendBytes } from './sending.ts';
import { ask, doorsOf, eventually, inboxOf } from './window.ts';

/** An address of this machine that is not loopback, if it has one. */
const outside = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4')?.address;

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
