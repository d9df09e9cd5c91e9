import type { Args, BridgeEvent, Exposed, Letter, MethodName, Outcome, Result } from '../protocol/bridge.ts';

declare global {
  interface Window {
    readonly restante: Exposed;
  }
}

type Rest<K extends MethodName> = Args<K> extends undefined ? [] : [args: Args<K>];

/** The rest of the app, as the window sees it. */
export interface Bridge {
  call<K extends MethodName>(name: K, ...rest: Rest<K>): Promise<Outcome<Result<K>>>;
  /** Attaches files that were dropped on the window. */
  drop(to: { account: string; id: string }, files: readonly File[]): Promise<Outcome<Letter>>;
  /** Returns how to stop listening. */
  listen(listener: (event: BridgeEvent) => void): () => void;
}

export type Problem = Extract<Outcome<never>, { ok: false }>['problem'];

/** The bridge over what the preload put on the window; a call that breaks is an outcome like any other. */
export const createBridge = (exposed: Exposed): Bridge => ({
  async call<K extends MethodName>(name: K, ...rest: Rest<K>) {
    try {
      return (await exposed.call(name, rest[0])) as Outcome<Result<K>>;
    } catch (error) {
      return { ok: false, problem: { code: 'internal', message: error instanceof Error ? error.message : String(error) } };
    }
  },
  async drop(to, files) {
    try {
      return (await exposed.drop(to, files)) as Outcome<Letter>;
    } catch (error) {
      return { ok: false, problem: { code: 'internal', message: error instanceof Error ? error.message : String(error) } };
    }
  },
  listen: (listener) => exposed.listen(listener),
});

export const windowBridge = (): Bridge => createBridge(window.restante);
