import { type BrowserWindow, type IpcMainInvokeEvent, ipcMain } from 'electron';
import { type Args, type BridgeEvent, type MethodName, methods, type Outcome, type Result } from '../../protocol/bridge.ts';

/** What answers each method of the bridge. */
export type Handlers = { [K in MethodName]: (args: Args<K>) => Promise<Outcome<Result<K>>> };

export const ok = <T>(value: T): Outcome<T> => ({ ok: true, value });

const isMethod = (name: unknown): name is MethodName => typeof name === 'string' && Object.hasOwn(methods, name);

/**
 * Answers the window's calls: the sender must be our own page, the method one of the bridge's, and the
 * arguments what its schema says. Whoever else calls is refused, and so told.
 */
export const handleBridge = (origin: string, handlers: Handlers): void => {
  const fromOurPage = ({ senderFrame }: IpcMainInvokeEvent): boolean =>
    senderFrame !== null && senderFrame.parent === null && senderFrame.url.startsWith(`${origin}/`);
  ipcMain.handle('bridge:call', async (event, name: unknown, args: unknown): Promise<Outcome<unknown>> => {
    if (!fromOurPage(event)) throw new Error('This page may not call the app.');
    if (!isMethod(name)) return { ok: false, problem: { code: 'call-invalid', message: 'There is no such call.' } };
    const parsed = methods[name].args.safeParse(args);
    if (!parsed.success) return { ok: false, problem: { code: 'call-invalid', message: parsed.error.issues[0]?.message ?? 'invalid' } };
    return (handlers[name] as (args: unknown) => Promise<Outcome<unknown>>)(parsed.data);
  });
};

export const tellWindow = (window: BrowserWindow | undefined, event: BridgeEvent): void => {
  if (window && !window.isDestroyed()) window.webContents.send('bridge:event', event);
};
