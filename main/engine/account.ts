import type { BridgeEvent, Status } from '../../protocol/bridge.ts';
import { Problem } from '../../protocol/errors.ts';
import type { AdminClient } from '../admin/client.ts';
import type { CapacityPolicy } from '../inbox/capacity.ts';
import { type Inbox, StorageError } from '../inbox/port.ts';
import { openSqliteInbox } from '../inbox/sqlite.ts';
import { createIndexer, type Indexer } from '../reading/indexer.ts';
import { backoff } from '../sync/backoff.ts';
import type { DeviceEvent } from '../sync/device.ts';
import { sendPending } from '../sync/pending.ts';
import { type DeviceStatus, initialStatus, judgeStatus } from '../sync/status.ts';
import type { AccountConfig, AccountMethod, LinkConfig, Retired } from './calls.ts';
import { createCorrespondence } from './correspondence.ts';
import { createLetterMethods } from './letters.ts';
import type { Link } from './link.ts';
import { createMethods } from './methods.ts';
import { removeLeftovers } from './tasks/leftover.ts';
import type { Filing } from './tasks/rebuild.ts';
import { createStarter } from './tasks/start.ts';
import type { Tasks } from './tasks/tasks.ts';
import { createTelling } from './telling.ts';

/** One account: its inbox, and the device that keeps it in step with its server. */
export interface Account {
  /** @throws Problem, StorageError */
  call(name: AccountMethod, args: unknown): Promise<unknown>;
  /** Takes over what changed; the inbox stays open, and a link that is as it was goes on. */
  change(config: AccountConfig): void;
  /** The machine woke up. */
  wake(): void;
  /** The folder where it is noted what a crash would leave of files, once what one left is removed. */
  notes(): Promise<string>;
  close(): Promise<void>;
}

/** ms after which an inbox that fails has nothing to do with the failure before. */
const settled = 30_000;
/** ms that a server gets for the instructions of an account that is to be removed. */
const patience = 15_000;

const none = { count: 0, bytes: 0 };
const nothing: Pick<Status, 'tally' | 'unread' | 'room' | 'next'> = {
  tally: { unread: none, protected: none, read: none, deleted: none },
  unread: 0,
  room: 0,
  next: null,
};

/** Why an inbox cannot be used; whatever it is, it is this account's alone. */
const toProblem = (error: unknown): Problem =>
  error instanceof Problem
    ? error
    : new Problem('storage-failed', `The inbox failed: ${(error as Error).message}. What it has confirmed is on the disk.`, {
        cause: error,
      });

const unlinked = (): Problem => new Problem('server-unreachable', 'The account has no connection to its server now. Nothing was changed.');

