import type { ElectronApplication, Locator, Page } from 'playwright-core';
import { expect, onTestFinished, vi } from 'vitest';
import type { AdminOperation, AnyAdminRequest } from '#restante/protocol/admin';
import type { Exposed, MessagePage, Outcome, Retention, ServerInfo, ServerPage } from '#restante/protocol/bridge';

declare global {
  interface Window {
    readonly restante: Exposed;
  }
}

/** One call of the bridge, as the window itself makes it. */
export const ask = async <T>(page: Page, name: string, args?: unknown): Promise<T> => {
  const outcome = (await page.evaluate(([name, args]) => window.restante.call(String(name), args), [name, args])) as Outcome<T>;
  if (!outcome.ok) throw new Error(`${name}: ${outcome.problem.code} ${outcome.problem.message}`);
  return outcome.value;
};

/** Where the app's own server listens, once it does. */
export const doorsOf = async (page: Page): Promise<ServerInfo & { smtpDoor: { host: string; port: number } }> => {
  const info = await vi.waitUntil(() => ask<ServerInfo | null>(page, 'server.info'), { timeout: 20_000 });
  const [host = '', port = ''] = String(info.smtp).split(':');
  return { ...info, smtpDoor: { host, port: Number(port) } };
};

/** Everything in the inbox, the newest first. */
export const inboxOf = async (page: Page) =>
  (await ask<MessagePage>(page, 'inbox.page', { account: 'own', folder: 'inbox', before: null, limit: 500 })).rows;

/** One operation of the app's own server, as its administration in the window asks it. */
export const askServer = <T>(page: Page, operation: AdminOperation, request: AnyAdminRequest = {}): Promise<T> =>
  ask(page, 'server.ask', { server: 'own', operation, body: undefined, ...request });

/** Gives the app's mailbox on its own server a policy. */
export const setRetention = async (page: Page, body: Retention): Promise<Retention> =>
  askServer(page, 'setRetention', { path: { mailbox: (await doorsOf(page)).mailbox }, body });

export const folderOf = (page: Page, folder: 'delivery' | 'processed'): Promise<ServerPage> =>
  askServer(page, 'messages', { query: { folder } });

/** The pid of one of the app's own processes, by the name that it was given. */
export const pidOf = async (app: ElectronApplication, name: string): Promise<number> => {
  const metrics = await app.evaluate(({ app }) => app.getAppMetrics().map(({ pid, name, serviceName }) => ({ pid, name, serviceName })));
  const found = metrics.find((process) => process.name === name);
  if (!found) throw new Error(`no process ${name} in ${JSON.stringify(metrics)}`);
  return found.pid;
};

/** Answers the dialog that asks for a file's name, and stops a process in that moment; it goes on when the test has ended. */
export const stopWhenAsked = async (app: ElectronApplication, pid: number, path: string): Promise<void> => {
  onTestFinished(() => {
    try {
      process.kill(pid, 'SIGCONT');
    } catch {
      // It has ended.
    }
  });
  await app.evaluate(
    ({ dialog }, { pid, path }) => {
      dialog.showSaveDialog = async () => {
        process.kill(pid, 'SIGSTOP');
        return { canceled: false, filePath: path };
      };
    },
    { pid, path },
  );
};

/** Asks until the answer is what is expected; a machine that is busy takes its time. */
export const eventually = <T>(question: () => T | Promise<T>) => expect.poll(question, { timeout: 20_000 });

/** Waits until a search finds one message: what is open and not found yet would be closed by it. */
export const findable = (page: Page, words: string): Promise<void> =>
  eventually(() => ask<number>(page, 'inbox.count', { account: 'own', folder: 'inbox', words })).toBe(1);

/**
 * A click in a frame of another process, or beside one, after something moved. Nobody clicks in the very moment of a
 * scroll: until the next frame is drawn a click goes where the frame was.
 */
export const settledClick = async (target: Locator): Promise<void> => {
  await target.hover();
  await target.page().evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  await target.click();
};
