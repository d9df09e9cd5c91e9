import { app, type BrowserWindow, dialog, nativeTheme, powerMonitor } from 'electron';
import type { Settings } from '../protocol/bridge.ts';
import { Problem } from '../protocol/errors.ts';
import { createClosing } from './app/closing.ts';
import { attachTo } from './app/compose.ts';
import { createHandlers } from './app/handlers.ts';
import { openMailbox } from './app/mailbox.ts';
import { languageOf, setMenu } from './app/menu.ts';
import { origin, registerScheme, serveScheme } from './app/scheme.ts';
import { openSettingsIn } from './app/settings.ts';
import { lockDown, openWindow } from './app/window.ts';
import { handleBridge, handleDrops, tellWindow } from './bridge/handlers.ts';

/** Composes the app; whatever decides anything is elsewhere. */
const start = (): void => {
  const folder = app.getPath('userData');
  const settings = openSettingsIn(folder);
  for (const key of settings.fallbacks) process.stderr.write(`restante: ${key} of the settings was not valid; the file was kept aside\n`);
  let window: BrowserWindow | undefined;

  const apply = ({ theme, language }: Settings): void => {
    nativeTheme.themeSource = theme;
    setMenu(languageOf(language), (command) => tellWindow(window, { kind: 'command', command }));
  };
  apply(settings.read());
  lockDown();
  serveScheme(new URL('../renderer/', import.meta.url));

  const mailbox = openMailbox({
    folder,
    settings,
    tell: (event) => tellWindow(window, event),
    ready: ({ http, smtp, mailbox }) => process.stdout.write(`Restante is ready: ${http}, SMTP on ${smtp}, mailbox ${mailbox}\n`),
  });
  const settingsChanged = (changed: Settings): void => {
    apply(changed);
    tellWindow(window, { kind: 'settings', settings: changed });
  };
  const closing = createClosing({ window: () => window });
  handleBridge(origin, createHandlers({ mailbox, settings, window: () => window, settingsChanged, settled: closing.settled }));
  handleDrops(origin, (to, paths) => attachTo(mailbox, to, paths));
  window = openWindow();
  closing.watch(window);

  powerMonitor.on('resume', mailbox.wake);
  app.on('second-instance', () => {
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  app.on('window-all-closed', () => app.quit());
  let stopped = false;
  app.on('before-quit', (event) => {
    if (stopped) return;
    event.preventDefault();
    closing
      .ask()
      .then(mailbox.stop)
      .finally(() => {
        stopped = true;
        app.quit();
      });
  });
};

/** One boundary: a bug in main ends it, and says so; nothing is lost with it. */
const fail = (error: unknown): void => {
  process.stderr.write(`restante: ${error instanceof Error ? error.stack : String(error)}\n`);
  app.exit(1);
};
/** What a person can mend is said to them. */
const refuse = (error: unknown): void => {
  if (error instanceof Problem) dialog.showErrorBox('Restante', error.message);
  fail(error);
};
process.on('uncaughtException', fail).on('unhandledRejection', fail);

registerScheme();
if (app.requestSingleInstanceLock()) app.whenReady().then(start).catch(refuse);
else app.quit();
