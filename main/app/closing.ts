import type { BrowserWindow } from 'electron';
import { tellWindow } from '../bridge/handlers.ts';

/** What the window has not saved yet is saved before it goes. */
export interface Closing {
  /** Asks the window, and waits for its answer; for a while. */
  ask(): Promise<void>;
  /** The window has answered. */
  settled(): void;
}

/** ms that the window gets: what it saves is small, and a page that hangs must not keep the app open. */
const patience = 2_000;

export const createClosing = (deps: { window: () => BrowserWindow | undefined }): Closing => {
  let answered = (): void => {};
  const ask = (): Promise<void> => {
    const window = deps.window();
    if (!window || window.isDestroyed() || window.webContents.isCrashed()) return Promise.resolve();
    return new Promise((resolve) => {
      const late = setTimeout(resolve, patience);
      answered = () => {
        clearTimeout(late);
        resolve();
      };
      tellWindow(window, { kind: 'closing' });
    });
  };
  return {
    ask,
    settled: () => answered(),
  };
};
