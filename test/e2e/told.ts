import type { ElectronApplication } from 'playwright-core';
import type { BridgeEvent, Outcome } from '#restante/protocol/bridge';

/** Tells the window what a healthy app seldom does. */
export const tell = (app: ElectronApplication, event: BridgeEvent): Promise<void> =>
  app.evaluate(({ BrowserWindow }, event) => BrowserWindow.getAllWindows()[0]?.webContents.send('bridge:event', event, 'told'), event);

/** From now on the window hears of this kind only what it is told by `tell`: nothing true comes between. */
export const hush = (app: ElectronApplication, kind: BridgeEvent['kind']): Promise<void> =>
  app.evaluate(({ BrowserWindow }, kind) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (!contents) throw new Error('there is no window');
    const { send } = contents;
    contents.send = (channel, event: BridgeEvent, by?: string) => {
      if (event.kind !== kind || by === 'told') send.call(contents, channel, event);
    };
  }, kind);

/** Has a method of the bridge answered so, or never, until it is answered truly again (null). */
export const answerInstead = (app: ElectronApplication, method: string, answer: Outcome<unknown> | 'never' | null): Promise<void> =>
  app.evaluate(
    ({ ipcMain }, [method, answer]) => {
      type Handler = (event: unknown, name: string, args: unknown) => Promise<unknown>;
      const here = globalThis as { instead?: Map<string, unknown> };
      if (!here.instead) {
        const instead = new Map<string, unknown>();
        here.instead = instead;
        // Electron hands out no handler that was set.
        const real = (ipcMain as unknown as { _invokeHandlers: Map<string, Handler> })._invokeHandlers.get('bridge:call');
        if (!real) throw new Error('the bridge is not there');
        ipcMain.removeHandler('bridge:call');
        ipcMain.handle('bridge:call', (event, name: string, args: unknown) => {
          const other = instead.get(name);
          return other === 'never' ? new Promise(() => {}) : (other ?? real(event, name, args));
        });
      }
      if (answer === null) here.instead.delete(method);
      else here.instead.set(method, answer);
    },
    [method, answer] as const,
  );
