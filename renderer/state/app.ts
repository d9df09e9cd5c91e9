import { createContext, useContext } from 'react';
import type { AccountSettings } from '../../protocol/account.ts';
import type {
  AccountInfo,
  AppInfo,
  BridgeEvent,
  BundledState,
  InboxFolder,
  Link,
  MessageRow,
  ServerInfo,
  Settings,
  Status,
} from '../../protocol/bridge.ts';
import type { Bridge, Problem } from '../bridge.ts';
import { type AccountsState, createAccountsState } from './accounts.ts';
import { type Asking, createAsking } from './asking.ts';
import { type Commands, createCommands } from './commands.ts';
import { createLettersState, type LettersState } from './letters.ts';
import { createServersState, type ServersState } from './servers.ts';
import { createSignal, type Signal } from './signal.ts';
import { createTasksState, type TasksState } from './tasks.ts';
import { createToasts, type Toasts } from './toasts.ts';
import { createHistory, type History } from './undo.ts';
import { type Cell, createCell, type Value } from './value.ts';
import { withdrawn } from './withdrawn.ts';

export interface Target {
  readonly folder: InboxFolder;
  readonly uid: string;
  readonly key: number;
}

export type MarkChange = Partial<Pick<MessageRow, 'read' | 'protected' | 'deleted'>>;

/** What all views share: projections of what the app tells, and the few acts that several of them offer. */
export interface App {
  readonly bridge: Bridge;
  readonly info: AppInfo;
  readonly settings: Value<Settings>;
  readonly accounts: Value<readonly AccountInfo[]>;
  /** The one that is shown. */
  readonly account: Value<AccountInfo>;
  /** All inboxes are shown together; `account` is then the one that was shown last, or that an act was about. */
  readonly together: Value<boolean>;
  /** Of the account that is shown, as is all that follows. */
  readonly status: Value<Status | null>;
  /** Of every account, as far as it is known. */
  readonly statuses: Value<ReadonlyMap<string, Status>>;
  /** Undefined until it is known. */
  readonly server: Value<ServerInfo | null | undefined>;
  /** How the app's own server is set up and does; null until it is known. */
  readonly bundled: Value<BundledState | null>;
  readonly toast: Toasts;
  /** What is to be shown because a link was followed or a notification chosen, when no dialog asks; whoever has shown it takes it away. */
  readonly link: Cell<Link | null>;
  /** A message of the account that is to be opened as soon as its row is in the list of its folder. */
  readonly target: Cell<Target | null>;
  readonly inboxChanged: Signal;
  /** Messages made way for others: they are nowhere any more. */
  onGone(listener: (uids: readonly string[]) => void): () => void;
  /** Something changed at any server, or one came or went. */
  readonly serverChanged: Signal;
  readonly servers: ServersState;
  readonly asking: Asking;
  readonly commands: Commands;
  readonly history: History;
  readonly tasks: TasksState;
  readonly letters: LettersState;
  changeSettings(change: Partial<Settings>): Promise<void>;
  /** Puts words into the clipboard; tells if that failed, and answers false. */
  copy(words: string): Promise<boolean>;
  /** Shows one account alone. */
  selectAccount(id: string): void;
  /** Makes an account the one that is written from and asked about, whatever is shown. */
  leadAccount(id: string): void;
  /** Shows all inboxes together, or the account alone that was shown last. */
  showTogether(together: boolean): void;
  changeAccount(change: Partial<AccountSettings>): Promise<void>;
}

/** Events come in bursts while messages are fetched: views read again at most this often, in ms. */
const calm = { inbox: 100, server: 400 };

