import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import type { BundledState } from '#restante/protocol/bridge';
import { launchApp } from '../support/app.ts';
import { temporaryFolder } from '../support/folder.ts';
import { ask, inboxOf } from './window.ts';

export const stateOf = (page: Page): Promise<BundledState> => ask(page, 'bundled.read');
export const subjectsIn = async (page: Page): Promise<string[]> => (await inboxOf(page)).map(({ subject }) => subject).toSorted();

/** Leads to the settings of the server, from one of its views. */
export const openSettings = async (page: Page): Promise<void> => {
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name: 'Delivery' }).click();
  await page.getByRole('button', { name: 'Settings of this server' }).click();
  await page.getByRole('heading', { name: 'Server on this computer' }).waitFor();
};

/** What the system's dialogs answer from now on. */
export const choose = (app: ElectronApplication, path: string): Promise<void> =>
  app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: path });
  }, path);

/** Takes a port, as another program would, that answers nothing. */
export const takePort = async (wanted: number): Promise<{ leave(): Promise<unknown> }> => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket)).listen(wanted, '127.0.0.1');
  await once(server, 'listening');
  const leave = (): Promise<unknown> =>
    new Promise((resolve) => {
      server.close(resolve);
      // The inbox looks for its server where that was.
      for (const socket of sockets) socket.destroy();
    });
  onTestFinished(() => void leave());
  return { leave };
};
/** A port that nobody has, and that the system gives to nobody who asks for any. */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = randomInt(20_000, 30_000);
    const taken = await takePort(port).catch(() => undefined);
    if (!taken) continue;
    await taken.leave();
    return port;
  }
};
/** The app on two such ports: when it leaves them, nobody else answers there. */
export const launchOnPorts = async () => {
  const profile = temporaryFolder();
  const addresses = { http: `127.0.0.1:${await freePort()}`, smtp: `127.0.0.1:${await freePort()}` };
  writeFileSync(join(profile, 'settings.json'), JSON.stringify({ addresses }));
  return launchApp({ profile });
};

export const usePort = async (page: Page, label: string, port: number): Promise<void> => {
  await page.getByRole('textbox', { name: label, exact: true }).fill(String(port));
  await page.getByRole('button', { name: `Use it: ${label} ${port}` }).click();
};
