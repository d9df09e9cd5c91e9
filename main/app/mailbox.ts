import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ownAccount } from '../../protocol/account.ts';
import type { BridgeEvent, BundledState, Outcome, ServerInfo, Status } from '../../protocol/bridge.ts';
import type { FromServer } from '../../protocol/bundled.ts';
import { type Accounts, createAccounts } from '../account/accounts.ts';
import { createServerBook, type ServerBook } from '../account/servers.ts';
import type { EngineMethod } from '../engine/calls.ts';
import type { Logs } from '../log/files.ts';
import type { SettingsFile } from '../settings/settings.ts';
import { openOwnMailbox } from './account.ts';
import { type Bundled, createBundled } from './bundled.ts';
import { type BackupMaker, createBackups } from './bundled-backup.ts';
import { createEngineClient } from './engine.ts';
import { createTasks, type Tasks } from './tasks.ts';

/** The bundled server and the mail engine, each in its process, and what the window may ask of them. */
export interface Mailbox {
  readonly accounts: Accounts;
  readonly servers: ServerBook;
  readonly tasks: Tasks;
  info(): ServerInfo | null;
  call(name: EngineMethod, args: unknown): Promise<Outcome<unknown>>;
  /** When it was started anew and listens, it lets the app in again if it did not any more. */
  readonly bundled: Bundled;
  readonly backups: BackupMaker;
  bundledState(): BundledState;
  /** The machine woke up. */
  wake(): void;
  stop(): Promise<void>;
}

type Ready = Extract<FromServer, { kind: 'ready' }>;

/** ms that the server waits at most for the engine, which has the list to show: together they would slow each other down. */
const headStart = 2_000;
/** ms that the server may take to come up before its absence is told. */
const patience = 10_000;

/** @param folder the app's data folder @param ready the server listens, for the first time or again */
export const openMailbox = (deps: {
  folder: string;
  settings: SettingsFile;
  logs: Logs;
  tell: (event: BridgeEvent) => void;
  ready: (info: ServerInfo) => void;
}): Mailbox => {
  const { folder, settings, logs, tell } = deps;
  const log = logs.main;
  const serverData = join(folder, 'server');
  let info: ServerInfo | null = null;
  /** Why the server does not start, if it does not. */
  let refusal: { code: string; message: string } | undefined;

  const openedAt = performance.now();
  /** The engine has had an answer from the server. */
  let met = false;
  /** The status, in the light of what the engine cannot know: that the server is not let start, or only comes up. */
  const inLight = (status: Status): Status => {
    if (refusal) return { ...status, connection: { kind: 'failing', ...refusal, retryAt: 0 } };
    const { kind } = status.connection;
    if (kind !== 'offline' && kind !== 'connecting') met = true;
    const awaited = kind === 'offline' && !met && performance.now() - openedAt < patience;
    return awaited ? { ...status, connection: { kind: 'connecting' } } : status;
  };
  const onRefused = (code: string, message: string): void => {
    refusal = { code, message };
    process.stderr.write(`restante: ${message} (${code})\n`);
    log.error({ code }, 'the server does not start');
  };
  const engine = createEngineClient({
    started: () => tasks.again(),
    said: logs.from('engine'),
    ended: (code) => log.error({ code }, 'the engine ended by itself; it is started again'),
    event: (event) => {
      if (event.kind === 'task') return tasks.told(event.task);
      if (event.kind !== 'status' || event.account !== ownAccount) return tell(event);
      tell({ ...event, status: inLight(event.status) });
      // Its inbox is open, or says why not.
      startServer();
    },
  });
  const tasks = createTasks({ call: engine.call, tell });
  let ownServer: string | undefined;
  const accounts = createAccounts({
    ...{ data: folder, settings, engine, ownServer: () => ownServer },
    tell(event) {
      tell(event);
      if (event.kind === 'accounts') servers.accountsChanged();
    },
  });
  const servers = createServerBook({ settings, engine, tell });

  const serverReady = async ({ http, smtp, adminTokenFile }: Ready): Promise<void> => {
    if (info) info = { ...info, http, smtp };
    const adminToken = (await readFile(adminTokenFile, 'utf8')).trim();
    const { mailbox, sendToken } = await openOwnMailbox(settings, http, adminToken);
    refusal = undefined;
    info = { http, smtp, mailbox, sendToken };
    ownServer = http;
    servers.ownKnown({ server: http, adminToken });
    accounts.ownChanged();
    log.info({ http, smtp }, 'the server listens');
    deps.ready(info);
    tell({ kind: 'server-changed', server: ownAccount });
    engine.call('inbox.fetch', { account: ownAccount });
  };
  const bundled = createBundled({
    folder: serverData,
    settings,
    logs,
    on: {
      ready: (message) => void serverReady(message).catch((error: Error) => onRefused('internal', error.message)),
      refused: onRefused,
      changed: () => tellBundled(),
    },
  });
  const backups = createBackups({ data: serverData, settings, logs, changed: () => tellBundled() });
  const bundledState = (): BundledState => ({ ...bundled.state(), ...backups.state() });
  const tellBundled = (): void => tell({ kind: 'bundled', state: bundledState() });
  let stopping = false;
  const startServer = (): void => {
    if (!stopping) bundled.start();
  };

  // From the second start on the device does not wait for the server: most likely it comes up where it was.
  try {
    const adminToken = readFileSync(join(serverData, 'admin-token'), 'utf8').trim();
    ownServer = `http://${settings.addresses().http}`;
    servers.ownKnown({ server: ownServer, adminToken });
  } catch {
    // Known when the server is ready, which writes that file.
  }
  engine.start(accounts.configs());
  const late = setTimeout(startServer, ownServer === undefined ? 0 : headStart);
  accounts.endRemovals().then(
    (left) => {
      for (const problem of left) log.error({ problem }, 'an account could not be removed');
    },
    (error: Error) => log.error({ err: error }, 'an account could not be removed'),
  );

  return {
    accounts,
    servers,
    tasks,
    info: () => info,
    async call(name, args) {
      const outcome = await engine.call(name, args);
      const own = name === 'status.read' && (args as { account: string }).account === ownAccount;
      return own && outcome.ok ? { ok: true, value: inLight(outcome.value as Status) } : outcome;
    },
    bundled,
    backups,
    bundledState,
    wake: engine.wake,
    async stop() {
      // The device first: what it has under way ends with an answer.
      stopping = true;
      clearTimeout(late);
      await engine.stop();
      await Promise.all([bundled.stop(), backups.stop()]);
    },
  };
};
