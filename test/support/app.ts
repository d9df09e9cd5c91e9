import type { ChildProcess } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './folder.ts';
import { killNaming, killTree } from './tree.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const isRoot = process.getuid?.() === 0;

export interface AppOptions {
  /** The folder of its settings and inboxes; without one, a new one that goes with the test. */
  readonly profile?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A packaged app's executable, to start instead of the sources' build. */
  readonly packaged?: string;
}

/** The real app, started as a person would start it, and its first window. */
export interface RunningApp {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** Its main process; Playwright forgets it when it ends. */
  readonly child: ChildProcess;
  readonly profile: string;
  /** SIGKILL to it and to every process it started, as when the power fails. */
  kill(): Promise<void>;
  /** Quits as the menu would. */
  close(): Promise<void>;
}

const electronPath = (): string => {
  const path = process.env.ELECTRON_PATH;
  if (!path) throw new Error('ELECTRON_PATH is not set: start these tests with "npm test -- test/e2e".');
  return path;
};

/** Every app of the tests on ports of its own: the usual ones would be fought for, and won by another when a server is killed. */
const preferFreePorts = (profile: string): void => {
  const file = join(profile, 'settings.json');
  if (!existsSync(file)) writeFileSync(file, JSON.stringify({ addresses: { http: '127.0.0.1:0', smtp: '127.0.0.1:0' } }));
};

/** Starts the app with a profile of its own; nothing of it outlives the test. */
export const launchApp = async ({ profile = temporaryFolder(), args = [], env = {}, packaged }: AppOptions = {}): Promise<RunningApp> => {
  const { NODE_OPTIONS: _, ELECTRON_RUN_AS_NODE: __, ...inherited } = process.env;
  // A start that failed may have left processes that Playwright never knew.
  onTestFinished(() => killNaming(`--user-data-dir=${profile}`));
  preferFreePorts(profile);
  const app = await _electron.launch({
    executablePath: packaged ?? electronPath(),
    args: [...(packaged ? [] : [root]), `--user-data-dir=${profile}`, '--lang=en-US', '--force-prefers-reduced-motion', ...args],
    env: { ...(inherited as Record<string, string>), ...env },
    // Chromium's sandbox cannot run as root. Playwright would give it up for everybody.
    chromiumSandbox: !isRoot,
    // Playwright would pin the theme to light, and nativeTheme with it.
    colorScheme: null,
    timeout: 30_000,
  });
  const child = app.process();
  const kill = (): Promise<void> => killTree(child);
  onTestFinished(kill);
  const page = await app.firstWindow();
  // Playwright would have it move for everybody, whatever the program is started with.
  await page.emulateMedia({ reducedMotion: null });
  return { app, page, child, profile, kill, close: () => app.close() };
};
