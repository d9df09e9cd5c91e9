import type { AnyAdminRequest } from '../../protocol/admin.ts';
import type { ServerEntry } from '../../protocol/bridge.ts';
import { placeAtServer } from '../../protocol/place.ts';
import type { Bridge } from '../bridge.ts';
import type { ServerPort } from '../server-port.ts';
import { createSignal, type Signal } from './signal.ts';
import { createCell, type Value } from './value.ts';

/** The servers that are administered from here. */
export interface ServersState {
  readonly servers: Value<readonly ServerEntry[]>;
  /** The one whose folders stand in the folder pane: the one that was shown last. */
  readonly shown: Value<string>;
  show(id: string): void;
  port(id: string): ServerPort;
  /** They are told anew. */
  set(servers: readonly ServerEntry[]): void;
  tellChanged(id: string): void;
}

/** Changes come in bursts while messages are fetched: views read again at most this often, in ms. */
const calm = 400;

export const createServersState = (bridge: Bridge, first: readonly ServerEntry[]): ServersState => {
  const servers = createCell<readonly ServerEntry[]>(first);
  const shown = createCell(first[0]?.id ?? '');
  const ports = new Map<string, ServerPort & { readonly changed: Signal }>();
  const port: ServersState['port'] = (id) => {
    const known = ports.get(id);
    if (known) return known;
    const made: ServerPort = {
      ask: (operation, ...[request]) =>
        bridge.call('server.ask', { server: id, operation, body: undefined, ...(request as AnyAdminRequest) }) as never,
      save: (uid) => bridge.call('inbox.save', { account: placeAtServer(id), uid, attachment: null }),
      download: (uids, bytes) => bridge.call('servers.download', { server: id, uids: [...uids], bytes }),
      writeActivity: (what) => bridge.call('server.writeActivity', { server: id, ...what }),
      changed: createSignal(calm),
    };
    ports.set(id, made);
    return made;
  };
  return {
    servers,
    shown,
    show: shown.set,
    port,
    set(list) {
      servers.set(list);
      if (!list.some(({ id }) => id === shown.get())) shown.set(list[0]?.id ?? '');
    },
    tellChanged: (id) => port(id).changed.raise(),
  };
};
