import { createContext, useContext } from 'react';
import type { AppInfo, Command, MessageRow, ServerInfo, Settings, Status } from '../../protocol/bridge.ts';
import type { Bridge, Problem } from '../bridge.ts';
import { createSignal, type Signal } from './signal.ts';
import { type Cell, createCell, type Value } from './value.ts';

export type Toast =
  | { readonly kind: 'deleted'; readonly uids: readonly string[] }
  | { readonly kind: 'restored'; readonly count: number }
  | { readonly kind: 'saved'; readonly path: string }
  | { readonly kind: 'problem'; readonly problem: Problem }
  /** Told by the app, not caused by an act of the reader. */
  | { readonly kind: 'trouble'; readonly problem: Problem };

export type MarkChange = Partial<Pick<MessageRow, 'read' | 'protected' | 'deleted'>>;

/** What all views share: projections of what the app tells, and the few acts that several of them offer. */
export interface App {
  readonly bridge: Bridge;
  readonly info: AppInfo;
  readonly settings: Value<Settings>;
  readonly status: Value<Status | null>;
  /** Undefined until it is known. */
  readonly server: Value<ServerInfo | null | undefined>;
  readonly toast: Cell<Toast | null>;
  readonly inboxChanged: Signal;
  /** Messages made way for others: they are nowhere any more. */
  onGone(listener: (uids: readonly string[]) => void): () => void;
  readonly serverChanged: Signal;
  onCommand(listener: (command: Command) => void): () => void;
  changeSettings(change: Partial<Settings>): Promise<void>;
}

/** Events come in bursts while messages are fetched: views read again at most this often, in ms. */
const calm = { inbox: 100, server: 400 };

/** Starts to listen, reads what every view needs and keeps it current. */
export const startApp = async (bridge: Bridge): Promise<{ ok: true; app: App } | { ok: false; problem: Problem }> => {
  const status = createCell<Status | null>(null);
  const server = createCell<ServerInfo | null | undefined>(undefined);
  const toast = createCell<Toast | null>(null);
  const inboxChanged = createSignal(calm.inbox);
  const serverChanged = createSignal(calm.server);
  const commandListeners = new Set<(command: Command) => void>();
  const goneListeners = new Set<(uids: readonly string[]) => void>();
  let told: Settings | undefined;
  let settings: Cell<Settings> | undefined;

  bridge.listen((event) => {
    switch (event.kind) {
      case 'status':
        return status.set(event.status);
      case 'settings':
        told = event.settings;
        return settings?.set(event.settings);
      case 'inbox-changed':
        if (event.gone.length > 0) for (const listener of goneListeners) listener(event.gone);
        return inboxChanged.raise();
      case 'server-changed':
        return serverChanged.raise();
      case 'trouble':
        return toast.set({ kind: 'trouble', problem: event.problem });
      case 'command':
        return commandListeners.forEach((listener) => {
          listener(event.command);
        });
    }
  });

  const readServer = async (): Promise<void> => {
    const outcome = await bridge.call('server.info');
    server.set(outcome.ok ? outcome.value : null);
  };
  serverChanged.subscribe(() => void readServer());

  const [info, read] = await Promise.all([bridge.call('app.info'), bridge.call('settings.read')]);
  if (!info.ok) return info;
  if (!read.ok) return read;
  const current = createCell<Settings>(told ?? read.value);
  settings = current;
  void readServer();
  void bridge.call('status.read').then((outcome) => {
    // An event that came first is newer.
    if (outcome.ok && status.get() === null) status.set(outcome.value);
  });

  const app: App = {
    bridge,
    info: info.value,
    settings: current,
    status,
    server,
    toast,
    inboxChanged,
    serverChanged,
    onGone: (listener) => {
      goneListeners.add(listener);
      return () => goneListeners.delete(listener);
    },
    onCommand: (listener) => {
      commandListeners.add(listener);
      return () => commandListeners.delete(listener);
    },
    changeSettings: async (change) => {
      const before = current.get();
      current.set({ ...before, ...change });
      const outcome = await bridge.call('settings.change', change);
      if (outcome.ok) return current.set(outcome.value);
      current.set(before);
      toast.set({ kind: 'problem', problem: outcome.problem });
    },
  };
  return { ok: true, app };
};

export const AppContext = createContext<App | null>(null);

export const useApp = (): App => {
  const app = useContext(AppContext);
  if (!app) throw new Error('no app around this view');
  return app;
};
