import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { launchApp } from '../support/app.ts';
import { sendLetter } from './sending.ts';
import { ask, doorsOf } from './window.ts';

const looks = (['light', 'dark'] as const).flatMap((theme) => (['en', 'ja'] as const).map((language) => ({ theme, language })));

const faultsOf = async (page: Page): Promise<string[]> => {
  const faults: string[] = [];
  for (const look of looks) {
    await ask(page, 'settings.change', look);
    await page.locator(`html[lang="${look.language}"][data-mantine-color-scheme="${look.theme}"]`).waitFor();
    await page.evaluate(async () => {
      await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
    });
    const { violations }: AxeResults = await page.evaluate(() =>
      (window as unknown as { axe: typeof axe }).axe.run({ resultTypes: ['violations'], preload: false }),
    );
    for (const { id, nodes } of violations) faults.push(`${look.theme}/${look.language} ${id} ${nodes[0]?.html.slice(0, 160)}`);
  }
  await ask(page, 'settings.change', { theme: 'light', language: 'en' });
  await page.locator('html[lang="en"]').waitFor();
  return faults;
};

test('axe finds nothing while a letter is written, beside the list and over it, in drafts and among what was sent', async () => {
  const { app, page } = await launchApp();
  await page.evaluate(axe.source);
  const { mailbox } = await doorsOf(page);
  await sendLetter(page, ['Subject: Lunch'], 'At noon?');
  const width = (px: number): Promise<void> =>
    app.evaluate(({ BrowserWindow }, px) => BrowserWindow.getAllWindows()[0]?.setContentSize(px, 720), px);
  await page.getByRole('listbox').getByRole('option').first().click();
  await page.keyboard.press('r');
  const form = page.getByRole('region', { name: 'New message' });
  await form.getByRole('button', { name: 'Write with the mail program' }).waitFor();
  await page.getByRole('combobox', { name: 'To' }).fill('nobody');
  await page.keyboard.press('Enter');
  await form.getByText('There is no mailbox “nobody”').waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await width(800);
  expect(await faultsOf(page)).toEqual([]);
  await page.getByRole('combobox', { name: 'To' }).focus();
  await page.keyboard.press('Escape');
  await form.waitFor({ state: 'detached' });
  await page.keyboard.press('Control+5');
  await page.getByRole('option', { name: /nobody/ }).click();
  expect(await faultsOf(page)).toEqual([]);
  const id = crypto.randomUUID();
  await ask(page, 'letters.save', { account: 'own', id, to: [mailbox, 'nobody'], subject: 'To two', text: 'x' });
  await ask(page, 'letters.send', { account: 'own', id });
  await page.keyboard.press('Control+6');
  await page.getByRole('option', { name: /To two/ }).click();
  await page.getByRole('region', { name: 'How it stands' }).getByText('Not sent').waitFor();
  expect(await faultsOf(page)).toEqual([]);
});
