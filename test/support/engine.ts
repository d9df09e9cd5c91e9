import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { AccountConfig, EngineMethod, ServerConfig, TaskOrder } from '#restante/main/engine/calls';
import { startEngine } from '#restante/main/engine/engine';
import type { BridgeEvent, MessagePage, Outcome, Status, Task } from '#restante/protocol/bridge';

/** One account of an engine, as the window sees it. */
export interface TestAccount {
  /** The answer of a method. @throws with the code of a problem */
  ask<T>(name: EngineMethod, args?: Record<string, unknown>): Promise<T>;
  try(name: EngineMethod, args?: Record<string, unknown>): Promise<Outcome<unknown>>;
  /** The last status for which the test holds, or the next one. */
  status(matches: (status: Status) => boolean): Promise<Status>;
  page(folder: string, before?: number | null, limit?: number): Promise<MessagePage>;
  subjects(folder?: string): Promise<string[]>;
}

/** The engine as the app's engine process runs it, and all that it told. */
export const startTestEngine = (accounts: readonly AccountConfig[], servers: readonly ServerConfig[] = []) => {
  const events: BridgeEvent[] = [];
  const waiting = new Set<() => void>();
  const engine = startEngine({ accounts, servers, open: null }, (event) => {
    events.push(event);
    for (const check of [...waiting]) check();
  });
  onTestFinished(engine.stop);
  /** Resolves when the test gives something, now or after a later event. */
  const until = <T>(test: () => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      const check = (): void => {
        const found = test();
        if (found === undefined) return;
        waiting.delete(check);
        resolve(found);
      };
      waiting.add(check);
      check();
    });
  /** The next event of a kind from now on. */
  const next = (kind: BridgeEvent['kind']): Promise<BridgeEvent> => {
    const from = events.length;
    return until(() => events.slice(from).find((event) => event.kind === kind));
  };
  const of = (account: string): TestAccount => {
    const tell: TestAccount['try'] = (name, args = {}) =>
      engine.call(name, name.startsWith('server.') ? { server: account, ...args } : { account, ...args });
    const ask = async <T>(name: EngineMethod, args: Record<string, unknown> = {}): Promise<T> => {
      const outcome = (await tell(name, args)) as Outcome<T>;
      if (!outcome.ok) throw new Error(`${name}: ${outcome.problem.code}`);
      return outcome.value;
    };
    const page: TestAccount['page'] = (folder, before = null, limit = 50) => ask('inbox.page', { folder, before, limit });
    return {
      ask,
      try: tell,
      page,
      status: (matches) =>
        until(() => {
          const last = events.findLast((event) => event.kind === 'status' && event.account === account);
          return last?.kind === 'status' && matches(last.status) ? last.status : undefined;
        }),
      subjects: async (folder = 'inbox') => (await page(folder)).rows.map(({ subject }) => subject),
    };
  };
  /** Does long work of an account, or at the place of a server, to its end. */
  const run = async (account: string, order: TaskOrder): Promise<Task['state']> => {
    const id = randomUUID();
    await of(account).ask('task.start', { id, order });
    return until(() => {
      for (const event of events)
        if (event.kind === 'task' && event.task.id === id && event.task.state.kind !== 'running') return event.task.state;
      return undefined;
    });
  };
  return { engine, events, next, until, of, run };
};
