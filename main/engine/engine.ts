import { rm } from 'node:fs/promises';
import { type AccountQuestion, ownAccount } from '../../protocol/account.ts';
import type { ServerQuestion } from '../../protocol/administered.ts';
import type { BridgeEvent, Outcome } from '../../protocol/bridge.ts';
import { Problem } from '../../protocol/errors.ts';
import { serverOfPlace } from '../../protocol/place.ts';
import { type Account, openAccount } from './account.ts';
import {
  type AccountConfig,
  type EngineConfig,
  type EngineMethod,
  isAccountMethod,
  isServerMethod,
  isTogetherMethod,
  type ServerConfig,
} from './calls.ts';
import { toOutcome } from './outcome.ts';
import { createServers } from './servers.ts';
import { createTasks } from './tasks/tasks.ts';
import { createTogether } from './together.ts';

/** The mail engine: accounts behind the bridge's methods, none of which disturbs another. Plain Node. */
export interface Engine {
  call(name: EngineMethod, args: unknown): Promise<Outcome<unknown>>;
  /** All accounts as they shall be: what is new is opened, what is missing closed, what is another changed, the rest left alone. */
  configure(accounts: readonly AccountConfig[]): void;
  /** The servers that are administered from here, in the same way. */
  configureServers(servers: readonly ServerConfig[]): void;
  /** The machine woke up: every account looks for messages. */
  wake(): void;
  stop(): Promise<void>;
}

export const startEngine = (config: EngineConfig, emit: (event: BridgeEvent) => void): Engine => {
  interface Running {
    readonly account: Account;
    readonly config: AccountConfig;
  }
  const running = new Map<string, Running>();
  const tasks = createTasks(emit);
  const servers = createServers({ emit, tasks, notes: async () => running.get(ownAccount)?.account.notes() });
  servers.configure(config.servers ?? []);
  /** Folders that are being closed; one may be wanted again, or be deleted. */
  const closing = new Map<string, Promise<void>>();

  const close = ({ account, config: { folder } }: Running): void => {
    const closed = account.close().finally(() => closing.delete(folder));
    closing.set(folder, closed);
  };
  const configure = (accounts: readonly AccountConfig[]): void => {
    for (const [id, entry] of running) {
      if (accounts.some((wanted) => wanted.id === id)) continue;
      running.delete(id);
      close(entry);
    }
    for (const wanted of accounts) {
      const known = running.get(wanted.id);
      const open = config.open?.account === wanted.id ? config.open.uid : null;
      const account =
        known?.account ??
        openAccount(wanted, { open, emit, tasks, admin: () => (wanted.id === ownAccount ? servers.client(ownAccount) : undefined) });
      running.set(wanted.id, { account, config: wanted });
      if (known && JSON.stringify(known.config) !== JSON.stringify(wanted)) account.change(wanted);
    }
  };
  configure(config.accounts);
  const together = createTogether(() => [...running].map(([id, { account }]) => ({ id, account })));

  const accountOf = (args: unknown): Account => {
    const { account } = (args ?? {}) as { account?: unknown };
    const found = typeof account === 'string' ? running.get(account) : undefined;
    if (!found) throw new Problem('call-invalid', 'There is no such account.');
    return found.account;
  };
  /** Deletes the inbox of an account that was removed. */
  const erase = async ({ folder }: { folder: string }): Promise<null> => {
    if ([...running.values()].some((entry) => entry.config.folder === folder))
      throw new Problem('folder-in-use', 'The inbox belongs to an account. Nothing was deleted.');
    await closing.get(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    return null;
  };
  const perform = async (name: EngineMethod, args: unknown): Promise<unknown> => {
    if (isAccountMethod(name)) {
      const server = serverOfPlace((args as { account: string }).account);
      return server === undefined ? accountOf(args).call(name, args) : servers.call(server, name, args);
    }
    if (isServerMethod(name)) return servers.methods[name](args as never);
    if (isTogetherMethod(name)) return together[name](args as never);
    if (name === 'account.erase') return erase(args as { folder: string });
    if (name === 'task.cancel') {
      tasks.cancel((args as { id: string }).id);
      return null;
    }
    if (name === 'servers.check') {
      const { checkServer } = await import('../account/server-check.ts');
      return checkServer(args as ServerQuestion);
    }
    const { checkAccount } = await import('../account/check.ts');
    return checkAccount(args as AccountQuestion);
  };

  return {
    configure,
    configureServers: servers.configure,
    async call(name, args) {
      try {
        return { ok: true, value: await perform(name, args) };
      } catch (error) {
        return toOutcome(error);
      }
    },
    wake() {
      for (const { account } of running.values()) account.wake();
    },
    async stop() {
      for (const entry of running.values()) close(entry);
      running.clear();
      await Promise.all([servers.close(), ...closing.values()]);
    },
  };
};
