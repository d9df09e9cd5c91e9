// The real window over an inbox of 100,000 messages, beside the same over 1,000: how soon it shows them, how fast it follows
// the keyboard and the search, what it blocks, what it takes. See README.md beside this file.
import { availableParallelism, loadavg } from 'node:os';
import { ask, createProfile, doorsOf, launchApp } from '../scripts/drive/app.mjs';
import { fillInbox } from '../scripts/drive/fill.mjs';
import { provideDisplay } from '../scripts/electron/system.mjs';
import { provideElectron } from '../scripts/electron.mjs';
import { hundredThousand } from '../scripts/screens/messages.mjs';
import { longestBlockOfMain, measureStart, memoryOf, watchMain } from './window/app.mjs';
import { measureJump, measureRow, measureRows, measureScroll, measureSearch } from './window/page.mjs';

/** `npm run bench:window -- 3` for fewer rounds. */
const rounds = Number(process.argv[2] ?? 5);
const sizes = { large: 100_000, small: 1_000 };
/** In subjects and senders of the messages, and no word of their text begins like them: every row that is found shows them. */
const words = ['figures', 'boat', 'okafor', 'grenier'];

const sorted = (values) => values.toSorted((a, b) => a - b);
const quantile = (values, part) => sorted(values)[Math.min(values.length - 1, Math.floor(values.length * part))];
const median = (values) => quantile(values, 0.5);
const ms = (value) => value.toFixed(value < 10 ? 1 : 0);
const spread = (values) => `${ms(median(values))} (${ms(Math.min(...values))}–${ms(Math.max(...values))})`;
const tail = (values) =>
  `${ms(median(values))} / ${ms(quantile(values, 0.95))} / ${ms(quantile(values, 0.99))} / ${ms(Math.max(...values))}`;

/** All that was measured, by what it is and in which inbox. */
const measured = new Map();
const note = (what, size, ...values) => {
  const one = measured.get(what) ?? { large: [], small: [] };
  one[size].push(...values);
  measured.set(what, one);
};

const fill = async (machine, profile, count) => {
  const first = await launchApp(machine, profile);
  await doorsOf(first.page);
  await ask(first.page, 'accounts.change', { account: 'own', cap: { unit: 'messages', limit: 2 * count }, overwriteRead: true });
  await ask(first.page, 'settings.change', { readAfter: null });
  await first.app.close();
  console.error(`Filling an inbox with ${count} messages, and its search index …`);
  await fillInbox(profile, hundredThousand(Date.now(), count), { search: true });
  // Another start compiles for the ones behind it.
  await measureStart(machine, profile);
};

const keepMemory = async (app, size, when) => {
  const all = await memoryOf(app);
  for (const { name, own, total } of all) {
    note(`memory ${when}, ${name}: own`, size, own);
    note(`memory ${when}, ${name}: with its part of what is shared`, size, total);
  }
  note(
    `memory ${when}, all: own`,
    size,
    all.reduce((sum, { own }) => sum + own, 0),
  );
  note(
    `memory ${when}, all: with what they share, once`,
    size,
    all.reduce((sum, { total }) => sum + total, 0),
  );
};

const drive = async (machine, profile, size) => {
  const { app, page } = await launchApp(machine, profile);
  await doorsOf(page);
  await page.getByRole('option').first().click();
  await watchMain(app);
  await keepMemory(app, size, 'at first');
  note('a row down, to its paint', size, ...(await measureRows(page, 'ArrowDown', 40)));
  note('a page down, to its paint', size, ...(await measureRows(page, 'PageDown', 15)));
  await page.getByRole('listbox').press('Home');
  for (const word of words) {
    const [first, ...further] = await measureSearch(page, word);
    note('search: a first letter, to its result painted', size, first);
    note('search: a further letter, to its result painted', size, ...further);
  }
  await page.getByRole('searchbox').press('Escape');
  await page.waitForFunction(() => document.querySelector('[role="option"]') && !document.querySelector('[role="option"] mark'));
  for (const [what, rows] of [
    ['slowly', 1],
    ['fast', 40],
  ]) {
    const { frames, tasks } = await measureScroll(page, rows);
    note(`a frame while scrolling ${what} (${rows} rows a frame)`, size, ...frames);
    note(`… frames above 50 ms, of 300, ${what}`, size, frames.filter((frame) => frame > 50).length);
    note(`… tasks above 50 ms, ${what}`, size, tasks.length);
  }
  note('to the middle of the list by its scroll bar', size, await measureJump(page, 0.5));
  note('to its end', size, await measureJump(page, 1));
  await page.getByRole('option').last().click();
  note('a row up there, to its paint', size, ...(await measureRows(page, 'ArrowUp', 20)));
  note('from there to the first row by Home, to its paint', size, await measureRow(page, 'Home'));
  note('the longest that the main process was blocked', size, await longestBlockOfMain(app));
  await keepMemory(app, size, 'at last');
  await app.close();
};

const electron = await provideElectron({ virtualDisplay: true });
const display = await provideDisplay({ say: console.error, quiet: true });
const machine = { electron, display };
const profiles = { small: await createProfile(), large: await createProfile() };
try {
  for (const [size, { folder }] of Object.entries(profiles)) await fill(machine, folder, sizes[size]);
  const load = loadavg()[0];
  for (let round = 1; round <= rounds; round += 1) {
    console.error(`Round ${round} of ${rounds} …`);
    // Side by side in time: whatever else the machine does meets both.
    for (const [size, { folder }] of Object.entries(profiles)) {
      const start = await measureStart(machine, folder);
      note('from the start of the process to the page', size, start.page);
      note('… to the first paint', size, start.content);
      note('… to the first rows', size, start.rows);
    }
    for (const [size, { folder }] of Object.entries(profiles)) await drive(machine, folder, size);
  }
  console.log(
    `${sizes.large} messages beside ${sizes.small}, ${rounds} rounds; Electron ${electron.version}, ${availableParallelism()} cores, ` +
      `${process.platform}-${process.arch}, load ${load.toFixed(1)} before and ${loadavg()[0].toFixed(1)} after.\n` +
      'ms, or MB; median (least–most), of frames and keys 50 % / 95 % / 99 % / most\n',
  );
  const told = {};
  for (const [what, { large, small }] of measured) {
    const format = large.length > 2 * rounds ? tail : spread;
    const ratio = median(small) > 0 ? (median(large) / median(small)).toFixed(2) : '';
    console.log(`| ${what} | ${format(large)} | ${small.length > 0 ? format(small) : ''} | ${ratio} |`);
    told[what] = { large: format(large), small: small.length > 0 ? format(small) : '', ratio };
  }
  console.log(`\n${JSON.stringify(told)}`);
} finally {
  for (const { remove } of Object.values(profiles)) remove();
  display.stop();
}
