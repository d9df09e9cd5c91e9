import type { Inbox, ReceiptOrder } from '../inbox/port.ts';
import { createDevice, type Device, type DeviceEvent } from '../sync/device.ts';
import { createServerClient, type ServerClient } from '../sync/request.ts';
import type { LinkConfig } from './calls.ts';

/** What keeps an inbox in step with its server. */
export interface Link {
  readonly client: ServerClient;
  readonly device: Device;
  close(): Promise<void>;
}

/** Follows the server from now on until it is closed. */
export const openLink = (deps: {
  inbox: Inbox;
  /** The stable name of the inbox. */
  device: string;
  mailbox: string;
  config: LinkConfig;
  order: () => ReceiptOrder;
  tell: (event: DeviceEvent) => void;
}): Link => {
  const { inbox, mailbox, order, tell } = deps;
  const { server, receiveToken } = deps.config;
  const stopping = new AbortController();
  const { signal } = stopping;
  const client = createServerClient({ server, token: receiveToken, device: deps.device });
  const device = createDevice({ inbox, server: client, source: { server, mailbox }, order, tell, now: Date.now });

  const follow = async (): Promise<void> => {
    while (!signal.aborted) {
      await device.run(signal);
      // It was refused for good, as far as a program can tell; a person may have mended it since.
      await device.rest(signal);
    }
  };
  const running = follow();

  return {
    client,
    device,
    async close() {
      stopping.abort();
      await running;
      await client.close();
    },
  };
};
