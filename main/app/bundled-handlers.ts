import { mkdir, readdir, readFile, rename, stat, statfs, writeFile } from 'node:fs/promises';
import { hostname, networkInterfaces } from 'node:os';
import { dirname, join } from 'node:path';
import { app, type BrowserWindow, dialog, shell } from 'electron';
import type { bundledMethods, ChosenCertificate, Reach, ServerSizes } from '../../protocol/bridge.ts';
import type { CertificateFiles } from '../../protocol/bundled.ts';
import { type Handlers, ok, unwritable } from '../bridge/handlers.ts';
import { callsOf, reachableAddresses } from '../bundled/order.ts';
import { makeCertificate } from '../certificate/make.ts';
import type { Logs } from '../log/files.ts';
import type { SettingsFile } from '../settings/settings.ts';
import type { Mailbox } from './mailbox.ts';
import { languageOf } from './menu.ts';

/** What the dialogs say; the rest of them is the system's. */
const words = {
  en: {
    cert: 'Choose the certificate',
    key: 'Choose its private key',
    pem: 'PEM files',
    all: 'All files',
    backup: 'Back up into this folder',
  },
  ja: { cert: '証明書を選ぶ', key: '秘密鍵を選ぶ', pem: 'PEM ファイル', all: 'すべてのファイル', backup: 'このフォルダーにバックアップ' },
} as const;

/** Log lines that are shown. */
const linesAtMost = 200;

const sizesIn = async (folder: string): Promise<Map<string, number>> => {
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(
    names.map(async (name) => [name, (await stat(join(folder, name)).catch(() => undefined))?.size ?? 0] as const),
  );
  return new Map(sizes);
};
const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, number) => total + number, 0);

const readSizes = async (server: string, logs: string): Promise<ServerSizes> => {
  const [files, written, disk] = await Promise.all([sizesIn(server), sizesIn(logs), statfs(server).catch(() => undefined)]);
  const [messages = 0, log = 0, reserve = 0] = ['messages.db', 'messages.db-wal', 'reserve'].map((name) => files.get(name) ?? 0);
  const other = sum(files.values()) - messages - log - reserve;
  return { messages, log, reserve, other, logs: sum(written.values()), free: disk ? disk.bavail * disk.bsize : null };
};

/** What the window asks of the app's own server, and of the files around it. */
export const createBundledHandlers = (deps: {
  folder: string;
  mailbox: Mailbox;
  logs: Logs;
  settings: SettingsFile;
  window: () => BrowserWindow | undefined;
}): Pick<Handlers, keyof typeof bundledMethods> => {
  const { mailbox, logs, settings } = deps;
  const { bundled, backups } = mailbox;
  const t = () => words[languageOf(settings.read().language)];
  const data = bundled.state().folder;
  /** Beside the data of the server: a backup does not take the key along. */
  const made = join(deps.folder, 'certificate', 'restante.pem');
  /** The files that the reader chose since the app was started; the window cannot name others. */
  let chosen: { cert: string | null; key: string | null } = { cert: null, key: null };
  const filesOf = ({ cert, key }: typeof chosen): CertificateFiles | undefined =>
    cert !== null && key !== null ? { cert, key } : undefined;
  const judge = async (): Promise<ChosenCertificate> => {
    const files = filesOf(chosen);
    return { ...chosen, judged: files ? await bundled.judge(files) : null };
  };
  const reach = async (): Promise<Reach> => {
    const interfaces = networkInterfaces();
    const { network } = bundled.state();
    const open = network?.kind === 'open' ? network : undefined;
    const inUse = open ? await bundled.judge(null) : undefined;
    const calls = (door: string | null | undefined): string[] => (door ? callsOf(door, interfaces, hostname()) : []);
    return {
      addresses: reachableAddresses(interfaces),
      hostName: hostname(),
      http: calls(open?.http),
      smtp: calls(open?.smtp),
      certificate: inUse?.ok ? inUse.facts : null,
      made: open !== undefined && settings.server().network?.cert === made,
      chosen: await judge(),
    };
  };

  return {
    'bundled.read': async () => ok(mailbox.bundledState()),
    'bundled.reach': async () => ok(await reach()),
    'bundled.sizes': async () => ok(await readSizes(data, logs.folder)),
    'bundled.change': async (change) => {
      const current = settings.server().network;
      const files = change.network?.certificate === 'chosen' ? filesOf(chosen) : (current ?? undefined);
      return ok(await bundled.change(change, files));
    },
    'bundled.chooseFile': async ({ which }) => {
      const window = deps.window();
      if (!window) return ok(null);
      const { pem, all, ...titles } = t();
      const { canceled, filePaths } = await dialog.showOpenDialog(window, {
        title: titles[which],
        filters: [
          { name: pem, extensions: ['pem', 'crt', 'cer', 'key'] },
          { name: all, extensions: ['*'] },
        ],
        properties: ['openFile'],
      });
      const [file] = filePaths;
      if (canceled || file === undefined) return ok(null);
      chosen = { ...chosen, [which]: file };
      return ok(await judge());
    },
    'bundled.makeCertificate': async () => {
      const names = [hostname(), 'localhost', ...reachableAddresses(networkInterfaces()).map(({ address }) => address), '127.0.0.1', '::1'];
      try {
        const [first = 'localhost', ...others] = new Set(names.filter((name) => name !== ''));
        const { cert, key } = await makeCertificate([first, ...others], Date.now());
        await mkdir(dirname(made), { recursive: true, mode: 0o700 });
        // Both in one file: they are replaced at once. A server that uses it notices.
        await writeFile(`${made}.new`, `${cert}${key}`, { mode: 0o600, flush: true });
        await rename(`${made}.new`, made);
      } catch (error) {
        return unwritable(error);
      }
      chosen = { cert: made, key: made };
      return ok(await judge());
    },
    'bundled.saveCertificate': async () => {
      const window = deps.window();
      const network = settings.server().network;
      if (!window || !network) return ok(null);
      const defaultPath = join(app.getPath('documents'), `${hostname()}.pem`);
      const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath, properties: ['showOverwriteConfirmation'] });
      if (canceled || filePath === '') return ok(null);
      try {
        const certificates = (await readFile(network.cert, 'utf8')).match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g);
        // A file may hold its key, too.
        await writeFile(filePath, `${(certificates ?? []).join('\n')}\n`);
        return ok({ path: filePath });
      } catch (error) {
        return unwritable(error);
      }
    },
    'bundled.openFolder': async () => {
      const message = await shell.openPath(data);
      return message === '' ? ok(null) : unwritable(new Error(message));
    },
    'bundled.backup': async () => {
      const window = deps.window();
      if (!window) return ok(null);
      const { canceled, filePaths } = await dialog.showOpenDialog(window, {
        buttonLabel: t().backup,
        properties: ['openDirectory', 'createDirectory'],
      });
      const [folder] = filePaths;
      const path = canceled || folder === undefined ? undefined : backups.start(folder);
      return ok(path === undefined ? null : { path });
    },
    'bundled.cancelBackup': async () => {
      await backups.cancel();
      return ok(null);
    },
    'bundled.showBackup': async () => {
      const { lastBackup } = backups.state();
      if (lastBackup) shell.showItemInFolder(lastBackup.path);
      return ok(null);
    },
    'bundled.log': async () => ok((await logs.tails(linesAtMost)).server),
  };
};
