// The real window over an inbox of 100,000 messages: how soon it shows them, how fast it follows the
// keyboard, what it blocks, what it takes. See README.md beside this file.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import { appArguments, ask, createProfile, doorsOf, launchApp, until } from '../scripts/drive/app.mjs';
import { fillInbox } from '../scripts/drive/fill.mjs';
import { provideDisplay, sandboxArguments } from '../scripts/electron/system.mjs';
import { provideElectron } from '../scripts/electron.mjs';
import { hundredThousand } from '../scripts/screens/messages.mjs';

const starts = 9;
const messages = 100_000;

const sorted = (values) => values.toSorted((a, b) => a - b);
const median = (values) => sorted(values)[values.length >> 1];
const ms = (value) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
const spread = (values) => `${ms(median(values))} (${ms(Math.min(...values))}–${ms(Math.max(...values))})`;
const tail = (values) =>
  `${ms(median(values))} (95 %: ${ms(sorted(values)[Math.floor(values.length * 0.95)])}, most: ${ms(Math.max(...values))})`;

const told = {};
const tell = (what, value) => {
  told[what] = value;
  console.log(`${what.padEnd(48)}${value}`);
};

/** Runs in the page: notes when rows had been painted for the first time. */
const watchForRows = () => {
  const look = () => {
    if (document.querySelector('[role="option"]') === null) return requestAnimationFrame(look);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      window.rowsPainted ??= performance.timeOrigin + performance.now();
    };
    port2.postMessage(null);
  };
  requestAnimationFrame(look);
};

/** Starts the app as a person would, with nobody between it and its window; ms from the start of its process. */
const measureStart = async ({ electron, display }, profile) => {
  const before = Date.now();
  const child = spawn(electron.path, [...sandboxArguments, '--remote-debugging-port=0', ...appArguments(profile)], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...display.environment },
  });
  const ended = once(child, 'exit');
  const address = await new Promise((resolve) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      const [, found] = /DevTools listening on (ws:\S+)/.exec(line) ?? [];
      if (found) resolve(found);
    });
  });
  const browser = await chromium.connectOverCDP(address);
  const [context] = browser.contexts();
  await context.addInitScript(watchForRows);
  const page = context.pages()[0] ?? (await context.waitForEvent('page'));
  // Where the window was quicker than this script.
  await page.evaluate(watchForRows);
  const rows = await until(
    () => page.evaluate(() => window.rowsPainted),
    (time) => time !== undefined,
  );
  const { opened, content } = await page.evaluate(() => ({
    opened: performance.timeOrigin,
    content: performance.timeOrigin + performance.getEntriesByName('first-contentful-paint')[0].startTime,
  }));
  await browser.close();
  child.kill();
  await ended;
  return { page: opened - before, content: content - before, rows: rows - before, loading: rows - opened };
};

/** ms from a key until another row that has the focus has been painted. */
const measureKey = async (page, key) => {
  await page.evaluate(() => {
    const from = document.activeElement;
    let pressed;
    window.addEventListener(
      'keydown',
      (event) => {
        pressed = event.timeStamp;
      },
      { once: true, capture: true },
    );
    window.keyPainted = new Promise((resolve) => {
      const look = () => {
        const now = document.activeElement;
        if (pressed === undefined || now === from || now?.role !== 'option') return requestAnimationFrame(look);
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now() - pressed);
        port2.postMessage(null);
      };
      requestAnimationFrame(look);
    });
  });
  await page.keyboard.press(key);
  return page.evaluate(() => window.keyPainted);
};

const measureKeys = async (page, key, times) => {
  const taken = [];
  for (let n = 0; n < times; n += 1) taken.push(await measureKey(page, key));
  return taken;
};

/** ms until all rows in view at a place of the list, 0 to 1, are there. */
const measureJump = (page, place) =>
  page.evaluate(async (place) => {
    const list = document.querySelector('[role="listbox"]');
    const scroller = list.parentElement;
    const before = performance.now();
    scroller.scrollTop = (scroller.scrollHeight - scroller.clientHeight) * place;
    const isBlank = () => {
      const { top, bottom } = scroller.getBoundingClientRect();
      const rows = [...list.querySelectorAll('[role="option"]')].map((row) => row.getBoundingClientRect());
      const shown = rows.filter((row) => row.bottom > top && row.top < bottom).reduce((sum, row) => sum + row.height, 0);
      return shown < bottom - top - 60;
    };
    do await new Promise((resolve) => requestAnimationFrame(resolve));
    while (isBlank());
    return performance.now() - before;
  }, place);