/** Starts to listen, reads what every view needs and keeps it current. */
export const startApp = async (bridge: Bridge): Promise<{ ok: true; app: App } | { ok: false; problem: Problem }> => {
  const server = createCell<ServerInfo | null | undefined>(undefined);
  const bundled = createCell<BundledState | null>(null);
  const toast = createToasts();
  const link = createCell<Link | null>(null);
  const target = createCell<Target | null>(null);
  const inboxChanged = createSignal(calm.inbox);
  const serverChanged = createSignal(calm.server);
  const asking = createAsking();
  const commands = createCommands();
  const tasks = createTasksState(bridge, (path) => toast.set({ kind: 'saved', path }));
  const goneListeners = new Set<(uids: readonly string[]) => void>();
  let told: Settings | undefined;
  let settings: Cell<Settings> | undefined;
  let accounts: AccountsState | undefined;
  let letters: LettersState | undefined;
  let servers: ServersState | undefined;
  const offerMenu = (): void => void bridge.call('menu.offer', { commands: asking.get() ? [] : [...commands.offered.get()] });
  commands.offered.subscribe(offerMenu);
  asking.subscribe(offerMenu);
  /** Whether something is of what is shown. */
  const isShown = (account: string): boolean => accounts?.together.get() === true || accounts?.account.get().id === account;

  const setStatus = ({ account, status }: Extract<BridgeEvent, { kind: 'status' }>): void => {
    const failed = accounts?.statuses.get().get(account)?.connection.kind === 'failing';
    accounts?.setStatus(account, status);
    // An inbox that could not be read was left out of the list of all; now it may be there.
    if (failed && status.connection.kind !== 'failing' && isShown(account)) inboxChanged.raise();
  };

  bridge.listen((event) => {
    switch (event.kind) {
      case 'status':
        return setStatus(event);
      case 'settings':
        told = event.settings;
        return settings?.set(event.settings);
      case 'accounts':
        return accounts?.set(event.accounts);
      case 'inbox-changed':
        if (!isShown(event.account)) return;
        if (event.gone.length > 0) for (const listener of goneListeners) listener(event.gone);
        return inboxChanged.raise();
      case 'server-changed':
        servers?.tellChanged(event.server);
        return serverChanged.raise();
      case 'servers':
        return servers?.set(event.servers);
      case 'bundled':
        return bundled.set(event.state);
      case 'letters-changed':
        return letters?.tellChanged(event.account);
      case 'letter-progress':
        return letters?.progress.set({ letter: event.letter, bytes: event.bytes, of: event.of });
      case 'closing':
        return void letters?.settle();
      case 'trouble':
        return toast.set(event);
      case 'too-large':
      case 'ended':
        return toast.set(event);
      case 'task':
        return tasks.told(event.task);
      case 'command':
        // From the menu, while somebody writes: a field takes back what was written in it.
        if ((event.command === 'undo' || event.command === 'redo') && document.activeElement?.matches('input, textarea, [contenteditable]'))
          document.execCommand(event.command);
        else if (!asking.get()) commands.run(event.command);
        return;
      case 'open-link':
        return link.set(event.link);
    }
  });

  const readServer = async (): Promise<void> => {
    const outcome = await bridge.call('server.info');
    server.set(outcome.ok ? outcome.value : null);
  };
  serverChanged.subscribe(() => void readServer());

  const [info, read, listed, known] = await Promise.all([
    bridge.call('app.info'),
    bridge.call('settings.read'),
    bridge.call('accounts.list'),
    bridge.call('servers.list'),
  ]);
  if (!info.ok) return info;
  if (!read.ok) return read;
  if (!listed.ok) return listed;
  if (!known.ok) return known;
  const [first, ...others] = listed.value;
  if (!first) return { ok: false, problem: { code: 'internal', message: 'The app has no account.' } };
  const current = createCell<Settings>(told ?? read.value);
  settings = current;
  const administered = createServersState(bridge, known.value);
  servers = administered;
  const held = createAccountsState(bridge, [first, ...others]);
  accounts = held;
  letters = createLettersState({ bridge, account: held.account, show: toast.set });
  void readServer();
  void bridge.call('bundled.read').then((outcome) => {
    if (outcome.ok) bundled.set(outcome.value);
  });
  if (info.value.fallbacks.length > 0) toast.set({ kind: 'fallbacks', names: info.value.fallbacks });

  const app: App = {
    bridge,
    info: info.value,
    settings: current,
    accounts: held.accounts,
    account: held.account,
    together: held.together,
    status: held.status,
    statuses: held.statuses,
    server,
    bundled,
    toast,
    link,
    target,
    inboxChanged,
    serverChanged,
    servers: administered,
    onGone: (listener) => {
      goneListeners.add(listener);
      return () => goneListeners.delete(listener);
    },
    asking,
    commands,
    history: createHistory(bridge),
    tasks,
    letters,
    copy: async (words) => {
      const outcome = await bridge.call('app.copy', { text: words });
      if (!outcome.ok) toast.set({ kind: 'problem', problem: outcome.problem });
      return outcome.ok;
    },
    changeSettings: async (change) => {
      const before = current.get();
      current.set({ ...before, ...change });
      const outcome = await bridge.call('settings.change', change);
      if (outcome.ok) return current.set(outcome.value);
      current.set(withdrawn(current.get(), before, change));
      toast.set({ kind: 'problem', problem: outcome.problem });
    },
    selectAccount(id) {
      // What it offers, as taking back a deletion, is the other account's.
      toast.set(null);
      held.select(id);
    },
    leadAccount: held.lead,
    showTogether(together) {
      if (held.together.get() === together) return;
      toast.set(null);
      held.setTogether(together);
    },
    changeAccount: async (change) => {
      const problem = await held.change(change);
      if (problem) toast.set({ kind: 'problem', problem });
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
