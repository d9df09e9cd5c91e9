import type { BridgeEvent, Outcome } from '../../protocol/bridge.ts';
import type { EngineConfig, EngineMethod, EngineSettings, FromEngine, ToEngine } from '../engine/calls.ts';
import { type Child, startChild } from './child.ts';

/** The mail engine as the rest of main sees it: calls wait until it runs, and outlive its restarts. */
export interface EngineClient {
  /** Starts it, or starts it anew when the configuration is another. */
  start(config: EngineConfig): void;
  configure(settings: EngineSettings): void;
  call(name: EngineMethod, args: unknown): Promise<Outcome<unknown>>;
  stop(): Promise<void>;
}

interface Pending {
  readonly name: EngineMethod;
  readonly args: unknown;
  resolve(outcome: Outcome<unknown>): void;
}

export const createEngineClient = (on: {
  event: (event: BridgeEvent) => void;
  refused: (code: string, message: string) => void;
}): EngineClient => {
  /** Calls without an answer. Each can be repeated without harm, so a new process gets them all again. */
  const pending = new Map<number, Pending>();
  let seq = 0;
  let config: EngineConfig | undefined;
  let child: Child<ToEngine> | undefined;
  let running = false;

  const message = (message: FromEngine): void => {
    switch (message.kind) {
      case 'started':
        running = true;
        for (const [seq, { name, args }] of pending) child?.post({ kind: 'call', seq, name, args });
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
    return { kind: 'start', config };
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
        pending.set(seq, { name, args, resolve });
        if (running) child?.post({ kind: 'call', seq, name, args });
      }),
    stop: async () => child?.stop(),
  };
};
