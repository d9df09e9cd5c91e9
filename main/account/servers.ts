import { createHash } from 'node:crypto';
import { ownAccount } from '../../protocol/account.ts';
import type { ServerCheck, ServerQuestion } from '../../protocol/administered.ts';
import type { Args, BridgeEvent, Outcome, Result, ServerEntry } from '../../protocol/bridge.ts';
import type { EngineMethod, ServerConfig } from '../engine/calls.ts';
import type { AdministeredServer, SettingsFile } from '../settings/settings.ts';
import { parseAddress } from './address.ts';

/** The servers that are administered from here: the app's own, and those whose admin token the reader gave. */
export interface ServerBook {
  /** The app's own first. */
  list(): readonly ServerEntry[];
  /** What the engine is told of all of them. */
  configs(): readonly ServerConfig[];
  check(question: ServerQuestion): Promise<Outcome<ServerCheck>>;
  add(server: Args<'servers.add'>): Promise<Outcome<Result<'servers.add'>>>;
  change(change: Args<'servers.change'>): Promise<Outcome<Result<'servers.change'>>>;
  /** Nothing changes at the server. */
  remove(server: Args<'servers.remove'>): Outcome<null>;
  /** Where the app's own server listens, and the token that administers it. */
  ownKnown(own: Pick<ServerConfig, 'server' | 'adminToken'>): void;
  /** An account came, went or has another token: which tokens the app uses is told. */
  accountsChanged(): void;
}

const ok = <T>(value: T): Outcome<T> => ({ ok: true, value });
const unknown: Outcome<never> = { ok: false, problem: { code: 'call-invalid', message: 'There is no such server.' } };

/** How a server names a token. */
const tokenName = (secret: string): string => createHash('sha256').update(secret).digest('hex').slice(0, 16);

/** This machine has several names; a server is where they lead. */
const placeOf = (server: string): string => server.replace(/^(https?:\/\/)(localhost|\[::1\])(?=:|$)/, '$1127.0.0.1');

export const createServerBook = (deps: {
  settings: Pick<SettingsFile, 'accounts' | 'servers' | 'addServer' | 'changeServer' | 'removeServer'>;
  engine: { configureServers(servers: readonly ServerConfig[]): void; call(name: EngineMethod, args: unknown): Promise<Outcome<unknown>> };
  tell: (event: BridgeEvent) => void;
}): ServerBook => {
  const { settings, engine } = deps;
  let own: Pick<ServerConfig, 'server' | 'adminToken'> | undefined;

  const configs = (): readonly ServerConfig[] => [
    ...(own ? [{ id: ownAccount, ...own }] : []),
    // Without a token the server refuses, and the view says so.
    ...settings.servers().map(({ id, server, adminToken = '' }) => ({ id, server, adminToken })),
  ];
  /** Names of the tokens of a server that this app holds. */
  const tokensAt = (server: string | undefined, adminToken: string | undefined): string[] => {
    const accounts = settings.accounts().filter((account) => {
      const at = account.server ?? own?.server;
      return at !== undefined && server !== undefined && placeOf(at) === placeOf(server);
    });
    const secrets = [
      adminToken,
      ...accounts.flatMap(({ receiveToken, sendToken, sendAllToken }) => [receiveToken, sendToken, sendAllToken]),
    ];
    return [...new Set(secrets.filter((secret) => secret !== undefined).map(tokenName))];
  };
  const toEntry = ({ adminToken, ...server }: AdministeredServer): ServerEntry => ({
    ...server,
    own: false,
    tokens: tokensAt(server.server, adminToken),
  });
  const list = (): readonly ServerEntry[] => [
    { id: ownAccount, label: '', server: own?.server ?? null, own: true, sealed: false, tokens: tokensAt(own?.server, own?.adminToken) },
    ...settings.servers().map(toEntry),
  ];
  const tell = (): void => deps.tell({ kind: 'servers', servers: list() });
  const changed = (): void => {
    engine.configureServers(configs());
    tell();
  };

  const known = (text: string): ServerCheck | undefined => {
    const address = parseAddress(text.trim(), true);
    if (address.kind !== 'address') return undefined;
    const found = list().find(({ server }) => server !== null && placeOf(server) === placeOf(address.server));
    return found && { kind: 'known', server: found.id };
  };
  const judge = async (question: ServerQuestion): Promise<Outcome<ServerCheck>> =>
    (await engine.call('servers.check', question)) as Outcome<ServerCheck>;
  const check = async (question: ServerQuestion): Promise<Outcome<ServerCheck>> => {
    const there = known(question.server);
    return there ? ok(there) : judge(question);
  };

  if (settings.servers().length > 0) engine.configureServers(configs());

  return {
    list,
    configs,
    check,
    async add({ label, ...question }) {
      const checked = await check(question);
      if (!checked.ok) return checked;
      if (checked.value.kind !== 'sound') return ok(checked.value);
      // Another call may have added it while this one was asking.
      const there = known(question.server);
      if (there?.kind === 'known') return ok(there);
      const { adminToken } = question;
      const added = settings.addServer({ server: checked.value.server, adminToken, ...(label !== undefined && { label }) });
      changed();
      return ok({ kind: 'added', server: toEntry(added) });
    },
    async change({ server: id, label, adminToken }) {
      const before = settings.servers().find((server) => server.id === id);
      if (!before) return unknown;
      if (adminToken !== undefined) {
        // Whoever added it has insisted, if that was called for.
        const checked = await judge({ server: before.server, adminToken, insecure: true });
        if (!checked.ok) return checked;
        if (checked.value.kind === 'faulty') return ok(checked.value);
      }
      const change = { ...(label !== undefined && { label }), ...(adminToken !== undefined && { adminToken }) };
      const after = settings.changeServer(id, change);
      if (!after) return unknown;
      changed();
      return ok({ kind: 'changed', server: toEntry(after) });
    },
    remove({ server: id }) {
      if (id === ownAccount) return { ok: false, problem: { code: 'call-invalid', message: "The app's own server stays with the app." } };
      if (!settings.servers().some((server) => server.id === id)) return unknown;
      settings.removeServer(id);
      changed();
      return ok(null);
    },
    ownKnown(known) {
      own = known;
      changed();
    },
    accountsChanged: tell,
  };
};
