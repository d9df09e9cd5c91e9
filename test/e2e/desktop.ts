import type { ElectronApplication } from 'playwright-core';

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

/** As a click on its corner does. */
export const closeWindow = (app: ElectronApplication): Promise<void> =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
