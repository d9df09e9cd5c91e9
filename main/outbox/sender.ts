import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Problem } from '../../protocol/errors.ts';
import { backoff } from '../sync/backoff.ts';
import { mayAsk, passes, pendingOf, type StoredLetter, settle, stops, type Trouble } from './letter.ts';
import { composeMail, type From } from './mail.ts';
import { type LetterStore, mailFile } from './store.ts';
import type { SendingClient } from './submit.ts';

/** Brings letters to the server, each once to each recipient, however often it takes to get through. */
export interface Sender {
  /** With what; null: not now. Letters that wait are tried at once. */
  use(client: SendingClient | null): void;
  /** The letter is to go out, or the server may be back. */
  wake(): void;
  /** Takes back what the server does not have; resolves when nothing of the letter is under way. */
  cancel(id: string): Promise<void>;
  trouble(id: string): Trouble | undefined;
  /** Resolves when nothing is under way any more. */
  close(): Promise<void>;
}

/** Letters that are sent at a time: a large one does not hold up the others. */
const abreast = 3;
/** ms between two attempts, at first. */
const firstPause = 1_000;

/** What is under way of a letter, and what was tried of it. */
interface Live {
  running: Promise<void> | undefined;
  /** Ends the attempt, unless all of the mail was handed over. */
  stop: AbortController | undefined;
  whole: boolean;
  cancelled: boolean;
  failures: number;
  retryAt: number;
  trouble: Map<string, { problem: { code: string; message: string }; retryAt: number }>;
}

