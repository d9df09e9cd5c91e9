import type { ElectronApplication, Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { launchApp } from '../support/app.ts';
import { bringAxe, faultsOf, wear } from './looks.ts';
import { sendBytes, sendLetter } from './sending.ts';
import { ask, doorsOf, pidOf } from './window.ts';

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

/** Kills the app's own server, and from now on every one that is started in its place. */
const keepServerDown = async (app: ElectronApplication): Promise<void> => {
  await app.evaluate(({ utilityProcess }) => {
    const { fork } = utilityProcess;
    utilityProcess.fork = (...args) => {
      const child = fork(...args);
      if (args[2]?.serviceName === 'Restante server') child.once('spawn', () => child.kill());
      return child;
    };
  });
  process.kill(await pidOf(app, 'Restante server'), 'SIGKILL');
};

test('axe finds nothing in any state of the window, in light and dark, English and Japanese', { timeout: 180_000 }, async () => {
  const { app, page } = await launchApp();
  await bringAxe(page);
  const clean = async (state: string): Promise<void> => {
    expect.soft(await faultsOf(page), state).toEqual({});
  };
  const go = (name: string): Promise<void> => page.getByRole('navigation').first().getByRole('button', { name }).click();
  const row = (subject: string): Locator => page.getByRole('option', { name: subject });
  const heading = (name: string): Promise<void> => page.getByRole('heading', { name, exact: true }).waitFor();
  const open = async (subject: string): Promise<void> => {
    await row(subject).click();
    await page.getByRole('region', { name: subject }).waitFor();
  };
  await wear(page, { theme: 'light', language: 'en' });
  await doorsOf(page);

  await heading('Your mailbox is open');
  await clean('first start');
  for (const folder of ['Unread', 'Protected', 'Deleted', 'Delivery', 'Processed']) {
    await go(folder);
    await heading(folder);
    await clean(`${folder}, empty`);
  }
  await go('Inbox');

  await sendBytes(page, 'Keys to the store', 'They are under the mat.\n');
  await sendBytes(page, 'A long list', 'One more line.\n'.repeat(200));
  await sendBytes(page, 'מסמכים לפגישה', 'שלום\n');
  await sendBytes(page, '', '');
  await sendBytes(page, 'Still 06:00', png, { type: 'image/png' });
  await sendBytes(page, 'Backup', new Uint8Array(2_000), { type: 'application/zip' });
  await sendBytes(page, 'Newsletter', '<h1>News</h1><p>With a <a href="https://remote.example/">link</a>.</p>', { type: 'text/html' });
  await sendLetter(
    page,
    ['Subject: Minutes', 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=part'],
    [
      ...['--part', 'Content-Type: text/plain', '', 'The minutes are attached.'],
      ...['--part', 'Content-Type: application/pdf', 'Content-Disposition: attachment; filename=minutes.pdf', '', '%PDF-1.4'],
      ...['--part', 'Content-Type: image/png', 'Content-Disposition: attachment; filename=room.png', '', 'no picture'],
      '--part--',
    ].join('\r\n'),
  );
  /** Points at something until its tooltip shows: what is drawn anew under a pointer that rests is not entered. */
  const hint = async (target: Locator, name: string): Promise<void> => {
    const shown = async (): Promise<boolean> => {
      await page.mouse.move(1, 1);
      await target.hover();
      return page
        .getByRole('tooltip', { name })
        .waitFor({ timeout: 1_000 })
        .then(
          () => true,
          () => false,
        );
    };
    await expect.poll(shown, { timeout: 20_000 }).toBe(true);
  };
  await row('Minutes').waitFor();
  await clean('inbox, nothing open');
  for (const subject of ['Keys to the store', 'A long list', 'מסמכים', 'No subject', 'Still 06:00', 'Backup', 'Newsletter', 'Minutes']) {
    await open(subject);
    await clean(`${subject} open`);
  }

  await hint(page.getByRole('button', { name: 'Protect', exact: true }), 'Protect');
  await clean('a button with its tooltip');
  await page.getByRole('button', { name: 'Protect', exact: true }).click();
  await hint(page.getByRole('meter'), 'May be overwritten');
  await clean('the meter with its parts');
  const find = async (words: string): Promise<void> => page.locator('input[type="search"]').fill(words);
  await find('the');
  await page.getByRole('option').locator('mark').first().waitFor();
  await open('Keys to the store');
  await clean('a search with what it found');
  await find('nothing of the kind');
  await page.getByText('Nothing found for').waitFor();
  await clean('a search that found nothing');
  await find('');
  await page.getByRole('button', { name: 'More filters' }).click();
  await page.getByRole('combobox', { name: 'Kind' }).selectOption('Mail');
  await page.getByRole('combobox', { name: 'Sent' }).selectOption('From … to …');
  await clean('the filters');
  await page.keyboard.press('Escape');
  await clean('a list that is filtered');
  await page.getByRole('button', { name: 'Save search…' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Mails');
  await clean('a search that is being saved');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'More for Mails' }).click();
  await page.getByRole('menuitem', { name: 'Rename…' }).waitFor();
  await clean('a saved search with its menu');
  await page.keyboard.press('Escape');
  await go('Inbox');
  await page.keyboard.press('Control+k');
  await page.getByRole('listbox').getByText('Settings…').waitFor();
  await clean('the palette');
  await page.keyboard.press('Escape');
  await row('Keys to the store').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Delete' }).waitFor();
  await clean('the menu of a message');
  await page.keyboard.press('Escape');
  await ask(page, 'settings.change', { lines: 1 });
  await clean('rows of one line');
  await ask(page, 'settings.change', { lines: 2 });
  await row('Keys to the store').click();
  await page.keyboard.press('Control+a');
  await heading('8 messages selected');
  await clean('all selected');
  await row('Backup').click();
  await page.keyboard.press('Delete');
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  await clean('a deletion that can be undone');
  expect(await page.getByRole('button', { name: 'Undo' }).isVisible()).toBe(true);
  await page.keyboard.press('?');
  await heading('Keyboard');
  await clean('the sheet of keys');
  await page.keyboard.press('Escape');
  await sendBytes(page, 'Not opened yet', 'New.\n');
  for (const folder of ['Unread', 'Protected', 'Deleted']) {
    await go(folder);
    await page.getByRole('option').first().click();
    await clean(`${folder}, one open`);
  }
  await page.keyboard.press('Shift+Delete');
  await page.getByRole('button', { name: 'Delete for good', exact: true }).waitFor();
  await clean('a question before something is deleted for good');
  await page.keyboard.press('Escape');

  await go('Settings');
  await heading('Settings');
  await clean('settings');
  await page.getByRole('switch', { name: 'Quiet hours' }).click();
  await page.getByRole('button', { name: 'Show what it holds' }).click();
  await page.getByRole('region', { name: 'The bundle, as it will be saved' }).waitFor();
  await clean('settings, quiet hours and a bundle');
  const cap = page.getByRole('textbox', { name: 'The inbox holds at most' });
  await cap.fill('0');
  await page.getByText('Give a whole number from 1').waitFor();
  await clean('settings, no such size');
  await cap.fill('7');
  await cap.press('Enter');
  await page.getByRole('button', { name: 'Make room…' }).waitFor();
  await clean('settings, the inbox full');

  await go('Processed');
  await page.getByRole('gridcell', { name: 'Minutes' }).waitFor();
  await clean('Processed');
  await page.getByRole('button', { name: 'Edit' }).click();
  await clean('Processed, its rule being edited');
  await page.getByRole('textbox', { name: 'Length of time' }).fill('0');
  await page.getByText('Give a whole number from 1').waitFor();
  await clean('Processed, no such rule');
  await page.getByRole('button', { name: 'Cancel' }).click();

  for (const subject of ['First', 'Second', 'Third']) await sendBytes(page, subject, 'It waits.\n');
  await go('Delivery');
  await page.getByRole('gridcell', { name: 'Third' }).waitFor();
  await clean('Delivery, the inbox full');
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('combobox', { name: 'How long' }).selectOption('limited');
  await clean('Delivery, its rule being edited');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await go('Inbox');
  await page.getByText('3 messages wait safely at the server').first().waitFor();
  await clean('the inbox full');
  await page.getByRole('button', { name: 'Make room…' }).click();
  await heading('Make room');
  await page.getByRole('checkbox').first().click();
  await page.getByText('1 message chosen').waitFor();
  await clean('making room');
  await page.getByRole('button', { name: 'Other ways' }).click();
  await page.getByRole('button', { name: 'Let read messages be overwritten' }).waitFor();
  await clean('making room in other ways');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Show what waits' }).first().click();
  await page.getByRole('row', { name: /Third/ }).waitFor();
  await clean('waiting');
  await go('Gone');
  await heading('Nothing is gone.');
  await clean('nothing gone');
  await go('Inbox');

  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setSize(800, 560));
  await page.waitForFunction(() => innerWidth < 900);
  await go('Inbox');
  await open('Minutes');
  await clean('a small window');
  await go('Settings');
  await clean('settings in a small window');

  await go('Processed');
  await page.getByRole('button', { name: 'Edit' }).click();
  const preview = page.getByRole('region', { name: 'What this would do' });
  await preview.getByText('Nothing has been changed yet.').waitFor();
  await keepServerDown(app);
  await ask(page, 'inbox.fetch', { account: 'own' });
  await page.getByText('The server did not answer').filter({ visible: true }).first().waitFor();
  await page.getByRole('textbox', { name: 'Length of time' }).fill('6');
  // Whoever saves before it is known whether the server answers is asked about the answer.
  await preview.getByText('What this would do could not be found out.').waitFor();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('The server did not take this.').waitFor();
  await clean('offline, a rule not saved');
  await go('Delivery');
  await clean('offline, Delivery');
  await go('Inbox');
  await row('Minutes').click();
  await clean('offline, inbox');
});
