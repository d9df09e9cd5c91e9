import { createHash } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { Args, BridgeEvent, MessageContent, MessagePage, MessageRow, Outcome, Status } from '../../protocol/bridge.ts';
import { Problem } from '../../protocol/errors.ts';
import type { CapacityPolicy } from '../inbox/capacity.ts';
import { type Inbox, type InboxMessage, StorageError } from '../inbox/port.ts';
import { openSqliteInbox } from '../inbox/sqlite.ts';
import { createIndexer } from '../reading/indexer.ts';
import type { DeviceEvent } from '../sync/device.ts';
import { initialStatus, judgeStatus } from '../sync/status.ts';
import type { EngineConfig, EngineMethod, EngineSettings } from './calls.ts';

/** The mail engine: the device's five steps and its inbox behind the bridge's methods. Plain Node. */
export interface Engine {
  call(name: EngineMethod, args: unknown): Promise<Outcome<unknown>>;
  configure(settings: EngineSettings): void;
  stop(): Promise<void>;
  /** Resolves if the inbox can no longer be written: the process should end. */
  readonly failed: Promise<Error>;
}

/** What takes messages apart; nobody needs it before the list is shown. */
const loadReading = () => import('../reading/content.ts');

/** ms between two status events: a window cannot show more, and a drain of thousands must not flood it. */
const statusPause = 50;

const toRow = ({ id: _, sha256: __, attachments: ___, ...row }: InboxMessage): MessageRow => row;

const notHeld = (uid: string): Problem => new Problem('message-unknown', `The inbox does not hold ${uid}; it may have been overwritten.`);

/** All of a message, or `undefined` if its bytes are not what was received. */
const readWhole = async (inbox: Inbox, message: InboxMessage): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  const stream = await inbox.read(message.uid);
  if (!stream) throw notHeld(message.uid);
  const bytes = new Uint8Array(await buffer(stream));
  return createHash('sha256').update(bytes).digest('hex') === message.sha256 ? bytes : undefined;
};

/** Writes beside the file and renames, so that what stands under the name is whole. */
const writeFileWhole = async (path: string, parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> => {
  const temporary = `${path}.part`;
  const handle = await open(temporary, 'w');
  try {
    for await (const part of parts) await handle.writeFile(part);
    await handle.sync();
    await handle.close();
    await rename(temporary, path);
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(temporary, { force: true });
    throw error;
  }
};

const toOutcome = (error: unknown): Outcome<never> => {
  if (error instanceof Problem) return { ok: false, problem: { code: error.code, message: error.message } };
  if (error instanceof StorageError) {
    const code = error.failure === 'full' ? 'storage-full' : 'storage-failed';
    return { ok: false, problem: { code, message: error.message } };
  }
  const { code, message } = error as NodeJS.ErrnoException;
  // A system error, as of a folder that cannot be written; anything else is a bug and ends the process.
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) return { ok: false, problem: { code: 'file-unwritable', message } };
  throw error;
};

