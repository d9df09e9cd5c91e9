import { useEffect, useState } from 'react';
import type { Bridge, Problem } from '../bridge.ts';
import { useApp } from './app.ts';
import { createCell, useValue, type Value } from './value.ts';

/** ms from the first unsaved key until it is saved: short enough that nobody loses a sentence. */
const pause = 600;
/** ms until it is tried again, after the disk did not take it. */
const again = 3_000;

export interface Fields {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

export type Saved =
  /** Nothing was typed: there is no draft. */
  | { readonly kind: 'blank' }
  | { readonly kind: 'unsaved' }
  /** On the disk. */
  | { readonly kind: 'saved' }
  | { readonly kind: 'failed'; readonly problem: Problem };

/** Keeps what is written on the disk: a moment after a change, and at once when asked. */
interface Draft {
  readonly saved: Value<Saved>;
  /** What is written now. */
  change(fields: Fields): void;
  /** Resolves when all of it is on the disk, or could not be put there. With `insist` a draft is made even of nothing. */
  flush(insist?: boolean): Promise<void>;
  /** Nothing more is saved. */
  end(): void;
}

const createDraft = (deps: {
  bridge: Bridge;
  account: string;
  id: string;
  fields: Fields;
  /** There is one on the disk. */
  exists: boolean;
  /** The uid of the message that it answers. */
  answers: string | undefined;
}): Draft => {
  const { bridge, account, id, answers } = deps;
  const saved = createCell<Saved>({ kind: deps.exists ? 'saved' : 'blank' });
  let { fields, exists } = deps;
  let dirty = false;
  let ended = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> = Promise.resolve();

  const save = async (insist: boolean): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (ended || (!dirty && (exists || !insist))) return;
    dirty = false;
    const { to, subject, text } = fields;
    const first = !exists && answers !== undefined;
    const outcome = await bridge.call('letters.save', { account, id, to: [...to], subject, text, ...(first && { answers }) });
    if (outcome.ok) {
      exists = true;
      saved.set({ kind: dirty ? 'unsaved' : 'saved' });
      return;
    }
    dirty = true;
    saved.set({ kind: 'failed', problem: outcome.problem });
    later(again);
  };
  // One after the other, so that the last words win.
  const flush = (insist = false): Promise<void> => {
    running = running.then(() => save(insist));
    return running;
  };
  const later = (ms: number): void => {
    timer ??= setTimeout(() => void flush(), ms);
  };
  return {
    saved,
    change(next) {
      fields = next;
      dirty = true;
      // Said once: whoever shows it is not drawn anew at each key.
      if (saved.get().kind !== 'unsaved') saved.set({ kind: 'unsaved' });
      later(pause);
    },
    flush,
    end() {
      ended = true;
      clearTimeout(timer);
    },
  };
};

/** The draft of a form, for as long as it is open; what is unsaved is saved when the window loses the focus or the form closes. */
export const useDraft = (first: { id: string; fields: Fields; exists: boolean; answers: string | undefined }): Draft => {
  const { bridge, account: current, letters } = useApp();
  const { id: account } = useValue(current);
  const [draft] = useState(() => createDraft({ ...first, bridge, account }));
  useEffect(() => {
    const save = (): Promise<void> => draft.flush();
    const blurred = (): void => void save();
    window.addEventListener('blur', blurred);
    const forget = letters.unsaved(save);
    return () => {
      window.removeEventListener('blur', blurred);
      forget();
      void save();
    };
  }, [draft, letters]);
  return draft;
};
