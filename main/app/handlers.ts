import { app, type BrowserWindow, clipboard } from 'electron';
import { accountMethods, type desktopMethods, type Outcome, type Settings, serverMethods, togetherMethods } from '../../protocol/bridge.ts';
import { type Handlers, ok } from '../bridge/handlers.ts';
import type { EngineMethod } from '../engine/calls.ts';
import type { Logs } from '../log/files.ts';
import type { SettingsFile } from '../settings/settings.ts';
import { createActivityFileHandlers } from './activity-file.ts';
import { createBundledHandlers } from './bundled-handlers.ts';
import { composeHandlers } from './compose.ts';
import type { MailPages } from './mail-pages.ts';
import type { Mailbox } from './mailbox.ts';
import { type AppMenu, languageOf } from './menu.ts';
import { createReadingHandlers } from './reading.ts';
import { createTaskHandlers } from './task-handlers.ts';

/** The bridge's methods: what is of this machine is answered here, the rest by the engine. */
export const createHandlers = (deps: {
  /** The app's data folder. */
  folder: string;
  mailbox: Mailbox;
  logs: Logs;
  pages: MailPages;
  settings: SettingsFile;
  window: () => BrowserWindow | undefined;
  menu: AppMenu;
  desktop: Pick<Handlers, keyof typeof desktopMethods>;
  settingsChanged: (settings: Settings) => void;
  /** The window has saved what was unsaved. */
  settled: () => void;
}): Handlers => {
  const { mailbox, settings } = deps;
  const { accounts, servers } = mailbox;
  const changed = (next: Settings): Outcome<Settings> => {
    deps.settingsChanged(next);
    return ok(next);
  };

  /** Passed on as they are. */
  const engineMethods = [accountMethods, serverMethods, togetherMethods].flatMap(Object.keys) as EngineMethod[];
  const passed = Object.fromEntries(engineMethods.map((name) => [name, (args: unknown) => mailbox.call(name, args)]));

  return {
    ...(passed as Pick<Handlers, keyof typeof accountMethods | keyof typeof serverMethods | keyof typeof togetherMethods>),
    ...composeHandlers(deps),
    ...createTaskHandlers({ mailbox, window: deps.window, language: () => languageOf(settings.read().language) }),
    ...createActivityFileHandlers({ mailbox, window: deps.window, language: () => languageOf(settings.read().language) }),
    ...createReadingHandlers(deps),
    ...createBundledHandlers(deps),
    ...deps.desktop,
    'app.info': async () =>
      ok({
        version: app.getVersion(),
        electron: process.versions.electron ?? '',
        platform: process.platform,
        locale: app.getLocale(),
        fallbacks: settings.fallbacks,
      }),
    'menu.offer': async ({ commands }) => {
      deps.menu.offer(commands);
      return ok(null);
    },
    'app.copy': async ({ text }) => {
      clipboard.writeText(text);
      return ok(null);
    },
    'settings.read': async () => ok(settings.read()),
    'settings.change': async (patch) => changed(settings.change(patch)),
    'settings.reset': async () => changed(settings.reset()),
    'accounts.list': async () => ok(accounts.list()),
    'accounts.check': accounts.check,
    'accounts.add': accounts.add,
    'accounts.change': accounts.change,
    'accounts.remove': accounts.remove,
    'servers.list': async () => ok(servers.list()),
    'servers.check': servers.check,
    'servers.add': servers.add,
    'servers.change': servers.change,
    'servers.remove': async (server) => servers.remove(server),
    'server.info': async () => ok(mailbox.info()),
  };
};
