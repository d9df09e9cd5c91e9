import { limits } from '../limits.ts';
import type { Contact, Store } from '../store/port.ts';

/**
 * What devices and tokens do, gathered for a moment and then written: nothing that was promised rests on it, so no
 * request waits for it.
 */
export interface Ledger {
  contact(contact: Omit<Contact, 'at'>): void;
  /** A token was used. */
  used(token: string): void;
  /** Writes what has been gathered. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

export const createLedger = (deps: { store: Pick<Store, 'note'>; now: () => number; failed: (error: unknown) => void }): Ledger => {
  let contacts = new Map<string, Contact>();
  let uses = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (contacts.size === 0 && uses.size === 0) return writing;
    const lines = [...contacts.values()];
    const used = [...uses].map(([token, at]) => ({ token, at }));
    contacts = new Map();
    uses = new Map();
    writing = writing.then(() => deps.store.note(lines, used)).catch(deps.failed);
    return writing;
  };
  const soon = (): void => {
    timer ??= setTimeout(flush, limits.ledgerPause);
  };
  return {
    contact(contact) {
      const key = `${contact.mailbox} ${contact.kind} ${contact.device}`;
      // One line for a moment: when it began, and what was said last.
      contacts.set(key, { ...contact, at: contacts.get(key)?.at ?? deps.now() });
      soon();
    },
    used(token) {
      if (token === '') return;
      uses.set(token, deps.now());
      soon();
    },
    flush,
    stop: flush,
  };
};
