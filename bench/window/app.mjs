// The app as a process: how soon it shows rows, what its processes hold, how long its main one does not answer.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import { appArguments, until } from '../../scripts/drive/app.mjs';
import { sandboxArguments } from '../../scripts/electron/system.mjs';
import { watchForRows } from './page.mjs';

/** Starts the app as a person would, with nobody between it and its window; ms from the start of its process. */
export const measureStart = async ({ electron, display }, profile) => {
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
  return { page: opened - before, content: content - before, rows: rows - before };
};

export const watchMain = (app) =>
  app.evaluate(() => {
    globalThis.delays ??= process.getBuiltinModule('node:perf_hooks').monitorEventLoopDelay({ resolution: 2 });
    globalThis.delays.enable();
    globalThis.delays.reset();
  });
/** The longest that the main process did not answer since it is watched, in ms. */
export const longestBlockOfMain = (app) => app.evaluate(() => globalThis.delays.max / 1e6);

/** MB of each process: its own (`RssAnon`), and with its part of what is shared (`Pss`); elsewhere than on Linux its working set. */
export const memoryOf = async (app) => {
  const all = await app.evaluate(({ app }) =>
    app.getAppMetrics().map(({ pid, name, type, memory }) => ({ pid, name: name ?? type, kB: memory.workingSetSize })),
  );
  const read = (pid, file, field) =>
    Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/${file}`, 'utf8'))?.[1]);
  return all.map(({ pid, name, kB }) =>
    process.platform === 'linux'
      ? { name, own: read(pid, 'status', 'RssAnon') / 1_000, total: read(pid, 'smaps_rollup', 'Pss') / 1_000 }
      : { name, own: kB / 1_000, total: kB / 1_000 },
  );
};
