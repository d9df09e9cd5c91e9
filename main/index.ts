import { join } from 'node:path';
import { app, type BrowserWindow, dialog, nativeTheme, powerMonitor } from 'electron';
import type { BridgeEvent, Link, Outcome, Part, Settings } from '../protocol/bridge.ts';
import { commandOf } from '../protocol/commands.ts';
import { Problem } from '../protocol/errors.ts';
import { linkIn } from '../protocol/link.ts';
import { createClosing } from './app/closing.ts';
import { attachTo } from './app/compose.ts';
import { offerTextMenu } from './app/context-menu.ts';
import { createDesktopHandlers } from './app/desktop.ts';
import { readDiagnostics } from './app/diagnostics.ts';
import { watchFrames } from './app/frames.ts';
import { createHandlers } from './app/handlers.ts';
import { claimLinks, createLinkDesk, receiveLinks } from './app/links.ts';
import { createLogin, startsHidden } from './app/login.ts';
import { createMailPages } from './app/mail-pages.ts';
import { guardRequests, serveMail } from './app/mail-scheme.ts';
import { openMailbox } from './app/mailbox.ts';
import { openMemory } from './app/memory.ts';
import { createMenu, languageOf } from './app/menu.ts';
import { startNotices } from './app/notices.ts';
import { stayUntilQuit } from './app/running.ts';
import { origin, registerSchemes, serveScheme } from './app/scheme.ts';
import { openSettingsIn } from './app/settings.ts';
import { createTold } from './app/told.ts';
import { createTray } from './app/tray.ts';
import { lockDown, openWindow, showWindow } from './app/window.ts';
import { handleBridge, handleDrops, tellWindow } from './bridge/handlers.ts';
import { type Logs, openLogs } from './log/files.ts';
import { readState } from './window/place.ts';

/** ms that the reader can be left in peace for by one choice in the tray. */
const peace = 60 * 60_000;

