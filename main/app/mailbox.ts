import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BridgeEvent, Outcome, ServerInfo, Status } from '../../protocol/bridge.ts';
import type { FromServer, ToServer } from '../../protocol/bundled.ts';
import type { EngineConfig, EngineMethod } from '../engine/calls.ts';
import { openAccount } from './account.ts';
import { type Child, startChild } from './child.ts';
import { createEngineClient } from './engine.ts';
import type { Account, SettingsFile } from './settings.ts';

/** The bundled server and the mail engine, each in its process, and what the window may ask of them. */
export interface Mailbox {
  info(): ServerInfo | null;
  call(name: EngineMethod, args: unknown): Promise<Outcome<unknown>>;
  /** The settings were changed. */
  settingsChanged(): void;
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
  tell: (event: BridgeEvent) => void;
  ready: (info: ServerInfo) => void;
}): Mailbox => {
  const { folder, settings, tell } = deps;
  const serverData = join(folder, 'server');
  let info: ServerInfo | null = null;
  /** Why the server or the engine does not start, if one does not. */
  const refusals: { server?: { code: string; message: string }; engine?: { code: string; message: string } } = {};

  const openedAt = performance.now();
  /** The engine has had an answer from the server. */
  let met = false;
  /** The status, in the light of what the engine cannot know: that a part is not let start, or that the server only comes up. */
  const inLight = (status: Status): Status => {
    const refused = refusals.server ?? refusals.engine;
    if (refused) return { ...status, connection: { kind: 'failing', ...refused, retryAt: 0 } };
    const { kind } = status.connection;
    if (kind !== 'offline' && kind !== 'connecting') met = true;
    const awaited = kind === 'offline' && !met && performance.now() - openedAt < patience;
    return awaited ? { ...status, connection: { kind: 'connecting' } } : status;
  };
  const onRefused = (part: 'server' | 'engine', code: string, message: string): void => {
    refusals[part] = { code, message };
    process.stderr.write(`restante: ${message} (${code})\n`);
  };
  const engine = createEngineClient({
    event: (event) => tell(event.kind === 'status' ? { kind: 'status', status: inLight(event.status) } : event),
    started: () => {
      delete refusals.engine;
      startServer();
    },
    refused: (code, message) => {
      onRefused('engine', code, message);
      startServer();
    },
  });
  const configOf = (server: string, account: Account, adminToken: string): Omit<EngineConfig, 'open'> => {
    const { cap, overwriteRead, afterReceipt } = settings.read();
    const { mailbox, receiveToken } = account;
    return { inbox: join(folder, 'inbox'), server, mailbox, receiveToken, adminToken, settings: { cap, overwriteRead, afterReceipt } };
  };

  const serverReady = async ({ http, smtp, adminTokenFile }: Ready): Promise<void> => {
    const adminToken = (await readFile(adminTokenFile, 'utf8')).trim();
    const { mailbox, receiveToken, sendToken } = await openAccount(settings, http, adminToken);
    settings.keepAddresses({ http: new URL(http).host, smtp: smtp ?? settings.addresses().smtp });
    delete refusals.server;
    info = { http, smtp, mailbox, sendToken };
    engine.start(configOf(http, { mailbox, receiveToken, sendToken }, adminToken));
    deps.ready(info);
    tell({ kind: 'server-changed' });
    engine.call('inbox.fetch', undefined);
  };
  let server: Child<ToServer> | undefined;
  let stopping = false;
  const startServer = (): void => {
    if (stopping) return;
    server ??= startChild<ToServer, FromServer>(
      new URL('../../server/bundled.js', import.meta.url),
      'Restante server',
      {
        first: () => ({ kind: 'start', data: serverData, ...settings.addresses() }),
        message(message) {
          if (message.kind === 'refused') onRefused('server', message.code, message.message);
          else serverReady(message).catch((error: Error) => onRefused('server', 'internal', error.message));
        },
      },
      { kind: 'stop' },
    );
  };

  // From the second start on the inbox does not wait for the server: most likely it comes up where it was.
  let late: NodeJS.Timeout | undefined;
  const account = settings.account();
  if (account) {
    try {
      const adminToken = readFileSync(join(serverData, 'admin-token'), 'utf8').trim();
      engine.start(configOf(`http://${settings.addresses().http}`, account, adminToken));
      late = setTimeout(startServer, headStart);
    } catch {
      // Started when the server is ready, which writes that file.
    }
  }
  if (late === undefined) startServer();

  return {
    info: () => info,
    async call(name, args) {
      const outcome = await engine.call(name, args);
      return name === 'status.read' && outcome.ok ? { ok: true, value: inLight(outcome.value as Status) } : outcome;
    },
    settingsChanged() {
      const { cap, overwriteRead, afterReceipt } = settings.read();
      engine.configure({ cap, overwriteRead, afterReceipt });
    },
    async stop() {
      // The device first: what it has under way ends with an answer.
      stopping = true;
      clearTimeout(late);
      await engine.stop();
      await server?.stop();
    },
  };
};
