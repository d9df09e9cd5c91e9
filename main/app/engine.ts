import type { Args, BridgeEvent, Outcome } from '../../protocol/bridge.ts';
import type { EngineConfig, EngineMethod, EngineSettings, FromEngine, ToEngine } from '../engine/calls.ts';
import { type Child, startChild } from './child.ts';

/** The mail engine as the rest of main sees it: calls wait until it runs, and outlive its restarts. */
export interface EngineClient {
  /** Starts it, or starts it anew when the configuration is another. */
  start(config: Omit<EngineConfig, 'open'>): void;
  configure(settings: EngineSettings): void;
  call(name: EngineMethod, args: unknown): Promise<Outcome<unknown>>;
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

export const createEngineClient = (on: {
  event: (event: BridgeEvent) => void;
  started: () => void;
  refused: (code: string, message: string) => void;
}): EngineClient => {
  /** Calls without an answer. Each can be repeated without harm, so a new process gets them all again. */
  const pending = new Map<number, Pending>();
  let seq = 0;
  let config: Omit<EngineConfig, 'open'> | undefined;
  let open: string | null = null;
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
        on.started();
        for (const seq of pending.keys()) give(seq);
        on.event({ kind: 'inbox-changed', gone: [] });
        on.event({ kind: 'server-changed' });
        return;
      case 'outcome':
        pending.get(message.seq)?.resolve(message.outcome);
        pending.delete(message.seq);
        return;
      case 'event':
        on.event(message.event);
        return;
      case 'refused':
        on.refused(message.code, message.message);
    }
  };
  const first = (): ToEngine => {
    if (!config) throw new Error('the engine has no configuration');
    running = false;
    return { kind: 'start', config: { ...config, open } };
  };

  return {
    start(next) {
      if (child && JSON.stringify(next) === JSON.stringify(config)) return;
      config = next;
      if (child) child.restart();
      else
        child = startChild<ToEngine, FromEngine>(
          new URL('../engine.js', import.meta.url),
          'Restante mail engine',
          { first, message },
          { kind: 'stop' },
        );
    },
    configure(settings) {
      if (config) config = { ...config, settings };
      child?.post({ kind: 'settings', settings });
    },
    call: (name, args) =>
      new Promise((resolve) => {
        seq += 1;
        if (name === 'inbox.open') open = (args as Args<'inbox.open'>).uid;
        pending.set(seq, { name, args, resolve, starts: 0 });
        if (running) give(seq);
      }),
    stop: async () => child?.stop(),
  };
};