/** @param open the uid of the message that the reader has open in it */
export const openAccount = (
  first: AccountConfig,
  deps: {
    open: string | null;
    emit: (event: BridgeEvent) => void;
    tasks: Tasks;
    /** The administration of its server, if it is the app's own and there. */
    admin: () => AdminClient | undefined;
  },
): Account => {
  const { emit, tasks } = deps;
  const { id: account, folder, mailbox } = first;
  let config = first;
  /** The message before the reader's eyes. */
  let { open } = deps;
  const policy = (): CapacityPolicy => ({ cap: config.settings.cap, overwriteRead: config.settings.overwriteRead, open });

  const stopping = new AbortController();
  const { signal } = stopping;
  /** The inbox while it is open. */
  let inbox: Inbox | undefined;
  /** What makes its messages be found. */
  let indexer: Indexer | undefined;
  /** The inbox, or why it cannot be opened. */
  let opening: Promise<Inbox>;
  let retired = false;

  // ── What is told ──
  let device: DeviceStatus = initialStatus;
  let counted = nothing;
  const readStatus = async (): Promise<Status> => {
    if (inbox) counted = await inbox.counts(policy());
    return { ...device, ...counted };
  };
  const tellStatus = createTelling(async () => emit({ kind: 'status', account, status: await readStatus() }));
  const tell = (event: DeviceEvent): void => {
    const { kind } = device.connection;
    device = judgeStatus(device, event, Date.now());
    tellStatus();
    // The server is back: letters that wait for it go out.
    if (kind === 'offline' && device.connection.kind !== 'offline') correspondence.wake();
    if (event.kind === 'received') {
      const { uid, subject, sender } = event.message;
      emit({ kind: 'received', account, message: { uid, subject, from: sender } });
      emit({ kind: 'inbox-changed', account, gone: [] });
      indexer?.wake();
    }
    if (event.kind === 'renewed') emit({ kind: 'inbox-changed', account, gone: [] });
    if (event.kind === 'gone') emit({ kind: 'inbox-changed', account, gone: [event.gone.uid] });
    if (event.kind === 'trouble') {
      const { code, message } = event.problem;
      emit({ kind: 'trouble', account, uid: event.uid ?? null, problem: { code, message } });
    }
    if (event.kind === 'too-large' || event.kind === 'ended') {
      const { id, uid, bytes, subject, from } = event.message;
      emit({ kind: event.kind, account, message: { id, uid, bytes, subject, from } });
    }
  };

  /** The inbox is open, or was a moment ago. */
  let usable = false;
  const correspondence = createCorrespondence({
    config: () => config,
    opened: () => opening,
    sends: () => usable && !retired && !signal.aborted,
    emit,
  });

  // ── The link, which is opened and closed one after the other ──
  let link: Link | undefined;
  /** What it was opened with. */
  let linked: { readonly inbox: Inbox; readonly config: LinkConfig } | undefined;
  let relinking: Promise<void> = Promise.resolve();
  const relinkNow = async (): Promise<void> => {
    const wanted = inbox && config.link && !retired && !signal.aborted ? { inbox, config: config.link } : undefined;
    if (linked?.inbox === wanted?.inbox && JSON.stringify(linked?.config) === JSON.stringify(wanted?.config)) return;
    const old = link;
    link = undefined;
    linked = undefined;
    await old?.close();
    if (!wanted) return;
    const [{ openLink }, name] = await Promise.all([import('./link.ts'), wanted.inbox.device()]);
    device = { ...initialStatus, waiting: device.waiting };
    const order = () => ({ verb: config.settings.afterReceipt, policy: policy() });
    linked = wanted;
    link = openLink({ ...wanted, device: name, mailbox, order, tell });
    tellStatus();
  };
  /** Makes the link what it shall be. */
  const relink = (): Promise<void> => {
    relinking = relinking.then(relinkNow).catch((error) => {
      // The inbox failed in the meantime; it links anew when it is back.
      if (!(error instanceof StorageError)) throw error;
    });
    return relinking;
  };

  // ── The inbox, which is opened until it can be ──
  let retryNow = (): void => {};
  const rest = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      retryNow = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const cleared = removeLeftovers(folder);
  const hold = async (): Promise<void> => {
    for (let failures = 0; !signal.aborted; failures += 1) {
      opening = cleared
        .then(() => openSqliteInbox(folder))
        .then(
          (opened) => {
            usable = true;
            return opened;
          },
          (error) => {
            throw toProblem(error);
          },
        );
      // What speaks to the server is loaded while the inbox is opened in its thread.
      const [outcome] = await Promise.allSettled([opening, import('./link.ts')]);
      const openedAt = performance.now();
      let problem: Problem;
      if (outcome.status === 'fulfilled') {
        inbox = outcome.value;
        indexer = createIndexer({ inbox, filed });
        indexer.wake();
        tellStatus();
        await relink();
        correspondence.supply();
        if (failures > 0) emit({ kind: 'inbox-changed', account, gone: [] });
        const error = await Promise.race([inbox.failed, closing]);
        const failed = inbox;
        inbox = undefined;
        usable = false;
        await tasks.stop(account, error && toProblem(error));
        await indexer.stop();
        indexer = undefined;
        correspondence.supply();
        // What cannot be stored must not be instructed: the link ends before the inbox is tried again.
        await relink();
        if (signal.aborted) await correspondence.close();
        await failed.close();
        if (error === undefined) return;
        problem = toProblem(error);
        opening = Promise.reject(problem);
        opening.catch(() => {});
      } else problem = outcome.reason as Problem;
      if (signal.aborted) return;
      if (performance.now() - openedAt > settled) failures = 0;
      const pause = backoff(failures, Math.random());
      const { code, message } = problem;
      device = { ...device, connection: { kind: 'failing', code, message, retryAt: Date.now() + pause } };
      tellStatus();
      await rest(pause);
    }
  };
  // ── What is filed for the search ──
  const filedListeners = new Set<(left: number) => void>();
  const filed = (left: number): void => {
    emit({ kind: 'inbox-changed', account, gone: [] });
    for (const listener of filedListeners) listener(left);
  };
  const filing: Filing = {
    async resting(work) {
      const held = inbox;
      await indexer?.stop();
      try {
        await work();
      } finally {
        // Another inbox has another indexer.
        if (held && held === inbox) {
          indexer = createIndexer({ inbox: held, filed });
          indexer.wake();
        }
      }
    },
    async settled(left) {
      filedListeners.add(left);
      indexer?.wake();
      await indexer?.settled();
      filedListeners.delete(left);
    },
  };

  const closing = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined));
  });
  const held = hold();

  const wake = (): void => {
    retryNow();
    link?.device.wake();
    correspondence.wake();
  };
  /** Room may have been made. */
  const roomChanged = (): void => {
    tellStatus();
    link?.device.roomChanged().catch(() => {}); // The inbox has failed, which is told by itself.
  };
  const linkNow = (): Link => {
    if (!link) throw unlinked();
    return link;
  };

  /** Fetches no more, and gives the server what it has still to be told; goes on if it cannot, unless the reader insists. */
  const retire = async (insist: boolean): Promise<Retired> => {
    retired = true;
    let kind: Retired['kind'] = 'pending';
    try {
      correspondence.supply();
      await relink();
      const held = await opening;
      if (!config.link) throw unlinked();
      const { server, receiveToken } = config.link;
      const { createServerClient } = await import('../sync/request.ts');
      const client = createServerClient({ server, token: receiveToken, device: await held.device() });
      const source = { server, mailbox };
      const sent = await sendPending({ inbox: held, server: client, source, signal: AbortSignal.timeout(patience) }).finally(client.close);
      const unsent = await correspondence.outbox().then(
        (outbox) => outbox.unsent(),
        () => 0,
      );
      if (insist || (sent.unsent.length === 0 && unsent === 0)) kind = 'retired';
      if (!insist && unsent > 0 && !sent.problem)
        return { kind, undone: sent.refused, problem: { code: 'letters-unsent', message: `${unsent} letters are not sent yet.` } };
      const problem = sent.problem ? { code: sent.problem.code, message: sent.problem.message } : null;
      return { kind, undone: [...sent.refused, ...sent.unsent], problem };
    } finally {
      retired = kind === 'retired';
      correspondence.supply();
      await relink();
    }
  };
  const methods = createMethods({
    account,
    mailbox,
    inbox: () => opening,
    link: linkNow,
    status: readStatus,
    policy,
    wake,
    roomChanged,
    changed: (gone = []) => {
      emit({ kind: 'inbox-changed', account, gone });
      roomChanged();
    },
    open: (uid) => {
      open = uid;
      roomChanged();
    },
    retire,
    startTask: createStarter({
      account,
      folder,
      tasks,
      filing,
      inbox: () => opening,
      sender: () => {
        if (!config.link) throw unlinked();
        if (!config.sending) throw new Problem('token-missing', 'The account has no send token. Nothing was handed over.');
        return { ...config.sending, mailbox };
      },
    }),
  });
  const letterMethods = createLetterMethods({
    mailbox,
    inbox: () => opening,
    outbox: correspondence.outbox,
    host: () => (config.sending ? new URL(config.sending.server).hostname : null),
    admin: deps.admin,
  });
  const all = { ...methods, ...letterMethods };

  return {
    call: (name, args) => all[name](args as never),
    change(next) {
      config = next;
      void relink();
      correspondence.supply();
      roomChanged();
    },
    wake,
    notes: () => cleared.then(() => folder),
    async close() {
      stopping.abort();
      retryNow();
      await held;
    },
  };
};