/** Scrolls 40 rows a frame through 300 frames: what each took, and the longest task. */
const measureScroll = (page) =>
  page.evaluate(async () => {
    const scroller = document.querySelector('[role="listbox"]').parentElement;
    let task = 0;
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) task = Math.max(task, duration);
    });
    observer.observe({ type: 'longtask' });
    const frames = [];
    let last = performance.now();
    for (let n = 0; n < 300; n += 1) {
      scroller.scrollTop += 40 * 56;
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const now = performance.now();
      frames.push(now - last);
      last = now;
    }
    observer.disconnect();
    return { frames, task };
  });

const watchMain = (app) =>
  app.evaluate(() => {
    globalThis.delays = process.getBuiltinModule('node:perf_hooks').monitorEventLoopDelay({ resolution: 2 });
    globalThis.delays.enable();
  });
/** The longest that the main process did not answer since it is watched, in ms. */
const longestBlockOfMain = (app) => app.evaluate(() => globalThis.delays.max / 1e6);

/** MB per process: on Linux with its part of what is shared, else its working set. */
const tellMemory = async (app, when) => {
  const all = await app.evaluate(({ app }) =>
    app.getAppMetrics().map(({ pid, name, type, memory }) => ({ pid, name: name ?? type, kB: memory.workingSetSize })),
  );
  const memory = all.map(({ pid, name, kB }) => {
    const rollup = process.platform === 'linux' ? readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8') : '';
    return { name, MB: Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? kB) / 1_000 };
  });
  const sum = memory.reduce((total, { MB }) => total + MB, 0);
  tell(`memory ${when}`, `${sum.toFixed(0)} MB: ${memory.map(({ name, MB }) => `${name} ${MB.toFixed(0)}`).join(', ')}`);
};

const electron = await provideElectron({ virtualDisplay: true });
const display = await provideDisplay({ say: console.error, quiet: true });
const machine = { electron, display };
const profile = await createProfile();
try {
  const first = await launchApp(machine, profile.folder);
  await doorsOf(first.page);
  await ask(first.page, 'accounts.change', { account: 'own', cap: { unit: 'messages', limit: 2 * messages }, overwriteRead: true });
  await first.app.close();
  console.error(`Filling an inbox with ${messages} messages …`);
  await fillInbox(profile.folder, hundredThousand(Date.now(), messages));
  // The second start compiles for the ones behind it.
  await measureStart(machine, profile.folder);

  console.log(`${messages} messages; Electron ${electron.version}, ${availableParallelism()} cores, ${process.platform}-${process.arch}\n`);
  const measured = [];
  for (let n = 0; n < starts; n += 1) measured.push(await measureStart(machine, profile.folder));
  const of = (what) => spread(measured.map((one) => one[what]));
  tell('from the start of the process to the page', of('page'));
  tell('… to the first paint', of('content'));
  tell('… to the first rows', of('rows'));
  tell('from the page to the first rows', of('loading'));

  const { app, page } = await launchApp(machine, profile.folder);
  await doorsOf(page);
  await page.getByRole('option').first().click();
  await tellMemory(app, 'at first');
  await watchMain(app);
  tell('a row down, to its paint', tail(await measureKeys(page, 'ArrowDown', 100)));
  tell('a page down, to its paint', tail(await measureKeys(page, 'PageDown', 100)));
  const { frames, task } = await measureScroll(page);
  tell('a frame while 12,000 rows are scrolled by', tail(frames));
  tell('the longest task of the page meanwhile', task === 0 ? 'below 50 ms' : ms(task));
  tell('to the middle of the list by its scroll bar', ms(await measureJump(page, 0.5)));
  tell('to its end', ms(await measureJump(page, 1)));
  await measureKey(page, 'End');
  tell('a row up there, to its paint', tail(await measureKeys(page, 'ArrowUp', 50)));
  tell('the longest that the main process was blocked', ms(await longestBlockOfMain(app)));
  await tellMemory(app, 'with the whole list read');
  await app.close();
  console.log(`\n${JSON.stringify(told)}`);
} finally {
  profile.remove();
  display.stop();
}
