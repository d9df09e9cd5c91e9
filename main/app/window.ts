import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, nativeTheme, screen, session } from 'electron';
import { least, placeOn, type WindowState } from '../window/place.ts';
import type { Memory } from './memory.ts';
import { origin } from './scheme.ts';

/** The window's background until it is painted, as `surface` in renderer/theme.ts: no white flash in the dark. */
const background = (): string => (nativeTheme.shouldUseDarkColors ? '#181b21' : '#ffffff');

/** Nothing in a page may open windows, navigate, or ask for anything of the system. */
export const lockDown = (): void => {
  app.on('web-contents-created', (_, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('select-client-certificate', (event, _, __, answer) => {
      event.preventDefault();
      (answer as () => void)();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
  // Its dictionaries would be fetched from Google at the first start, whether anything is checked or not.
  session.defaultSession.setSpellCheckerLanguages([]);
  session.defaultSession.setPermissionRequestHandler((_, __, answer) => answer(false));
  session.defaultSession.setPermissionCheckHandler(() => false);
};

const areas = () => {
  const first = screen.getPrimaryDisplay();
  return [first, ...screen.getAllDisplays().filter(({ id }) => id !== first.id)].map(({ workArea }) => workArea);
};

/** ms between two reloads of a page that keeps dying, doubling up to the last. */
const pauses = { first: 0, next: 1_000, last: 30_000, settled: 60_000 };

/**
 * @param memory where it was, and where it is kept from now on
 * @param options `hidden`: it waits to be shown
 * @param died told why, whenever its page died
 */
export const openWindow = (memory: Memory<WindowState>, { hidden }: { hidden: boolean }, died: (reason: string) => void): BrowserWindow => {
  const { bounds, maximized } = memory.get();
  const window = new BrowserWindow({
    ...placeOn(bounds, areas()),
    minWidth: least.width,
    minHeight: least.height,
    title: 'Restante',
    icon: fileURLToPath(new URL('../../../build/icons/256x256.png', import.meta.url)),
    show: false,
    backgroundColor: background(),
    webPreferences: {
      preload: fileURLToPath(new URL('../bridge/preload.cjs', import.meta.url)),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      // Elsewhere Chromium would fetch dictionaries from a server of its maker's.
      spellcheck: process.platform === 'darwin',
    },
  });
  const keep = (): void => {
    if (window.isMinimized() || window.isFullScreen()) return;
    memory.set({ ...memory.get(), bounds: window.getNormalBounds(), maximized: window.isMaximized() });
  };
  for (const event of ['resize', 'move', 'maximize', 'unmaximize'] as const) window.on(event as 'resize', keep);

  // A page that dies takes nothing with it: all it showed is in the engine, and the place that it showed in the session.
  let pause = pauses.first;
  let loadedAt = performance.now();
  window.webContents.on('render-process-gone', (_, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    died(reason);
    if (performance.now() - loadedAt > pauses.settled) pause = pauses.first;
    setTimeout(() => {
      loadedAt = performance.now();
      if (!window.isDestroyed()) window.reload();
    }, pause);
    pause = Math.min(Math.max(pause * 2, pauses.next), pauses.last);
  });
  window.once('ready-to-show', () => {
    if (hidden) return;
    if (maximized) window.maximize();
    window.show();
  });
  window.loadURL(`${origin}/index.html`);
  return window;
};

/** To the front, wherever it was. */
export const showWindow = (window: BrowserWindow): void => {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
};
