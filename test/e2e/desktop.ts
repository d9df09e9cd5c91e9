import type { ElectronApplication } from 'playwright-core';
import { expect } from 'vitest';

/** Notifications gather for a second, and the machine has other things to do. */
export const soon = <T>(look: () => T) => expect.poll(look, { timeout: 20_000 });

/** What the app showed beside its window, recorded in main. */
interface Recorded {
  notifications: { title: string; body: string; closed: boolean; click(): void }[];
  boxes: { message: string; buttons: readonly string[] }[];
}
declare global {
  var recorded: Recorded | undefined;
}

/** From now on, notifications and dialogs are recorded instead of shown; a dialog is answered with this button. */
export const recordDesktop = (app: ElectronApplication, answer = 0): Promise<void> =>
  app.evaluate(({ Notification, dialog }, answer) => {
    const recorded: Recorded = { notifications: [], boxes: [] };
    globalThis.recorded = recorded;
    Notification.isSupported = () => true;
    Notification.prototype.show = function (this: Electron.Notification): void {
      const one = { title: this.title, body: this.body, closed: false, click: () => void this.emit('click') };
      recorded.notifications.push(one);
      this.close = () => {
        one.closed = true;
        this.emit('close');
      };
    };
    dialog.showMessageBox = (async (_: unknown, box: { message: string; buttons: string[] }) => {
      recorded.boxes.push({ message: box.message, buttons: box.buttons });
      return { response: answer, checkboxChecked: false };
    }) as typeof dialog.showMessageBox;
  }, answer);

export const notificationsOf = (app: ElectronApplication) =>
  app.evaluate(() => (globalThis.recorded?.notifications ?? []).map(({ title, body, closed }) => ({ title, body, closed })));

/** A click on the notification that was shown last. */
export const chooseLast = (app: ElectronApplication): Promise<void> =>
  app.evaluate(() => globalThis.recorded?.notifications.at(-1)?.click());

export const isVisible = (app: ElectronApplication): Promise<boolean> =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? false);

/** As a click on its corner does, once it is there to be clicked. */
export const closeWindow = async (app: ElectronApplication): Promise<void> => {
  await soon(() => isVisible(app)).toBe(true);
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
};
