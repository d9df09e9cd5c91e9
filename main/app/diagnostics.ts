import { readdir, stat, writeFile } from 'node:fs/promises';
import { arch, cpus, homedir, hostname, release, totalmem, userInfo } from 'node:os';
import { join, relative } from 'node:path';
import { app } from 'electron';
import type { Status } from '../../protocol/bridge.ts';
import { bundleOf } from '../diagnostics/bundle.ts';
import type { Logs } from '../log/files.ts';
import type { SettingsFile } from '../settings/settings.ts';
import type { Mailbox } from './mailbox.ts';

/** Log lines of each part. */
const linesAtMost = 200;
const filesAtMost = 200;
/** The folders of this app; Chromium keeps many more beside them. */
const ours = ['settings.json', 'window.json', 'inbox', 'inboxes', 'server', 'logs'];

/** The files of the app and their sizes, by names that the app gave them. */
const filesIn = async (folder: string): Promise<{ name: string; bytes: number }[]> => {
  const found: { name: string; bytes: number }[] = [];
  const look = async (path: string): Promise<void> => {
    if (found.length >= filesAtMost) return;
    const entry = await stat(path).catch(() => undefined);
    if (entry?.isFile()) found.push({ name: relative(folder, path), bytes: entry.size });
    if (!entry?.isDirectory()) return;
    for (const name of (await readdir(path).catch(() => [])).toSorted()) await look(join(path, name));
  };
  for (const name of ours) await look(join(folder, name));
  return found;
};

/** What a diagnostic bundle of this app holds now. @param folder the app's data folder */
export const readDiagnostics = async (deps: { folder: string; mailbox: Mailbox; settings: SettingsFile; logs: Logs }): Promise<string> => {
  const { folder, mailbox, settings, logs } = deps;
  const accounts = mailbox.accounts.list();
  const [statuses, files, tails] = await Promise.all([
    Promise.all(accounts.map(async ({ id }) => [id, await mailbox.call('status.read', { account: id })] as const)),
    filesIn(folder),
    logs.tails(linesAtMost),
  ]);
  const { username } = userInfo();
  return bundleOf({
    made: new Date(),
    app: {
      version: app.getVersion(),
      packaged: app.isPackaged,
      electron: process.versions.electron ?? '',
      chrome: process.versions.chrome ?? '',
      node: process.versions.node,
    },
    system: {
      platform: process.platform,
      architecture: arch(),
      release: release(),
      locale: app.getLocale(),
      processors: cpus().length,
      memory: totalmem(),
      desktop: process.env.XDG_CURRENT_DESKTOP ?? '',
      session: process.env.XDG_SESSION_TYPE ?? '',
    },
    settings: settings.read(),
    fallbacks: settings.fallbacks,
    accounts,
    statuses: new Map(statuses.flatMap(([id, outcome]) => (outcome.ok ? [[id, outcome.value as Status]] : []))),
    serverRuns: mailbox.info() !== null,
    files,
    processes: app.getAppMetrics().map(({ type, name, serviceName, memory, creationTime }) => ({
      name: name ?? serviceName ?? type,
      memory: memory.workingSetSize * 1_024,
      runningFor: Math.round((Date.now() - creationTime) / 1_000),
    })),
    logs: tails,
    names: [username, hostname(), homedir(), folder],
  });
};

export const writeDiagnostics = (file: string, text: string): Promise<void> => writeFile(file, text, { mode: 0o600 });
