import { expect, test } from 'vitest';
import { launchApp } from '../support/app.ts';
import { openSmtp } from '../support/smtp.ts';
import { freePort, launchOnPorts, openSettings, stateOf, subjectsIn, takePort, usePort } from './bundled.ts';
import { sendBytes, sendLetter } from './sending.ts';
import { doorsOf, eventually } from './window.ts';

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
