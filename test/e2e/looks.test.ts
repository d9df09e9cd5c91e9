import { expect, test } from 'vitest';
import { launchApp } from '../support/app.ts';
import { bringAxe, faultsOf } from './looks.ts';
import { doorsOf } from './window.ts';

test('a word that is too faint in one look alone is found in that look', async () => {
  const { page } = await launchApp();
  await doorsOf(page);
  await page.getByRole('heading', { name: 'Your mailbox is open', exact: true }).waitFor();
  await bringAxe(page);
  expect(await faultsOf(page)).toEqual({});
  await page.evaluate(() => {
    for (const [theme, language] of [
      ['light', 'en'],
      ['dark', 'en'],
      ['light', 'ja'],
      ['dark', 'ja'],
    ]) {
      const word = document.createElement('p');
      word.id = `${theme}-${language}`;
      word.textContent = 'Faint';
      // Nothing draws it anew.
      document.querySelector('nav')?.append(word);
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`html[data-mantine-color-scheme="${theme}"][lang="${language}"] #${word.id} { color: #777; background: #888; }`);
      document.adoptedStyleSheets.push(sheet);
    }
  });
  const faint = (id: string) => `color-contrast, 1 of them, the first: #${id} <p id="${id}">Faint</p>`;
  expect(await faultsOf(page)).toEqual({
    [faint('light-en')]: ' light/en',
    [faint('dark-en')]: ' dark/en',
    [faint('light-ja')]: ' light/ja',
    [faint('dark-ja')]: ' dark/ja',
  });
});
