import { type ComponentType, createContext, useContext, useMemo } from 'react';
import type { AdminAnswer, AdminOperation, AdminRequest } from '../../../protocol/admin.ts';
import type { Outcome, ServerEntry } from '../../../protocol/bridge.ts';
import type { Settings } from '../../../protocol/settings.ts';
import type { Rest, ServerPort } from '../../server-port.ts';
import { useAnswer } from '../../state/answer.ts';
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
  /** The devices that are this computer's, as they call themselves. */
  readonly ours: ReadonlySet<string>;
  /** How folders are shown, as the reader chose it. */
  readonly table: Value<TableSettings>;
  changeTable(change: Partial<TableSettings>): void;
  readonly commands: Pick<Commands, 'offer'>;
  /** What a message of the server holds, behind the walls of the window. */
  readonly Content: ComponentType<{ uid: string }>;
  /** What became of a message where it was received, as far as that was here: further steps of its history. */
  readonly HereStep: ComponentType<{ mailbox: string; uid: string }>;
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

const problemIn = ({ problem }: { problem: Problem | null }): Problem | null => problem;

/** The answer to an operation, asked anew when something changes at the server, or the request, and while it fails and may pass. Null: nothing is asked. */
export const useAsked = <N extends AdminOperation>(name: N, request: AdminRequest<N> | null): Asked<N> => {
  const { port } = useServer();
  const asked = request === null ? null : JSON.stringify(request);
  const ask = useMemo(() => {
    if (asked === null) return null;
    let value: AdminAnswer<N> | undefined;
    return async () => {
      const outcome = await port.ask(name, ...([JSON.parse(asked)] as unknown as Rest<N>));
      if (outcome.ok) value = outcome.value;
      return { value, problem: outcome.ok ? null : outcome.problem };
    };
  }, [port, name, asked]);
  const { answer, again } = useAnswer(port.changed, ask, problemIn);
  return { value: answer?.value, problem: answer?.problem ?? null, again };
};
