import { randomUUID } from 'node:crypto';
import { expect, onTestFinished } from 'vitest';
import type { Inbox, ReceiptOrder } from '#restante/main/inbox/port';
import { openSqliteInbox } from '#restante/main/inbox/sqlite';
import { createDevice, type Device, type DeviceEvent, type DevicePatience } from '#restante/main/sync/device';
import { type ClientPatience, createServerClient } from '#restante/main/sync/request';
import { temporaryFolder } from './folder.ts';
import type { Tokens } from './server.ts';

/** A real device in the test's process: the parts that the app and `restante receive` are made of. */
export interface DeviceHere {
  readonly inbox: Inbox;
  readonly device: Device;
  /** Everything that it told so far. */
  readonly events: readonly DeviceEvent[];
  /** The first event, from the given place on, for which the test holds. */
  event<K extends DeviceEvent['kind']>(kind: K, from?: number): Promise<Extract<DeviceEvent, { kind: K }>>;
  /** Follows the notifications until `stop`. */
  run(): Promise<unknown>;
  /** The device ends as its process would at SIGTERM; the inbox stays open. */
  stop(): Promise<void>;
}

export const roomy: ReceiptOrder = { verb: 'move', policy: { cap: { unit: 'messages', limit: 1_000_000 }, overwriteRead: false } };

/** An inbox in a folder of its own, or in that of one that was closed; closed with the test. */
export const openInbox = async (folder = temporaryFolder()): Promise<Inbox> => {
  const inbox = await openSqliteInbox(folder);
  onTestFinished(inbox.close);
  return inbox;
};

export interface DeviceOptions {
  readonly http: string;
  readonly mailbox: string;
  readonly token: string;
  /** Whose `server` the inbox knows, if it is another address now. */
  readonly order?: () => ReceiptOrder;
  readonly now?: () => number;
  readonly patience?: Partial<DevicePatience & ClientPatience>;
  /** Told at once, within the pass. */
  readonly told?: (event: DeviceEvent) => void;
}

/** A device for an inbox; it is not stopped by itself. */
export const deviceOn = async (inbox: Inbox, options: DeviceOptions): Promise<DeviceHere> => {
  const { http: server, mailbox, token, order = () => roomy, now = Date.now, patience = {}, told } = options;
  const client = createServerClient({ server, token, device: await inbox.device(), patience });
  const events: DeviceEvent[] = [];
  const waiting = new Set<() => void>();
  const tell = (event: DeviceEvent): void => {
    events.push(event);
    told?.(event);
    for (const check of [...waiting]) check();
  };
  const device = createDevice({
    inbox,
    server: client,
    source: { server, mailbox },
    order,
    tell,
    now,
    patience: { retry: 1, ...patience },
  });
  const stopping = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  return {
    inbox,
    device,
    events,
    event: (kind, from = 0) =>
      new Promise((resolve) => {
        const check = (): void => {
          const found = events.slice(from).find((event) => event.kind === kind);
          if (!found) return;
          waiting.delete(check);
          resolve(found as never);
        };
        waiting.add(check);
        check();
      }),
    run() {
      running = device.run(stopping.signal);
      return running;
    },
    async stop() {
      stopping.abort();
      await running;
      await client.close();
    },
  };
};

/** A device of a mailbox, with an inbox of its own; stopped with the test. */
export const newDeviceHere = async (
  server: { http: string },
  tokens: Tokens,
  options: Partial<DeviceOptions> & { inbox?: Inbox } = {},
): Promise<DeviceHere> => {
  const { inbox = await openInbox(), ...rest } = options;
  const device = await deviceOn(inbox, { http: server.http, mailbox: tokens.mailbox, token: tokens.receiveToken, ...rest });
  onTestFinished(device.stop);
  return device;
};

/** A body that no other message has. */
export const uniqueBody = (size: number): Buffer => {
  const word = randomUUID();
  return Buffer.alloc(size, word);
};

/** The message is here, once, byte for byte. */
export const expectIntact = async (inbox: Inbox, uid: string, body: Buffer): Promise<void> => {
  const bytes = await inbox.read(uid);
  const parts: Uint8Array[] = [];
  for await (const part of bytes ?? []) parts.push(part);
  expect(bytes, `${uid} is not here`).toBeDefined();
  expect(Buffer.concat(parts).equals(body), `${uid} is damaged`).toBe(true);
};