export const startEngine = async (config: EngineConfig, emit: (event: BridgeEvent) => void): Promise<Engine> => {
  const { server, mailbox } = config;
  // While the inbox is opened in its thread, this one loads what speaks to the server.
  const [inbox, { createServerClient }, { createAdminClient }, { createDevice }] = await Promise.all([
    openSqliteInbox(config.inbox),
    import('../sync/request.ts'),
    import('../admin/client.ts'),
    import('../sync/device.ts'),
  ]);
  const client = createServerClient({ server, token: config.receiveToken, device: await inbox.device() });
  const admin = createAdminClient({ server, token: config.adminToken });
  let { settings } = config;
  /** The message before the reader's eyes. */
  let { open } = config;
  const policy = (): CapacityPolicy => ({ cap: settings.cap, overwriteRead: settings.overwriteRead, open });

  let device = initialStatus;
  const readStatus = async (): Promise<Status> => {
    return { ...device, ...(await inbox.counts(policy())) };
  };
  let telling: Promise<void> | undefined;
  let again = false;
  /** Sends the status, at most once a pause; the last word is always sent. */
  const tellStatus = (): void => {
    if (telling) {
      again = true;
      return;
    }
    telling = (async () => {
      emit({ kind: 'status', status: await readStatus() });
      await delay(statusPause);
    })()
      .catch(() => {}) // The inbox is closing, or has failed, which `failed` tells.
      .then(() => {
        telling = undefined;
        if (!again) return;
        again = false;
        tellStatus();
      });
  };

  const indexer = createIndexer({ inbox, filed: () => emit({ kind: 'inbox-changed', gone: [] }) });
  const tell = (event: DeviceEvent): void => {
    device = judgeStatus(device, event, Date.now());
    tellStatus();
    if (event.kind === 'received') {
      emit({ kind: 'inbox-changed', gone: [] });
      indexer.wake();
    }
    if (event.kind === 'trouble') emit({ kind: 'trouble', problem: { code: event.problem.code, message: event.problem.message } });
    if (event.kind === 'gone') emit({ kind: 'inbox-changed', gone: [event.gone.uid] });
  };
  const follow = createDevice({
    inbox,
    server: client,
    source: { server, mailbox },
    order: () => ({ verb: settings.afterReceipt, policy: policy() }),
    tell,
    now: Date.now,
  });
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = (async () => {
    while (!signal.aborted) {
      await follow.run(signal);
      // It was refused for good, as far as a program can tell; a person may have mended it since.
      await follow.rest(signal);
    }
  })();
  const watching = (async () => {
    while (!signal.aborted) {
      await admin.watch(signal, () => emit({ kind: 'server-changed' })).catch(() => {});
      await delay(1_000, undefined, { signal }).catch(() => {});
    }
  })();

  /** Room may have been made. */
  const roomChanged = (): void => {
    tellStatus();
    follow.roomChanged().catch(() => {}); // The inbox has failed, which `failed` tells.
  };
  const changed = (): void => {
    emit({ kind: 'inbox-changed', gone: [] });
    roomChanged();
  };
  const found = async (uid: string): Promise<InboxMessage> => {
    const message = await inbox.find(uid);
    if (!message) throw notHeld(uid);
    return message;
  };

  const methods: { [K in EngineMethod]: (args: never) => Promise<unknown> } = {
    'status.read': readStatus,
    'inbox.fetch': async () => {
      follow.wake();
      return null;
    },
    'inbox.takeOver': async () => {
      await client.takeOver(mailbox);
      follow.wake();
      return null;
    },
    'inbox.page': async ({ folder, before, limit }: Args<'inbox.page'>): Promise<MessagePage> => {
      const rows = (await inbox.page({ folder, limit, ...(before !== null && { before }) })).map(toRow);
      return { rows, next: rows.length === limit ? (rows.at(-1)?.key ?? null) : null };
    },
    'inbox.message': async ({ uid }: Args<'inbox.message'>): Promise<MessageContent> => {
      const message = await found(uid);
      const row = toRow(message);
      const { readContent, shownAtMost } = await loadReading();
      // A huge message is not read just to say that it is huge.
      const bytes = message.bytes > shownAtMost ? new Uint8Array() : await readWhole(inbox, message);
      if (!bytes) return { row, to: mailbox, body: { kind: 'damaged' }, attachments: [] };
      const content = await readContent(row, bytes);
      return { row, ...content, to: content.to || mailbox };
    },
    'inbox.open': async ({ uid }: Args<'inbox.open'>): Promise<null> => {
      open = uid;
      roomChanged();
      return null;
    },
    'inbox.mark': async ({ uids, ...marks }: Args<'inbox.mark'>): Promise<string[]> => {
      const marked = await inbox.mark(uids, marks, Date.now());
      if (marked.length > 0) changed();
      return marked;
    },
    'file.name': async ({ uid, attachment }: Args<'inbox.save'>): Promise<string> => {
      const message = await found(uid);
      const { fileNameOf, readAttachments } = await loadReading();
      if (attachment === null) return fileNameOf(toRow(message));
      const bytes = await readWhole(inbox, message);
      const files = bytes ? await readAttachments(toRow(message), bytes) : [];
      return files[attachment]?.name ?? 'attachment.bin';
    },
    'file.write': async ({ uid, attachment, path }: Args<'inbox.save'> & { path: string }): Promise<null> => {
      const message = await found(uid);
      if (attachment === null) {
        const bytes = await inbox.read(uid);
        if (!bytes) throw notHeld(uid);
        await writeFileWhole(path, bytes);
        return null;
      }
      const { readAttachments } = await loadReading();
      const bytes = await readWhole(inbox, message);
      const file = bytes && (await readAttachments(toRow(message), bytes))[attachment];
      if (!file) throw new Problem('message-unknown', 'The message has no such attachment.');
      await writeFileWhole(path, [file.data]);
      return null;
    },
    'server.folder': ({ folder, after }: Args<'server.folder'>) => admin.folder(mailbox, folder, after),
    'server.retention': () => admin.retention(mailbox),
    'server.changeRetention': (retention: Args<'server.changeRetention'>) => admin.changeRetention(mailbox, retention),
  };

  tellStatus();
  indexer.wake();
  return {
    failed: inbox.failed,
    async call(name, args) {
      try {
        return { ok: true, value: await methods[name](args as never) };
      } catch (error) {
        return toOutcome(error);
      }
    },
    configure(next) {
      settings = next;
      roomChanged();
    },
    async stop() {
      stopping.abort();
      await Promise.all([running, watching, indexer.stop()]);
      await Promise.all([client.close(), admin.close()]);
      await inbox.close();
    },
  };
};
