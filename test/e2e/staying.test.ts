import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { BundledState } from '#restante/protocol/bridge';
import { launchApp } from '../support/app.ts';
import { bringAxe, faultsOf } from './looks.ts';
import { ask, askServer, doorsOf, eventually } from './window.ts';

const stateOf = (page: Page): Promise<BundledState> => ask(page, 'bundled.read');
/** What has the focus, as the reader would name it. */
const standsOn = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { activeElement } = document;
    const labels = activeElement instanceof HTMLInputElement ? [...(activeElement.labels ?? [])] : [];
    const named = activeElement?.getAttribute('aria-label') ?? labels[0]?.textContent ?? activeElement?.textContent ?? '';
    return activeElement === document.body ? 'nothing' : named;
  });
const part = (page: Page, name: string): Promise<void> =>
  page
    .getByRole('navigation', { name: /^Parts of the server/ })
    .getByRole('button', { name, exact: true })
    .click();

test('the server is restarted under a port that is being written: it stays, no field is blamed, and the focus stays too', {
  timeout: 120_000,
}, async () => {
  const { page } = await launchApp();
  await doorsOf(page);
  await bringAxe(page);
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name: 'Delivery' }).click();
  await page.getByRole('button', { name: 'Settings of this server' }).click();
  const smtp = page.getByRole('switch', { name: 'Receive by SMTP' });
  for (const on of [false, true]) {
    await smtp.focus();
    await page.keyboard.press('Space');
    await eventually(async () => (await stateOf(page)).settings.smtp).toBe(on);
    await eventually(async () => (await stateOf(page)).process.kind).toBe('running');
    await eventually(() => smtp.isChecked()).toBe(on);
    expect(await standsOn(page)).toMatch(/^Receive by SMTP/);
  }

  const http = page.getByRole('textbox', { name: 'Port of HTTP', exact: true });
  await http.fill('18432');
  const blamed = await page.evaluateHandle(() => {
    const said: string[] = [];
    new MutationObserver(() => said.push(...(document.body.innerText.match(/Give a whole number/g) ?? []))).observe(document.body, {
      childList: true,
      subtree: true,
    });
    return said;
  });
  const { process: before } = await stateOf(page);
  await page.getByRole('button', { name: 'Restart', exact: true }).focus();
  await page.keyboard.press('Enter');
  await eventually(async () => {
    const { process } = await stateOf(page);
    return process.kind === 'running' && before.kind === 'running' && process.since > before.since;
  }).toBe(true);
  await page.getByRole('button', { name: 'Use it: Port of HTTP 18432' }).waitFor();
  expect(await http.inputValue()).toBe('18432');
  expect(await page.getByRole('textbox', { name: 'Port of SMTP', exact: true }).inputValue()).toMatch(/^\d+$/);
  expect(await blamed.jsonValue()).toEqual([]);
  expect(await standsOn(page)).toBe('Restart');
  for (const text of ['-3', '1e4', '80,5']) {
    await http.fill(text);
    await page.getByText('Give a whole number from 1 to 65,535.').waitFor();
    expect(await http.inputValue()).toBe(text);
  }
  expect.soft(await faultsOf(page), 'a port that is none').toEqual({});
});

test('numbers are written in either width, and by keyboard nobody is thrown back to the beginning of the page', {
  timeout: 120_000,
}, async () => {
  const { page } = await launchApp();
  const { mailbox } = await doorsOf(page);
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name: 'Delivery' }).click();
  await part(page, 'Retention');
  await page.getByRole('button', { name: 'Change: at most 1,000' }).first().click();
  const most = page.getByRole('textbox', { name: 'Greatest number' });
  const save = page.getByRole('button', { name: 'Save', exact: true });
  for (const text of ['-3', '1e5', '1,5']) {
    await most.fill(text);
    await eventually(() => save.isDisabled()).toBe(true);
    expect([await most.inputValue(), await most.getAttribute('aria-invalid')]).toEqual([text, 'true']);
  }
  await most.fill('５００');
  await most.press('Enter');
  await page.getByText('at most 500').first().waitFor();

  for (const note of ['one', 'two']) await askServer(page, 'addToken', { body: { scope: 'send', mailbox, note } });
  await part(page, 'Mailboxes');
  await page.getByRole('button', { name: `Open ${mailbox}`, exact: true }).click();
  const box = page.getByRole('region', { name: mailbox });
  await box.getByRole('switch', { name: 'Several devices may take from it' }).press('Space');
  await save.press('Enter');
  await page.getByText('Saved.').waitFor();
  expect(await standsOn(page)).toBe('Save');

  const revoke = async (note: string): Promise<void> => {
    await box.getByRole('button', { name: new RegExp(`^Revoke .*, ${note}…$`) }).press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke token' }).press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await box.getByRole('listitem', { name: new RegExp(`, ${note}$`) }).waitFor({ state: 'detached' });
  };
  await revoke('one');
  await eventually(() => standsOn(page)).toMatch(/^Revoke .*, two…$/);
  await revoke('two');
  await eventually(() => standsOn(page)).toBe('Add token…');

  await page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name: 'Settings' }).click();
  await page.getByText('MB', { exact: true }).click();
  const cap = page.getByRole('textbox', { name: 'The inbox holds at most' });
  await cap.fill('1.2345');
  await page.getByText('Give a number of MB up to 1,000,000, with three decimals at most.').waitFor();
  await cap.fill('１．００１');
  await cap.press('Enter');
  // As what it was taken for.
  await eventually(() => cap.inputValue()).toBe('1.001');
});
