import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { AccountConfig, EngineMethod, FromEngine, ToEngine } from '#restante/main/engine/calls';
import type { Outcome } from '#restante/protocol/bridge';

const module = fileURLToPath(new URL('../flow/fixtures/engine.mjs', import.meta.url));

/** The engine as the app runs it, in a process that can be killed: calls wait for the next process, as in main/app/engine.ts. */
export interface KillableEngine {
  ask<T>(name: EngineMethod, args: unknown): Promise<T>;
  /** SIGKILL, and a new process with what the old one left. */
  kill(): Promise<void>;
}

export const startKillableEngine = async (accounts: readonly AccountConfig[]): Promise<KillableEngine> => {
  const pending = new Map<number, { name: EngineMethod; args: unknown; resolve: (outcome: Outcome<unknown>) => void }>();
  let seq = 0;
  let child: ChildProcess | undefined;
  const tell = (message: ToEngine): void => void child?.send(message);
  const give = (seq: number): void => {
    const call = pending.get(seq);
    if (call) tell({ kind: 'call', seq, name: call.name, args: call.args });
  };
  const start = async (): Promise<void> => {
    const started = fork(module, { serialization: 'advanced' });
    await new Promise<void>((resolve) => {
      started.on('message', (message: FromEngine | { kind: 'up' }) => {
        if (message.kind === 'up') {
          child = started;
          tell({ kind: 'start', config: { accounts, open: null } });
          for (const waiting of pending.keys()) give(waiting);
          resolve();
        }
        if (message.kind === 'outcome') {
          pending.get(message.seq)?.resolve(message.outcome);
          pending.delete(message.seq);
        }
      });
    });
  };
  const end = async (): Promise<void> => {
    const ending = child;
    child = undefined;
    if (!ending || ending.exitCode !== null) return;
    const ended = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill('SIGKILL');
    await ended;
  };
  onTestFinished(end);
  await start();
  return {
    async ask<T>(name: EngineMethod, args: unknown) {
      seq += 1;
      const own = seq;
      const outcome = await new Promise<Outcome<unknown>>((resolve) => {
        pending.set(own, { name, args, resolve });
        give(own);
      });
      if (!outcome.ok) throw new Error(`${name}: ${outcome.problem.code} ${outcome.problem.message}`);
      return outcome.value as T;
    },
    async kill() {
      await end();
      await start();
    },
  };
};
