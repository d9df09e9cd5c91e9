import type { Notification } from '../../protocol/notification.ts';
import type { NotifyPolicy } from '../directory/schema.ts';
import type { Contact } from '../store/port.ts';
import { type Attention, type AttentionEvent, judgeAttention, unconcerned } from './attention.ts';

/** Where a device listens. */
export interface Listener {
  send(notification: Notification): void;
  /** Bytes that the system has not taken yet; without end when the connection is gone. */
  pending(): number;
  /** The server stops. */
  end(): void;
}

/** One connected device. */
interface Watcher {
  readonly device: string | undefined;
  readonly listener: Listener;
  attention: Attention;
  timer: NodeJS.Timeout | undefined;
  /** The counts are being read; `stale`: something happened since that reading began. */
  reading: 'no' | 'yes' | 'stale';
}

/** The acquisition start notifier (201): tells devices that their mailbox holds messages, and again while they do not come. */
export interface Notifier {
  /** A device listens from now on; it is told at once if anything waits. Returns how it stops. */
  watch(mailbox: string, device: string | undefined, listener: Listener): () => void;
  /** A message is durably in the delivery folder. */
  accepted(mailbox: string): void;
  /** The device made a request: it has come, or said that it is full. */
  requested(mailbox: string, device: string | undefined, event: 'acquired' | 'emptied' | 'deferred'): void;
  /** Ends the streams of devices that may no longer listen. */
  dismiss(mailbox: string, but: string): void;
  /** Where a device listens. @param device '' for one without a name */
  listeners(mailbox: string, device: string): readonly Listener[];
  /** Tells a device the true counts, marked as a test, also when nothing waits; its reminders stay as they are. */
  announce(mailbox: string, device: string): Promise<Pick<Notification, 'waiting' | 'bytes'> & { readonly listeners: readonly Listener[] }>;
  /** Names of the devices that listen; '' for one without. */
  connected(mailbox: string): ReadonlySet<string>;
  /** Streams that are open. */
  streams(): number;
  stop(): void;
}

export const createNotifier = (deps: {
  occupancy: (mailbox: string) => Promise<{ notification: Notification; lastId: number }>;
  /** For the ledger. */
  contact: (contact: Omit<Contact, 'at'>) => void;
  policy: () => NotifyPolicy;
  failed: (error: unknown) => void;
}): Notifier => {
  const mailboxes = new Map<string, Set<Watcher>>();
  let stopped = false;

  /** Reads the counts once the events of this moment are in: a burst of acceptances is one notification. */
  const notify = (mailbox: string, watcher: Watcher, kind: 'notified' | 'retried'): void => {
    if (watcher.reading !== 'no') {
      watcher.reading = 'stale';
      return;
    }
    watcher.reading = 'yes';
    deps
      .occupancy(mailbox)
      .then(({ notification, lastId }) => {
        const stale = watcher.reading === 'stale';
        watcher.reading = 'no';
        if (!mailboxes.get(mailbox)?.has(watcher)) return;
        if (notification.waiting > 0) {
          watcher.listener.send(notification);
          deps.contact({ mailbox, device: watcher.device ?? '', kind, waiting: notification.waiting, lastId });
        } else if (!stale) tell(mailbox, watcher, 'emptied');
        // These counts may lack the latest message: they are read once more, or nobody would tell of it.
        if (stale) notify(mailbox, watcher, 'notified');
      })
      .catch((error) => {
        watcher.reading = 'no';
        deps.failed(error);
      });
  };

  const tell = (mailbox: string, watcher: Watcher, event: AttentionEvent): void => {
    const { attention, notify: now, gone } = judgeAttention(watcher.attention, event, deps.policy());
    watcher.attention = attention;
    clearTimeout(watcher.timer);
    watcher.timer = attention.retryIn === undefined ? undefined : setTimeout(() => tell(mailbox, watcher, 'silent'), attention.retryIn);
    if (now) notify(mailbox, watcher, event === 'silent' ? 'retried' : 'notified');
    if (gone) {
      deps.contact({ mailbox, device: watcher.device ?? '', kind: 'vanished' });
      watcher.listener.end();
    }
  };

  const listeners: Notifier['listeners'] = (mailbox, device) =>
    [...(mailboxes.get(mailbox) ?? [])].filter((watcher) => (watcher.device ?? '') === device).map(({ listener }) => listener);

  return {
    listeners,
    async announce(mailbox, device) {
      const { notification, lastId } = await deps.occupancy(mailbox);
      const told = listeners(mailbox, device);
      for (const listener of told) listener.send({ ...notification, test: true });
      const { waiting, bytes } = notification;
      if (told.length > 0) deps.contact({ mailbox, device, kind: 'notified', waiting, lastId });
      return { waiting, bytes, listeners: told };
    },
    watch(mailbox, device, listener) {
      if (stopped) {
        listener.end();
        return () => {};
      }
      const watcher: Watcher = { device, listener, attention: unconcerned, timer: undefined, reading: 'no' };
      const watchers = mailboxes.get(mailbox) ?? new Set();
      mailboxes.set(mailbox, watchers.add(watcher));
      deps.contact({ mailbox, device: device ?? '', kind: 'connected' });
      tell(mailbox, watcher, 'connected');
      return () => {
        deps.contact({ mailbox, device: device ?? '', kind: 'closed' });
        clearTimeout(watcher.timer);
        watchers.delete(watcher);
        if (watchers.size === 0) mailboxes.delete(mailbox);
      };
    },
    accepted(mailbox) {
      for (const watcher of mailboxes.get(mailbox) ?? []) tell(mailbox, watcher, 'accepted');
    },
    requested(mailbox, device, event) {
      // An empty folder is empty for all; that one device came or is full says nothing of another.
      for (const watcher of mailboxes.get(mailbox) ?? [])
        if (event === 'emptied' || watcher.device === device) tell(mailbox, watcher, event);
    },
    dismiss(mailbox, but) {
      for (const { device, listener } of [...(mailboxes.get(mailbox) ?? [])]) if (device !== undefined && device !== but) listener.end();
    },
    connected: (mailbox) => new Set([...(mailboxes.get(mailbox) ?? [])].map(({ device }) => device ?? '')),
    streams: () => [...mailboxes.values()].reduce((sum, watchers) => sum + watchers.size, 0),
    stop() {
      stopped = true;
      for (const watchers of mailboxes.values())
        for (const { timer, listener } of watchers) {
          clearTimeout(timer);
          listener.end();
        }
      mailboxes.clear();
    },
  };
};
