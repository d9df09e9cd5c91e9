import { rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, type UtilityProcess, utilityProcess } from 'electron';
import type { BundledState } from '../../protocol/bridge.ts';
import { type FromBackup, type ToBackup, unfinishedBackup } from '../../protocol/bundled.ts';
import type { Logs } from '../log/files.ts';
import type { SettingsFile } from '../settings/settings.ts';

/** Makes backups of the app's own server, one at a time, each in a process of its own. */
export interface BackupMaker {
  state(): Pick<BundledState, 'backup' | 'lastBackup'>;
  /** Begins one in a new folder within this one, and returns its path; undefined while another is under way. */
  start(folder: string): string | undefined;
  /** Ends it; nothing of it stays. */
  cancel(): Promise<void>;
  stop(): Promise<void>;
}

/** ms between two looks at how far it is. */
const pace = 500;

/** What is removed after an interruption must be a folder that was made here. */
const name = /^restante-backup-\d{4}-\d{2}-\d{2}-\d{6}\.part$/;

const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );

/** @param data the data folder of the server @param deps.changed the state is another */
export const createBackups = (deps: { data: string; settings: SettingsFile; logs: Logs; changed: () => void }): BackupMaker => {
  const { data, settings, logs } = deps;
  const log = logs.main;
  let state: BundledState['backup'] = { kind: 'none' };
  let child: UtilityProcess | undefined;
  let ended: Promise<void> = Promise.resolve();
  const become = (next: BundledState['backup']): void => {
    state = next;
    deps.changed();
  };
  const removePart = async (part: string): Promise<void> => {
    if (name.test(basename(part))) await rm(part, { recursive: true, force: true });
    // Another may have begun meanwhile.
    if (settings.backups().begun === part) settings.keepBackups({ ...settings.backups(), begun: null });
  };

  const { begun } = settings.backups();
  if (begun !== null) {
    state = { kind: 'broken' };
    removePart(begun).catch((error: Error) => log.error({ err: error }, 'what was half made of a backup could not be removed'));
  }

  /** Looks how much is copied, while it is copied. */
  const follow = async (path: string): Promise<void> => {
    const store = join(data, 'messages.db');
    const of = (await sizeOf(store)) + (await sizeOf(`${store}-wal`));
    const look = async (): Promise<void> => {
      const bytes = await sizeOf(join(`${path}${unfinishedBackup}`, 'messages.db'));
      if (state.kind !== 'copying' || state.path !== path) return;
      if (bytes !== state.bytes || of !== state.of) become({ kind: 'copying', path, bytes: Math.min(bytes, of), of });
      setTimeout(look, pace);
    };
    await look();
  };

  const begin = (path: string): void => {
    const part = `${path}${unfinishedBackup}`;
    settings.keepBackups({ ...settings.backups(), begun: part });
    become({ kind: 'copying', path, bytes: 0, of: 0 });
    void follow(path);
    const started = utilityProcess.fork(fileURLToPath(new URL('../../server/backup-process.js', import.meta.url)), [], {
      serviceName: 'Restante backup',
      stdio: 'pipe',
    });
    for (const stream of [started.stdout, started.stderr]) stream?.setEncoding('utf8').on('data', logs.from('server'));
    child = started;
    let outcome: Exclude<FromBackup, { kind: 'verifying' }> | undefined;
    started.on('message', (message: FromBackup) => {
      if (message.kind === 'verifying') return become({ kind: 'verifying', path });
      outcome = message;
      // It has nothing more to do.
      started.kill();
    });
    const finish = async (): Promise<void> => {
      const cancelled = child !== started;
      child = undefined;
      if (outcome?.kind === 'made') {
        const { bytes, messages } = outcome;
        settings.keepBackups({ last: { at: Date.now(), path, bytes, messages }, begun: null });
        log.info({ bytes, messages }, 'a backup was made');
        return become({ kind: 'none' });
      }
      await removePart(part);
      if (cancelled) return become({ kind: 'cancelled' });
      const { code, message } = outcome ?? { code: 'internal', message: 'The process that made it ended.' };
      log.error({ code }, 'a backup failed');
      become({ kind: 'failed', code, message });
    };
    ended = new Promise((resolve) => {
      started.once('exit', () => {
        finish()
          .catch((error: Error) => become({ kind: 'failed', code: 'folder-unusable', message: error.message }))
          .finally(resolve);
      });
    });
    started.postMessage({ data, version: app.getVersion(), to: path } satisfies ToBackup);
  };
  const cancel = async (): Promise<void> => {
    const running = child;
    child = undefined;
    // What has not begun to run cannot be ended yet.
    if (running && !running.kill()) running.once('spawn', () => running.kill());
    await ended;
  };

  return {
    state: () => ({ backup: state, lastBackup: settings.backups().last }),
    start(folder) {
      if (state.kind === 'copying' || state.kind === 'verifying') return undefined;
      const [date = '', time = ''] = new Date().toISOString().split('T');
      const path = join(folder, `restante-backup-${date}-${time.slice(0, 8).replaceAll(':', '')}`);
      begin(path);
      return path;
    },
    cancel,
    stop: cancel,
  };
};