/** Composes the app; whatever decides anything is elsewhere. */
const start = async (logs: Logs, links: ReturnType<typeof receiveLinks>): Promise<void> => {
  const folder = app.getPath('userData');
  const log = logs.main;
  log.info({ version: app.getVersion(), electron: process.versions.electron, platform: process.platform }, 'started');
  const memory = await openMemory(join(folder, 'window.json'), readState);
  const settings = openSettingsIn(folder);
  for (const key of settings.fallbacks) {
    process.stderr.write(`restante: ${key} of the settings was not valid; the file was kept aside\n`);
    log.warn({ key }, 'of the settings was not valid; the file was kept aside');
  }
  let window: BrowserWindow | undefined;
  const show = (): void => {
    if (window) showWindow(window);
  };
  const language = (): 'en' | 'ja' => languageOf(settings.read().language);
  const desk = createLinkDesk((link) => tellWindow(window, { kind: 'open-link', link }));
  const open = (link: Link): void => {
    show();
    desk.open(link);
  };

  const menu = createMenu((command) => {
    show();
    tellWindow(window, { kind: 'command', command });
  });
  const apply = ({ theme }: Settings): void => {
    nativeTheme.themeSource = theme;
    menu.speak(language());
    drawTray();
  };
  const told = createTold(log, () => drawTray());
  const notices = startNotices({
    settings: () => settings.read().notifications,
    language,
    nameOf(account) {
      const list = mailbox.accounts.list();
      const found = list.find(({ id }) => id === account);
      return list.length > 1 && found ? found.label || found.mailbox : undefined;
    },
    focused: () => window?.isFocused() ?? false,
    open,
    pauseChanged: () => drawTray(),
  });
  let tray: ReturnType<typeof createTray> | undefined;
  const drawTray = (): void => tray?.show({ ...told.counts(), language: language(), paused: notices.pausedUntil() !== null });

  lockDown();
  serveScheme(new URL('../renderer/', import.meta.url));
  claimLinks();

  const tell = (event: BridgeEvent): void => {
    told.tell(event);
    notices.tell(event);
    tellWindow(window, event);
  };
  const mailbox = openMailbox({
    folder,
    settings,
    logs,
    tell,
    ready: ({ http, smtp, mailbox }) =>
      process.stdout.write(`Restante is ready: ${http}, SMTP ${smtp === null ? 'off' : `on ${smtp}`}, mailbox ${mailbox}\n`),
  });
  const login = createLogin();
  let { startAtLogin } = settings.read();
  const settingsChanged = (changed: Settings): void => {
    apply(changed);
    if (changed.startAtLogin !== startAtLogin)
      login.change(changed.startAtLogin).catch((error: Error) => log.warn({ err: error }, 'starting at login could not be changed'));
    startAtLogin = changed.startAtLogin;
    tellWindow(window, { kind: 'settings', settings: changed });
  };
  const desktop = createDesktopHandlers({
    window: () => window,
    login,
    logs,
    pausedUntil: notices.pausedUntil,
    startAtLogin: (startAtLogin) => settingsChanged(settings.change({ startAtLogin })),
    ready: desk.ready,
    restartServer: mailbox.bundled.restart,
    readDiagnostics: () => readDiagnostics({ folder, mailbox, settings, logs }),
  });
  const pages = createMailPages();
  serveMail(pages, (args) => mailbox.call('reading.part', args) as Promise<Outcome<Part>>);
  guardRequests(pages);
  const closing = createClosing({ window: () => window });
  handleBridge(
    origin,
    createHandlers({
      folder,
      mailbox,
      pages,
      settings,
      logs,
      menu,
      desktop,
      window: () => window,
      settingsChanged,
      settled: closing.settled,
    }),
  );
  handleDrops(origin, (to, paths) => attachTo(mailbox, to, paths));

  // Before there is a window: its ground is that of the theme before anything is painted on it.
  nativeTheme.themeSource = settings.read().theme;
  const opened = openWindow(memory, { hidden: startsHidden(process.argv) }, (reason) =>
    log.error({ reason }, 'the page of the window died; it is loaded again'),
  );
  window = opened;
  opened.once('closed', () => {
    window = undefined;
  });
  opened.on('focus', notices.looked);
  opened.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) desk.away();
  });
  offerTextMenu(opened, language);
  watchFrames(opened.webContents, {
    pages,
    isCommand: (key) => commandOf(key, { mac: process.platform === 'darwin', single: settings.read().singleKeys }) !== undefined,
    tell: (event) => tellWindow(window, event),
  });
  tray = createTray({
    window: opened,
    open: show,
    fetch: () => {
      for (const { id } of mailbox.accounts.list()) mailbox.call('inbox.fetch', { account: id });
    },
    pause: (on) => notices.pause(on ? peace : 0),
  });
  apply(settings.read());
  stayUntilQuit(opened, {
    memory,
    keepRunning: () => settings.read().keepRunning,
    quitWhenClosed: () => settingsChanged(settings.change({ keepRunning: false })),
    language,
    async stop() {
      await closing.ask();
      await mailbox.stop();
      log.info('ended');
      await logs.close();
    },
  });
  links.deliver(open);
  login.renew().catch((error: Error) => log.warn({ err: error }, 'the entry that starts the app at login could not be renewed'));

  powerMonitor.on('resume', mailbox.wake);
  app.on('child-process-gone', (_, { type, reason, exitCode }) => {
    if (type === 'GPU') log.warn({ reason, exitCode }, 'the graphics process ended; it is started again');
  });
  app.on('second-instance', (_, args) => {
    const link = linkIn(args);
    if (link) open(link);
    else if (!args.includes('--hidden')) show();
  });
  app.on('activate', show);
};

/** One boundary: a bug in main ends it, and says so; nothing is lost with it. */
const failWith =
  (logs: Logs) =>
  (error: unknown): void => {
    process.stderr.write(`restante: ${error instanceof Error ? error.stack : String(error)}\n`);
    logs.main.fatal({ err: error }, 'main ended');
    const end = (): void => app.exit(1);
    logs.close().then(end, end);
    // A disk that does not answer must not keep it.
    setTimeout(end, 1_000);
  };

registerSchemes();
if (app.requestSingleInstanceLock()) {
  const logs = openLogs(join(app.getPath('userData'), 'logs'));
  const fail = failWith(logs);
  process.on('uncaughtException', fail).on('unhandledRejection', fail);
  const links = receiveLinks();
  app
    .whenReady()
    .then(() => start(logs, links))
    .catch((error: unknown) => {
      // What a person can mend is said to them.
      if (error instanceof Problem) dialog.showErrorBox('Restante', error.message);
      fail(error);
    });
} else app.quit();
