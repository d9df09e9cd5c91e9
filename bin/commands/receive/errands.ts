import { setTimeout as delay } from 'node:timers/promises';
import { type Inbox, type InboxMessage, StorageError } from '../../../main/inbox/port.ts';
import { backoff } from '../../../main/sync/backoff.ts';
import { Problem } from '../../../protocol/errors.ts';
import type { Command } from './command.ts';

export type ErrandEvent =
  /** Its command succeeded, and the inbox knows. */
  | { readonly kind: 'executed'; readonly message: InboxMessage }
  /** With `retryIn` (ms) it is run again by itself, otherwise at the next start. */
  | {
      readonly kind: 'command-failed';
      readonly message: InboxMessage;
      readonly problem: Problem;
      readonly exit?: number;
      readonly signal?: string;
      readonly retryIn?: number;
    }
  /** The inbox could not be asked, or not be told of a success. */
  | { readonly kind: 'failed'; readonly problem: Problem; readonly retryIn?: number }
  /** Nobody runs the command that messages of an earlier start wait for. */
  | { readonly kind: 'unexecuted'; readonly messages: number };

/** Runs a command for every message that waits for it, one at a time, in order of receipt. */
export interface Errands {
  /** Until the signal; those that failed are tried again. `done` is told after each success. */
  run(signal: AbortSignal, done: () => void): Promise<void>;
  /** Each that was not tried by this yet, once. @throws Problem if the inbox fails */
  once(signal: AbortSignal): Promise<{ done: number; failed: number }>;
  /** There may be another. */
  wake(): void;
}

/** How many messages are looked at in one go. */
const pageSize = 100;

/** How often the record of a success is tried before `once` gives up: some 15 s. */
const recordedAtMost = 7;

const toProblem = (error: unknown): Problem => {
  if (!(error instanceof StorageError)) throw error;
  const code = error.failure === 'full' ? 'storage-full' : 'storage-failed';
  return new Problem(code, `The inbox cannot be used for the command: ${error.message}`, { cause: error });
};

const untold = (ms: number, signal: AbortSignal): Promise<void> => delay(ms, undefined, { signal }).catch(() => {});

type Source = Pick<Inbox, 'errands' | 'errandDone' | 'read'>;

/** Every message that waits for a command, from behind a key on, in order of receipt. */
async function* outstanding(inbox: Pick<Inbox, 'errands'>, after: number): AsyncGenerator<InboxMessage, void> {
  for (let key = after; ; ) {
    const messages = await inbox.errands(key, pageSize);
    for (const message of messages) {
      key = message.key;
      yield message;
    }
    if (messages.length < pageSize) return;
  }
}

export const countErrands = async (inbox: Pick<Inbox, 'errands'>): Promise<number> => {
  let count = 0;
  for await (const _ of outstanding(inbox, 0)) count += 1;
  return count;
};

export const createErrands = (inbox: Source, command: Command, tell: (event: ErrandEvent) => void): Errands => {
  /** Messages whose command failed, by their key; `at` on the monotonic clock. */
  const retries = new Map<number, { readonly failures: number; readonly at: number }>();
  let called = false;
  let answerCall = (): void => {};
  let tried = 0;

  /** Until the inbox has it: a command that succeeded must not be run again because the disk was full. */
  const record = async ({ uid }: InboxMessage, signal: AbortSignal, attempts: number): Promise<void> => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await inbox.errandDone(uid);
        return;
      } catch (error) {
        const problem = toProblem(error);
        if (signal.aborted || attempt + 1 >= attempts) throw problem;
        const retryIn = backoff(attempt, Math.random());
        tell({ kind: 'failed', problem, retryIn });
        await untold(retryIn, signal);
      }
    }
  };

  /** Whether it succeeded. @param again whether it is tried again by itself */
  const perform = async (message: InboxMessage, signal: AbortSignal, again: boolean): Promise<boolean> => {
    const body = await inbox.read(message.uid);
    if (!body) return true;
    const end = await command.run(message, body);
    if (end.kind === 'succeeded') {
      await record(message, signal, again ? Number.POSITIVE_INFINITY : recordedAtMost);
      retries.delete(message.key);
      tell({ kind: 'executed', message });
      return true;
    }
    const { why, exit, signal: ended } = end;
    const failures = retries.get(message.key)?.failures ?? 0;
    const retryIn = backoff(failures, Math.random());
    retries.set(message.key, { failures: failures + 1, at: performance.now() + retryIn });
    const problem = new Problem('command-failed', `The command for message ${message.id} ${why}.`);
    tell({
      ...{ kind: 'command-failed', message, problem },
      ...(exit !== undefined && { exit }),
      ...(ended !== undefined && { signal: ended }),
      ...(again && !signal.aborted && { retryIn }),
    });
    return false;
  };

  const sweep = async (signal: AbortSignal, done: () => void): Promise<void> => {
    for await (const message of outstanding(inbox, 0)) {
      if (signal.aborted) return;
      if ((retries.get(message.key)?.at ?? 0) > performance.now()) continue;
      if (await perform(message, signal, true)) done();
    }
  };

  /** Until there may be another, or one is to be tried again. */
  const rest = async (signal: AbortSignal): Promise<void> => {
    if (called || signal.aborted) return;
    const over = new AbortController();
    const stop = AbortSignal.any([signal, over.signal]);
    let next = performance.now() + 3_600_000;
    for (const { at } of retries.values()) next = Math.min(next, at);
    await Promise.race([
      new Promise<void>((resolve) => {
        answerCall = resolve;
      }),
      untold(Math.max(0, next - performance.now()), stop),
    ]);
    over.abort();
  };

  return {
    wake() {
      called = true;
      answerCall();
    },
    async run(signal, done) {
      for (let failures = 0; !signal.aborted; ) {
        called = false;
        try {
          await sweep(signal, done);
          failures = 0;
          await rest(signal);
        } catch (error) {
          const problem = error instanceof Problem ? error : toProblem(error);
          const retryIn = backoff(failures, Math.random());
          failures += 1;
          tell({ kind: 'failed', problem, ...(!signal.aborted && { retryIn }) });
          await untold(retryIn, signal);
        }
      }
    },
    async once(signal) {
      let done = 0;
      let failed = 0;
      try {
        for await (const message of outstanding(inbox, tried)) {
          if (signal.aborted) break;
          tried = message.key;
          if (await perform(message, signal, false)) done += 1;
          else failed += 1;
        }
      } catch (error) {
        throw error instanceof Problem ? error : toProblem(error);
      }
      return { done, failed };
    },
  };
};
