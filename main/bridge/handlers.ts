import { type BrowserWindow, type IpcMainInvokeEvent, ipcMain } from 'electron';
import {
  type Args,
  type BridgeEvent,
  dropSchema,
  type Letter,
  type MethodName,
  methods,
  type Outcome,
  type Result,
} from '../../protocol/bridge.ts';
import { diskProblem } from '../disk-problem.ts';

/** What answers each method of the bridge. */
export type Handlers = { [K in MethodName]: (args: Args<K>) => Promise<Outcome<Result<K>>> };

export const ok = <T>(value: T): Outcome<T> => ({ ok: true, value });

/** A file that could not be written or shown, as the system says it. */
export const unwritable = (error: unknown): Outcome<never> => ({
  ok: false,
  problem: { code: 'file-unwritable', message: error instanceof Error ? error.message : String(error) },
});

const isMethod = (name: unknown): name is MethodName => typeof name === 'string' && Object.hasOwn(methods, name);

const isFromPage = ({ senderFrame }: IpcMainInvokeEvent, origin: string): boolean =>
  senderFrame !== null && senderFrame.parent === null && senderFrame.url.startsWith(`${origin}/`);

/**
 * Answers the window's calls: the sender must be our own page, the method one of the bridge's, and the
 * arguments what its schema says. Whoever else calls is refused, and so told.
 */
export const handleBridge = (origin: string, handlers: Handlers): void => {
  ipcMain.handle('bridge:call', async (event, name: unknown, args: unknown): Promise<Outcome<unknown>> => {
    if (!isFromPage(event, origin)) throw new Error('This page may not call the app.');
    if (!isMethod(name)) return { ok: false, problem: { code: 'call-invalid', message: 'There is no such call.' } };
    const parsed = methods[name].args.safeParse(args);
    if (!parsed.success) return { ok: false, problem: { code: 'call-invalid', message: parsed.error.issues[0]?.message ?? 'invalid' } };
    try {
      return await (handlers[name] as (args: unknown) => Promise<Outcome<unknown>>)(parsed.data);
    } catch (error) {
      const problem = diskProblem(error);
      if (!problem) throw error;
      return { ok: false, problem };
    }
  });
};

/** Files that were dropped on the page; the preload has read their paths, which the page never sees. */
export const handleDrops = (
  origin: string,
  attach: (to: { account: string; id: string }, paths: readonly string[]) => Promise<Outcome<Letter>>,
): void => {
  ipcMain.handle('bridge:drop', async (event, to: unknown, paths: unknown): Promise<Outcome<Letter>> => {
    if (!isFromPage(event, origin)) throw new Error('This page may not call the app.');
    const parsed = dropSchema.safeParse({ ...(to as object), paths });
    if (!parsed.success) return { ok: false, problem: { code: 'call-invalid', message: parsed.error.issues[0]?.message ?? 'invalid' } };
    return attach({ account: parsed.data.account, id: parsed.data.id }, parsed.data.paths);
  });
};

export const tellWindow = (window: BrowserWindow | undefined, event: BridgeEvent): void => {
  if (window && !window.isDestroyed()) window.webContents.send('bridge:event', event);
};
