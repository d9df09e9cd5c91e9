import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { app } from 'electron';
import { autostartEntry } from '../links/autostart.ts';

/** Whether the app starts at login: what the system says, whatever was chosen before. */
export interface Login {
  /** Null: it cannot be chosen on this system. */
  read(): Promise<boolean | null>;
  /** @throws an error of the file system */
  change(on: boolean): Promise<void>;
  /** The app may stand elsewhere than when it was chosen. */
  renew(): Promise<void>;
}

/** How this app is started: an AppImage by its file, one from its sources with their folder. */
const command = (): string[] => {
  const executable = process.env.APPIMAGE ?? process.execPath;
  return process.defaultApp ? [executable, app.getAppPath()] : [executable];
};

const onLinux = (): Login => {
  const config = process.env.XDG_CONFIG_HOME;
  const file = join(config?.startsWith('/') ? config : join(homedir(), '.config'), 'autostart', 'restante.desktop');
  const current = () => readFile(file, 'utf8').catch(() => undefined);
  const write = async (): Promise<void> => {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, autostartEntry(command()));
  };
  /** Desktops switch an entry off without removing it. */
  const isOn = (entry: string | undefined): boolean =>
    entry !== undefined && !/^(Hidden=true|X-GNOME-Autostart-enabled=false)\s*$/m.test(entry);
  return {
    read: async () => isOn(await current()),
    change: (on) => (on ? write() : rm(file, { force: true })),
    async renew() {
      const entry = await current();
      if (isOn(entry) && entry !== autostartEntry(command())) await write();
    },
  };
};

const elsewhere = (): Login => {
  const args = { args: ['--hidden'] };
  return {
    read: async () => app.getLoginItemSettings(args).openAtLogin,
    change: async (openAtLogin) => app.setLoginItemSettings({ openAtLogin, ...args }),
    renew: async () => {},
  };
};

export const createLogin = (): Login => (process.platform === 'linux' ? onLinux() : elsewhere());

/** The app is to start without its window. */
export const startsHidden = (args: readonly string[]): boolean =>
  args.includes('--hidden') || (process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin);
