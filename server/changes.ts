/** Tells that something changed in a mailbox's folders; what, is asked for. */
export interface Changes {
  /** Something of the mailbox's folders changed. */
  changed(mailbox: string): void;
  /** Listens; a burst is told once. Returns how to stop. */
  watch(listener: { changed(mailbox: string): void; end(): void }): () => void;
  stop(): void;
}

/** ms in which changes of one mailbox are told as one. */
const pause = 100;

export const createChanges = (): Changes => {
  const listeners = new Set<{ changed(mailbox: string): void; end(): void }>();
  const timers = new Map<string, NodeJS.Timeout>();
  return {
    changed(mailbox) {
      if (listeners.size === 0 || timers.has(mailbox)) return;
      const tell = (): void => {
        timers.delete(mailbox);
        for (const listener of listeners) listener.changed(mailbox);
      };
      timers.set(mailbox, setTimeout(tell, pause));
    },
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop() {
      for (const timer of timers.values()) clearTimeout(timer);
      for (const listener of listeners) listener.end();
      listeners.clear();
    },
  };
};
