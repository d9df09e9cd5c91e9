import { createHash } from 'node:crypto';
import { ownAccount } from '../../protocol/account.ts';
import type { BridgeEvent, ServerEntry } from '../../protocol/bridge.ts';
import type { ServerConfig } from '../engine/calls.ts';

/** The servers that are administered from here: the app's own. */
export interface ServerBook {
  list(): readonly ServerEntry[];
  /** What the engine is told of all of them. */
  configs(): readonly ServerConfig[];
  /** Where the app's own server listens, and the token that administers it. */
  ownKnown(own: Pick<ServerConfig, 'server' | 'adminToken'>): void;
}

/** What a server calls a token: it does not know the secret either. */
const tokenName = (secret: string): string => createHash('sha256').update(secret).digest('hex').slice(0, 16);

export const createServerBook = (deps: {
  engine: { configureServers(servers: readonly ServerConfig[]): void };
  tell: (event: BridgeEvent) => void;
}): ServerBook => {
  let own: ServerConfig | undefined;
  const configs = (): readonly ServerConfig[] => (own ? [own] : []);
  const list = (): readonly ServerEntry[] => [
    { id: ownAccount, label: '', server: own?.server ?? null, own: true, ...(own && { token: tokenName(own.adminToken) }) },
  ];
  return {
    list,
    configs,
    ownKnown(known) {
      own = { id: ownAccount, ...known };
      deps.engine.configureServers(configs());
      deps.tell({ kind: 'servers', servers: list() });
    },
  };
};
