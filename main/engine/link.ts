import { setTimeout as delay } from 'node:timers/promises';
import { type AdminClient, createAdminClient } from '../admin/client.ts';
import type { Inbox, ReceiptOrder } from '../inbox/port.ts';
import { createDevice, type Device, type DeviceEvent } from '../sync/device.ts';
import { createServerClient, type ServerClient } from '../sync/request.ts';
import type { LinkConfig } from './calls.ts';

/** What keeps an inbox in step with its server. */
export interface Link {
  readonly client: ServerClient;
  readonly device: Device;
  /** Only of the app's own server. */
  readonly admin: AdminClient | undefined;
  close(): Promise<void>;
}

/** ms until the changes of the app's own server are followed again, when that was cut off. */
const watchAgain = 1_000;

/** Follows the server from now on until it is closed. */
export const openLink = (deps: {
  inbox: Inbox;
  /** The stable name of the inbox. */
  device: string;
  mailbox: string;
  config: LinkConfig;
  order: () => ReceiptOrder;
  tell: (event: DeviceEvent) => void;
  /** Something in the folders of the app's own server changed. */
  serverChanged: () => void;
}): Link => {
  const { inbox, mailbox, order, tell } = deps;
  const { server, receiveToken, adminToken } = deps.config;
  const stopping = new AbortController();
  const { signal } = stopping;
  const client = createServerClient({ server, token: receiveToken, device: deps.device });
  const device = createDevice({ inbox, server: client, source: { server, mailbox }, order, tell, now: Date.now });
  const admin = adminToken === null ? undefined : createAdminClient({ server, token: adminToken });

  const follow = async (): Promise<void> => {
    while (!signal.aborted) {
      await device.run(signal);
      // It was refused for good, as far as a program can tell; a person may have mended it since.
      await device.rest(signal);
    }
  };
  const watch = async (): Promise<void> => {
    while (admin && !signal.aborted) {
      await admin.watch(signal, deps.serverChanged).catch(() => {});
      await delay(watchAgain, undefined, { signal }).catch(() => {});
    }
  };
  const running = Promise.all([follow(), watch()]);

  return {
    client,
    device,
    admin,
    async close() {
      stopping.abort();
      await running;
      await Promise.all([client.close(), admin?.close()]);
    },
  };
};
