import type { Args, BridgeEvent, Outcome } from '../../protocol/bridge.ts';
import type { AccountConfig, EngineMethod, FromEngine, Opened, ServerConfig, ToEngine } from '../engine/calls.ts';
import { type Child, startChild } from './child.ts';

/** The mail engine as the rest of main sees it: calls wait until it runs, and outlive its restarts. */
export interface EngineClient {
  /** Once. */
  start(accounts: readonly AccountConfig[]): void;
  /** All accounts as they shall be; those that are as they were are left alone. */
  configure(accounts: readonly AccountConfig[]): void;
  /** The servers that are administered from here, in the same way. */
  configureServers(servers: readonly ServerConfig[]): void;
  call(name: EngineMethod, args: unknown): Promise<Outcome<unknown>>;
  /** The machine woke up. */
  wake(): void;
  stop(): Promise<void>;
}

/** A call that ends the engine this often is not given to it again. */
const startsAtMost = 3;

interface Pending {
  /** Engines that it was given to. */
  starts: number;
  readonly name: EngineMethod;
  readonly args: unknown;
  resolve(outcome: Outcome<unknown>): void;
}

/** The message that is open after a call of `inbox.open`. */
const openAfter = (before: Opened | null, { account, uid }: Args<'inbox.open'>): Opened | null =>
  uid === null ? (before?.account === account ? null : before) : { account, uid };

/** @param on.started it runs, for the first time or again: what another had under way has ended with it */
export const createEngineClient = (on: {
  event: (event: BridgeEvent) => void;
  started?: () => void;
  said: (text: string) => void;
  ended: (code: number) => void;
}): EngineClient => {
  /** Calls without an answer. Each can be repeated without harm, so a new process gets them all again. */
  const pending = new Map<number, Pending>();
  let seq = 0;
  let accounts: readonly AccountConfig[] = [];
  let servers: readonly ServerConfig[] = [];
  let open: Opened | null = null;
  let child: Child<ToEngine> | undefined;
  let running = false;

  const give = (seq: number): void => {
    const call = pending.get(seq);
    if (!call) return;
    call.starts += 1;
    if (call.starts <= startsAtMost) {
      child?.post({ kind: 'call', seq, name: call.name, args: call.args });
      return;
    }
    pending.delete(seq);
    call.resolve({ ok: false, problem: { code: 'internal', message: 'The mail engine ended at this several times. Nothing was lost.' } });
  };

  const message = (message: FromEngine): void => {
    switch (message.kind) {
      case 'started':
        running = true;
        for (const seq of pending.keys()) give(seq);
        on.started?.();
        for (const { id } of accounts) {
          on.event({ kind: 'inbox-changed', account: id, gone: [] });
          on.event({ kind: 'letters-changed', account: id });
        }
        for (const { id } of servers) on.event({ kind: 'server-changed', server: id });
        return;
      case 'outcome':
        pending.get(message.seq)?.resolve(message.outcome);
        pending.delete(message.seq);
        return;
      case 'event':
        on.event(message.event);
    }
  };
  const first = (): ToEngine => {
    running = false;
    return { kind: 'start', config: { accounts, servers, open } };
  };

  return {
    start(given) {
      accounts = given;
      child ??= startChild<ToEngine, FromEngine>(
        new URL('../engine.js', import.meta.url),
        'Restante mail engine',
        { first, message, said: on.said, ended: on.ended },
        { kind: 'stop' },
      );
    },
    configure(given) {
      accounts = given;
      child?.post({ kind: 'accounts', accounts });
    },
    configureServers(given) {
      servers = given;
      child?.post({ kind: 'servers', servers });
    },
    call: (name, args) =>
      new Promise((resolve) => {
        seq += 1;
        if (name === 'inbox.open') open = openAfter(open, args as Args<'inbox.open'>);
        pending.set(seq, { name, args, resolve, starts: 0 });
        if (running) give(seq);
      }),
    wake: () => child?.post({ kind: 'wake' }),
    stop: async () => child?.stop(),
  };
};
