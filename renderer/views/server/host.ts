import { type ComponentType, createContext, useCallback, useContext, useEffect, useRef, useState } from 'react';
import type { AdminAnswer, AdminOperation, AdminRequest } from '../../../protocol/admin.ts';
import type { Outcome, ServerEntry } from '../../../protocol/bridge.ts';
import type { Settings } from '../../../protocol/settings.ts';
import type { Rest, ServerPort } from '../../server-port.ts';
import type { Acts, Commands } from '../../state/commands.ts';
import { useOffer } from '../../state/offer.ts';
import type { Toast } from '../../state/toasts.ts';
import { useValue, type Value } from '../../state/value.ts';
import type { ServerPlace } from '../place.ts';

export type TableSettings = Settings['serverTable'];

/** What stands around the view of a server: the way to it, and the window that it is shown in. */
export interface ServerHost {
  readonly entry: ServerEntry;
  readonly port: ServerPort;
  /** Shows a notice. */
  tell(toast: Toast): void;
  copy(text: string): void;
  /** The devices that are this computer's, as they call themselves. */
  readonly ours: ReadonlySet<string>;
  /** How folders are shown, as the reader chose it. */
  readonly table: Value<TableSettings>;
  changeTable(change: Partial<TableSettings>): void;
  readonly commands: Pick<Commands, 'offer'>;
  /** What a message of the server holds, behind the walls of the window. */
  readonly Content: ComponentType<{ uid: string }>;
  /** Leads to another place of the same server. */
  go(place: Omit<ServerPlace, 'kind' | 'server'>): void;
}

export const ServerContext = createContext<ServerHost | null>(null);

export const useServer = (): ServerHost => {
  const host = useContext(ServerContext);
  if (!host) throw new Error('no server around this view');
  return host;
};

/** How folders are shown, and how to change that. */
export const useServerTable = (): [TableSettings, (change: Partial<TableSettings>) => void] => {
  const { table, changeTable } = useServer();
  return [useValue(table), changeTable];
};

/** Offers acts by their names while the view is shown; those that are undefined are not possible now. */
export const useServerCommands = (acts: Acts): void => useOffer(useServer().commands, acts);

export type Problem = Extract<Outcome<never>, { ok: false }>['problem'];

export interface Asked<N extends AdminOperation> {
  /** The newest answer; it stays while it is asked anew. */
  readonly value: AdminAnswer<N> | undefined;
  /** Why there is no newer one. */
  readonly problem: Problem | null;
  again(): void;
}

/** The answer to an operation, asked anew when something changes at the server, or the request. Null: nothing is asked. */
export const useAsked = <N extends AdminOperation>(name: N, request: AdminRequest<N> | null): Asked<N> => {
  const { port } = useServer();
  const asked = request === null ? null : JSON.stringify(request);
  const [answer, setAnswer] = useState<{ of: string | null; value?: AdminAnswer<N> | undefined; problem: Problem | null }>({
    of: null,
    problem: null,
  });
  const reading = useRef({ under: false, stale: false });
  const read = useCallback(async (): Promise<void> => {
    if (asked === null) return;
    const mine = reading.current;
    if (mine.under) {
      mine.stale = true;
      return;
    }
    mine.under = true;
    do {
      mine.stale = false;
      const outcome = await port.ask(name, ...([JSON.parse(asked)] as unknown as Rest<N>));
      if (reading.current !== mine) return;
      setAnswer((before) =>
        outcome.ok
          ? { of: asked, value: outcome.value, problem: null }
          : { of: asked, value: before.of === asked ? before.value : undefined, problem: outcome.problem },
      );
    } while (mine.stale);
    mine.under = false;
  }, [port, name, asked]);
  useEffect(() => {
    reading.current = { under: false, stale: false };
    void read();
    const stop = port.changed.subscribe(() => void read());
    return () => {
      stop();
      reading.current = { under: false, stale: false };
    };
  }, [port, read]);
  const current = answer.of === asked && asked !== null;
  return { value: current ? answer.value : undefined, problem: current ? answer.problem : null, again: () => void read() };
};
