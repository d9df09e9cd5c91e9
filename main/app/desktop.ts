import { join } from 'node:path';
import { app, type BrowserWindow, dialog, Notification, shell } from 'electron';
import type { DesktopInfo, desktopMethods } from '../../protocol/bridge.ts';
import { type Handlers, ok, unwritable } from '../bridge/handlers.ts';
import type { Logs } from '../log/files.ts';
import { writeDiagnostics } from './diagnostics.ts';
import { mailLinks } from './links.ts';
import type { Login } from './login.ts';

/** What the window asks of the desktop around it. */
export const createDesktopHandlers = (deps: {
  window: () => BrowserWindow | undefined;
  login: Login;
  logs: Logs;
  pausedUntil: () => number | null;
  /** The reader chose it. */
  startAtLogin: (on: boolean) => void;
  /** The window shows what links lead to from now on. */
  ready: () => void;
  restartServer: () => void;
  readDiagnostics: () => Promise<string>;
}): Pick<Handlers, keyof typeof desktopMethods> => {
  const { login, logs } = deps;
  const info = async (): Promise<DesktopInfo> => ({
    notifications: Notification.isSupported(),
    startAtLogin: await login.read(),
    mailto: await mailLinks.read(),
    pausedUntil: deps.pausedUntil(),
  });
  /** What the reader was shown is what is saved. */
  let shown: string | undefined;
  const read = async (): Promise<string> => {
    shown = await deps.readDiagnostics();
    return shown;
  };
  return {
    'desktop.info': async () => ok(await info()),
    'desktop.change': async ({ startAtLogin, mailto }) => {
      try {
        if (startAtLogin !== undefined) {
          await login.change(startAtLogin);
          deps.startAtLogin(startAtLogin);
        }
        if (mailto && !(await mailLinks.claim())) throw new Error('The system did not make it the program for mailto links.');
        return ok(await info());
      } catch (error) {
        return unwritable(error);
      }
    },
    'desktop.ready': async () => {
      deps.ready();
      return ok(null);
    },
    'server.restart': async () => {
      deps.restartServer();
      return ok(null);
    },
    'logs.open': async () => {
      const message = await shell.openPath(logs.folder);
      return message === '' ? ok(null) : unwritable(new Error(message));
    },
    'diagnostics.read': async () => ok({ text: await read() }),
    'diagnostics.save': async () => {
      const window = deps.window();
      if (!window) return ok(null);
      const text = shown ?? (await read());
      const name = `restante-diagnostics-${new Date().toISOString().slice(0, 10)}.json`;
      const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath: join(app.getPath('documents'), name) });
      if (canceled || filePath === '') return ok(null);
      try {
        await writeDiagnostics(filePath, text);
        return ok({ path: filePath });
      } catch (error) {
        return unwritable(error);
      }
    },
  };
};
