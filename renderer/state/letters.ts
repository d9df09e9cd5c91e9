import type { AccountInfo, LetterRow } from '../../protocol/bridge.ts';
import type { Bridge, Problem } from '../bridge.ts';
import { createSignal, type Signal } from './signal.ts';
import { type Cell, createCell, type Value } from './value.ts';

/** What is written: a letter with these fields, an answer to a message of the inbox, one that hands it on, or a draft. */
export type Composition =
  | { readonly kind: 'new'; readonly id: string; readonly to: readonly string[]; readonly subject: string; readonly text: string }
  | { readonly kind: 'reply' | 'forward'; readonly id: string; readonly uid: string }
  | { readonly kind: 'draft'; readonly id: string };

/** A letter, wherever the reader has gone meanwhile. */
export interface LetterPlace {
  readonly account: string;
  readonly id: string;
}

/** `sending` is told at once; then how it went, if that needs to be known. */
export type LetterToast = LetterPlace &
  ({ readonly kind: 'letter'; readonly what: 'sending' | 'waiting' | 'sent' | 'partly' | 'refused' } | { readonly kind: 'discarded' });

export interface Progress {
  readonly letter: string;
  readonly bytes: number;
  readonly of: number;
}

/** What views share of letters: what is written and listed is of the account that is shown. */
export interface LettersState {
  readonly composing: Value<Composition | null>;
  /** Of the letter that is being handed to the server. */
  readonly progress: Cell<Progress | null>;
  readonly changed: Signal;
  /** Opens a new letter; what was being written stays a draft. */
  compose(fields?: { to?: readonly string[]; subject?: string; text?: string }): void;
  reply(uid: string): void;
  forward(uid: string): void;
  edit(id: string): void;
  close(): void;
  /** Sends what is saved, and tells how it went. False if it could not even be begun; that is shown. */
  send(letter: LetterPlace): Promise<boolean>;
  /** Takes a letter out of the lists, or back in. */
  remove(letter: LetterPlace, removed: boolean): Promise<boolean>;
  /** Something unsaved that can be saved at once; returns how to take it back. */
  unsaved(save: () => Promise<void>): () => void;
  /** Saves what is unsaved, and says so to the app. */
  settle(): Promise<void>;
  /** Letters of an account changed. */
  tellChanged(account: string): void;
}

/** ms in which views read again at most once. */
const calm = 150;

/** How a letter went, as far as it is worth a notice. */
const outcomeOf = ({ stage, deliveries }: LetterRow): (LetterToast & { kind: 'letter' })['what'] => {
  if (stage === 'draft') return 'refused';
  if (stage === 'sent') return deliveries.every(({ delivery }) => delivery.kind === 'accepted') ? 'sent' : 'partly';
  return deliveries.some(({ delivery }) => delivery.kind === 'sending' && delivery.problem !== null) ? 'waiting' : 'sending';
};

export const createLettersState = (deps: {
  bridge: Bridge;
  account: Value<AccountInfo>;
  /** Shows a notice, or none any more. */
  show: (toast: LetterToast | { readonly kind: 'problem'; readonly problem: Problem } | null) => void;
}): LettersState => {
  const { bridge, show } = deps;
  const composing = createCell<Composition | null>(null);
  const progress = createCell<Progress | null>(null);
  const changed = createSignal(calm);
  const savers = new Set<() => Promise<void>>();
  /** Letters that were just sent from any account, by their ids, and what was said of them last. */
  const followed = new Map<string, { readonly account: string; readonly told: string }>();
  const account = (): string => deps.account.get().id;

  const follow = async (): Promise<void> => {
    for (const [id, { account }] of followed) {
      const outcome = await bridge.call('letters.read', { account, id });
      const told = followed.get(id)?.told;
      // Somebody else followed it to its end meanwhile.
      if (told === undefined) continue;
      if (!outcome.ok) {
        followed.delete(id);
        continue;
      }
      const what = outcomeOf(outcome.value);
      if (what !== 'sending' && what !== 'waiting') {
        followed.delete(id);
        if (progress.get()?.letter === id) progress.set(null);
      } else followed.set(id, { account, told: what });
      if (what !== told) show({ kind: 'letter', what, account, id });
    }
  };
  const changedAnywhere = createSignal(calm);
  changedAnywhere.subscribe(() => void follow());
  /** Letters that were under way before this window was there: how they end is told as well. */
  const followAll = async (account: string): Promise<void> => {
    const outcome = await bridge.call('letters.page', { account, folder: 'sent', before: null, limit: 100 });
    for (const letter of outcome.ok ? outcome.value.rows : [])
      if (letter.stage === 'sending' && !followed.has(letter.id)) followed.set(letter.id, { account, told: outcomeOf(letter) });
  };
  void followAll(account());
  // Another account, other letters: what was being written there is a draft there.
  let shown = account();
  deps.account.subscribe(() => {
    if (shown === account()) return;
    shown = account();
    composing.set(null);
    void followAll(shown);
  });

  const open = (composition: Composition): void => composing.set(composition);
  return {
    composing,
    progress,
    changed,
    compose: ({ to = [], subject = '', text = '' } = {}) => open({ kind: 'new', id: crypto.randomUUID(), to, subject, text }),
    reply: (uid) => open({ kind: 'reply', id: crypto.randomUUID(), uid }),
    forward: (uid) => open({ kind: 'forward', id: crypto.randomUUID(), uid }),
    edit(id) {
      // What is open already is newer than what is on the disk.
      if (composing.get()?.id !== id) open({ kind: 'draft', id });
    },
    close: () => composing.set(null),
    async send({ account, id }) {
      const outcome = await bridge.call('letters.send', { account, id });
      if (!outcome.ok) {
        show({ kind: 'problem', problem: outcome.problem });
        return false;
      }
      followed.set(id, { account, told: 'sending' });
      show({ kind: 'letter', what: 'sending', account, id });
      void follow();
      return true;
    },
    async remove({ account, id }, removed) {
      const outcome = await bridge.call('letters.remove', { account, ids: [id], removed });
      if (!outcome.ok) show({ kind: 'problem', problem: outcome.problem });
      else if (removed) show({ kind: 'discarded', account, id });
      else show(null);
      return outcome.ok;
    },
    unsaved(save) {
      savers.add(save);
      return () => savers.delete(save);
    },
    async settle() {
      await Promise.all([...savers].map((save) => save()));
      await bridge.call('app.settled');
    },
    tellChanged(of) {
      changedAnywhere.raise();
      if (of === account()) changed.raise();
    },
  };
};
