import { app, type BrowserWindow, dialog, powerMonitor } from 'electron';
import type { WindowState } from '../window/place.ts';
import type { Memory } from './memory.ts';

/*
 * When the app ends. Closing the window hides it while the reader wants messages to be received in the background. Not every
 * desktop shows an icon beside its clock, and none can be asked for sure: starting the app again always shows its window.
 */

const words = {
  en: {
    message: 'Restante goes on receiving when its window is closed.',
    detail:
      'Starting Restante again opens the window, and so does its icon beside the clock, where the desktop shows one. Quit in the File menu ends it. You can change this in the settings.',
    keep: 'Keep running',
    quit: 'Quit when closed',
  },
  ja: {
    message: 'ウィンドウを閉じても、Restante は受信を続けます。',
    detail:
      'もう一度 Restante を起動するとウィンドウが開きます。時計の横にアイコンが表示される環境では、そこからも開けます。終了するには「ファイル」メニューの「終了」を選んでください。設定でいつでも変更できます。',
    keep: '受信を続ける',
    quit: '閉じたら終了する',
  },
} as const;

/** ms that the parts of the app get to end; those of the engine and the server have limits of their own. */
const patience = 15_000;

/**
 * @param deps.stop ends what runs beside the window; the app quits when it has
 * @param deps.keepRunning asked whenever the window is closed
 */
export const stayUntilQuit = (
  window: BrowserWindow,
  deps: {
    memory: Memory<WindowState>;
    keepRunning: () => boolean;
    /** The reader wants the app to end with its window. */
    quitWhenClosed: () => void;
    language: () => 'en' | 'ja';
    stop: () => Promise<void>;
  },
): void => {
  const { memory } = deps;
  let quitting = false;
  let stopped = false;
  let asking = false;

  /** Once, before the first time that closing does not end the app. False: it shall end. */
  const tell = async (): Promise<boolean> => {
    const say = words[deps.language()];
    const { response } = await dialog.showMessageBox(window, {
      type: 'info',
      message: say.message,
      detail: say.detail,
      buttons: [say.keep, say.quit],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    });
    memory.set({ ...memory.get(), toldOfRunning: true });
    return response === 0;
  };
  window.on('close', (event) => {
    if (quitting) return;
    event.preventDefault();
    // It ends in order: what is unsaved in the window is saved before that goes.
    if (!deps.keepRunning()) return app.quit();
    if (memory.get().toldOfRunning) return window.hide();
    if (asking) return;
    asking = true;
    tell()
      .then((keep) => {
        if (quitting) return;
        if (keep) return window.hide();
        deps.quitWhenClosed();
        app.quit();
      })
      .finally(() => {
        asking = false;
      });
  });
  app.on('window-all-closed', () => app.quit());
  app.on('before-quit', (event) => {
    quitting = true;
    if (stopped) return;
    event.preventDefault();
    const late = new Promise<void>((resolve) => setTimeout(resolve, patience));
    Promise.race([Promise.all([deps.stop(), memory.flush()]), late]).finally(() => {
      stopped = true;
      app.quit();
    });
  });
  // The machine is about to end: so does the app, in order.
  powerMonitor.on('shutdown', () => app.quit());
};
