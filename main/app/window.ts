import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, nativeTheme, session } from 'electron';
import { origin } from './scheme.ts';

/** The window's background until it is painted, as `surface` in renderer/theme.ts: no white flash in the dark. */
const background = (): string => (nativeTheme.shouldUseDarkColors ? '#181b21' : '#ffffff');

/** Nothing in a page may open windows, navigate, or ask for anything of the system. */
export const lockDown = (): void => {
  app.on('web-contents-created', (_, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
  session.defaultSession.setPermissionRequestHandler((_, __, answer) => answer(false));
  session.defaultSession.setPermissionCheckHandler(() => false);
};

export const openWindow = (): BrowserWindow => {
  const window = new BrowserWindow({
    width: 1_280,
    height: 800,
    minWidth: 640,
    minHeight: 480,
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
  // A page that dies takes nothing with it: all it showed is in the engine.
  window.webContents.on('render-process-gone', (_, { reason }) => {
    if (reason !== 'clean-exit') window.reload();
  });
  window.once('ready-to-show', () => window.show());
  window.loadURL(`${origin}/index.html`);
  return window;
};