export const createSender = (deps: {
  store: LetterStore;
  from: () => From;
  now: () => number;
  /** A letter stands otherwise. */
  changed: () => void;
  progress: (id: string, bytes: number, of: number) => void;
}): Sender => {
  const { store, now } = deps;
  const lives = new Map<string, Live>();
  let client: SendingClient | null = null;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;

  const liveOf = (id: string): Live => {
    const known = lives.get(id);
    if (known) return known;
    const live: Live = {
      running: undefined,
      stop: undefined,
      whole: false,
      cancelled: false,
      failures: 0,
      retryAt: 0,
      trouble: new Map(),
    };
    lives.set(id, live);
    return live;
  };
  const update = async (id: string, change: (letter: StoredLetter) => StoredLetter): Promise<StoredLetter> => {
    const letter = await store.change(id, (before) => before && change(before));
    if (!letter) throw new Error('a letter went while it was sent');
    deps.changed();
    return letter;
  };
  const pending = (letter: StoredLetter, mailbox: string) => {
    const found = letter.deliveries.find((one) => one.mailbox === mailbox)?.delivery;
    return found?.kind === 'pending' ? found : undefined;
  };

  /** The mail, made once: every attempt sends the same bytes. */
  const mailOf = async (letter: StoredLetter): Promise<{ path: string; bytes: number }> => {
    const path = store.pathOf(letter.id, mailFile);
    const there = await stat(path).catch(() => undefined);
    if (there) return { path, bytes: there.size };
    const bytes = await store.writeFile(
      letter.id,
      mailFile,
      composeMail(letter, deps.from(), (file) => store.pathOf(letter.id, file)),
    );
    return { path, bytes };
  };

  /** One recipient; false if the others need not be tried now. */
  const deliver = async (
    live: Live,
    id: string,
    mailbox: string,
    using: SendingClient,
    mail: { path: string; bytes: number },
  ): Promise<boolean> => {
    const before = pending(await store.read(id), mailbox);
    if (!before) return true;
    if (!mayAsk(before, using.token, now())) {
      await update(id, (letter) => settle(letter, mailbox, { kind: 'unsure', at: now() }));
      return true;
    }
    // Noted before the first byte goes: who starts again after a crash knows that the server may have it.
    const asked = before.asked ?? { at: now(), token: using.token };
    if (!before.asked) await update(id, (letter) => settle(letter, mailbox, { kind: 'pending', asked }));
    const stop = new AbortController();
    live.stop = stop;
    live.whole = false;
    const attempt = await using.submit(
      mailbox,
      { key: `${id}:${mailbox}`, bytes: mail.bytes, open: () => createReadStream(mail.path, { highWaterMark: 256 * 1024 }) },
      (bytes) => {
        live.whole = bytes >= mail.bytes;
        deps.progress(id, bytes, mail.bytes);
      },
      stop.signal,
    );
    live.stop = undefined;
    if (attempt.kind === 'accepted') {
      live.trouble.delete(mailbox);
      await update(id, (letter) => settle(letter, mailbox, { kind: 'accepted', uid: attempt.uid, at: now(), fate: null }));
      return true;
    }
    const { code, message } = attempt.problem;
    if (!passes(code)) {
      live.trouble.delete(mailbox);
      await update(id, (letter) => settle(letter, mailbox, { kind: 'refused', code, message, at: now() }));
      return true;
    }
    // An attempt that surely failed leaves no doubt, if there was none before it.
    if (attempt.certain && !before.asked) await update(id, (letter) => settle(letter, mailbox, { kind: 'pending', asked: null }));
    live.retryAt = now() + backoff(live.failures, Math.random(), firstPause);
    live.trouble.set(mailbox, { problem: { code, message }, retryAt: live.retryAt });
    return !stops(code);
  };

  const send = async (id: string, live: Live, using: SendingClient): Promise<void> => {
    const letter = await store.read(id);
    let mail: { path: string; bytes: number };
    try {
      mail = await mailOf(letter);
    } catch (error) {
      // The disk: the letter stays, and is tried again.
      const { code, message } = error as NodeJS.ErrnoException;
      live.retryAt = now() + backoff(live.failures, Math.random(), firstPause);
      const problem = { code: code === 'ENOSPC' ? 'storage-full' : 'storage-failed', message };
      for (const mailbox of pendingOf(letter)) live.trouble.set(mailbox, { problem, retryAt: live.retryAt });
      live.failures += 1;
      return;
    }
    for (const mailbox of pendingOf(letter)) {
      if (live.cancelled || closed || client !== using) return;
      if (!(await deliver(live, id, mailbox, using, mail))) break;
    }
    live.failures = live.retryAt > now() ? live.failures + 1 : 0;
  };

  const end = async (id: string, live: Live): Promise<void> => {
    if (live.cancelled) {
      await update(id, (letter) =>
        letter.deliveries.reduce(
          (left, { mailbox, delivery }) =>
            delivery.kind === 'pending' ? settle(left, mailbox, { kind: delivery.asked ? 'unsure' : 'cancelled', at: now() }) : left,
          letter,
        ),
      );
    }
    const summary = store.find(id);
    if (summary && pendingOf(summary).length > 0) return;
    await store.removeFile(id, mailFile);
    lives.delete(id);
  };

  const pump = (): void => {
    clearTimeout(timer);
    if (closed) return;
    let next = Number.POSITIVE_INFINITY;
    let running = [...lives.values()].filter((live) => live.running).length;
    for (const summary of store.all()) {
      if (summary.stage !== 'sending' || !client) continue;
      const live = liveOf(summary.id);
      if (live.running || live.cancelled) continue;
      if (live.retryAt > now()) {
        next = Math.min(next, live.retryAt);
        continue;
      }
      if (running >= abreast) break;
      running += 1;
      live.running = send(summary.id, live, client)
        .then(() => end(summary.id, live))
        .catch((error) => {
          // The disk failed between two states: both are whole, and the letter is tried again.
          live.retryAt = now() + backoff(live.failures, Math.random(), firstPause);
          live.failures += 1;
          if (!(error instanceof Problem) && (error as NodeJS.ErrnoException).code === undefined) throw error;
        })
        .finally(() => {
          live.running = undefined;
          deps.changed();
          pump();
        });
    }
    if (next !== Number.POSITIVE_INFINITY) timer = setTimeout(pump, Math.max(0, next - now())).unref();
  };
  const wake = (): void => {
    for (const live of lives.values()) live.retryAt = 0;
    pump();
  };

  return {
    use(next) {
      client = next;
      for (const live of lives.values()) live.failures = 0;
      wake();
    },
    wake,
    async cancel(id) {
      const live = liveOf(id);
      live.cancelled = true;
      if (!live.whole) live.stop?.abort();
      await live.running;
      // Once more, if the attempt ended in a failure of the disk.
      await end(id, live);
      lives.delete(id);
      pump();
    },
    trouble: (id) => lives.get(id)?.trouble,
    async close() {
      closed = true;
      clearTimeout(timer);
      for (const live of lives.values()) live.stop?.abort();
      await Promise.all([...lives.values()].map((live) => live.running));
      await store.settled();
    },
  };
};
