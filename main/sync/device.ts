import { setTimeout as delay } from 'node:timers/promises';
import { Problem } from '../../protocol/errors.ts';
import type { Notification } from '../../protocol/notification.ts';
import { StorageError } from '../inbox/port.ts';
import { backoff } from './backoff.ts';
import { type FlowEvent, type PassDeps, type PassEnd, pass } from './flow.ts';
import { judgeNotification, type Rest } from './judgement.ts';
import { listen } from './notification.ts';

/** ms between two looks without any notification: a dead connection costs time, never a message. */
const pollEvery = 5 * 60_000;

export type DeviceEvent = FlowEvent | Rest | { readonly kind: 'failed'; readonly problem: Problem; readonly retryIn?: number };

export interface DeviceDeps extends Omit<PassDeps, 'damages' | 'tell' | 'signal'> {
  readonly tell: (event: DeviceEvent) => void;
}

/** One mailbox of one server, kept in step with the inbox. */
export interface Device {
  /** Fetches until nothing more can be fetched, and returns how that ended. */
  once(signal: AbortSignal): Promise<PassEnd>;
  /** Follows the notifications until the signal, or until the server refuses for good. */
  run(signal: AbortSignal): Promise<PassEnd | undefined>;
  /** The reader made room, or asks for a look now. */
  wake(): void;
  /** Until `wake`, or until it is time to look again in any case. */
  rest(signal: AbortSignal): Promise<void>;
}

/** What asking again does not mend; a person has to. */
const isFinal = ({ code }: Problem): boolean =>
  ['token-missing', 'token-unknown', 'token-scope', 'mailbox-unknown', 'mailbox-name-invalid', 'other-device'].includes(code);

const toProblem = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  if (error instanceof StorageError)
    return error.failure === 'full'
      ? new Problem('storage-full', 'The disk is full. The message was not stored and stays at the server.', { cause: error })
      : new Problem('storage-failed', `The inbox cannot be written: ${error.message}. Nothing was lost; it stays at the server.`, {
          cause: error,
        });
  throw error;
};

export const createDevice = (deps: DeviceDeps): Device => {
  const damages = new Map<string, number>();
  const { source, server, tell } = deps;
  let last: Rest | undefined;
  let called = false;
  let answerCall = (): void => {};
  const wake = (): void => {
    called = true;
    answerCall();
  };

  const once = async (signal: AbortSignal): Promise<PassEnd> => {
    let quiet = true;
    const tellFlow = (event: FlowEvent): void => {
      quiet = false;
      tell(event);
    };
    const end = await pass({ ...deps, tell: tellFlow, damages, signal }).catch(
      (error): PassEnd => ({ kind: 'failed', problem: toProblem(error) }),
    );
    if (end.kind === 'failed') last = undefined;
    else {
      // A look that found what the last one found is no news.
      const news = !quiet || end.kind !== last?.kind;
      last = end;
      if (news) tell(end);
    }
    return end;
  };

  /** Until somebody calls or the time is over. */
  const rest = async (ms: number, signal: AbortSignal): Promise<void> => {
    if (called) return;
    const over = new AbortController();
    const stop = AbortSignal.any([signal, over.signal]);
    await Promise.race([
      new Promise<void>((resolve) => {
        answerCall = resolve;
      }),
      delay(ms, undefined, { signal: stop }).catch(() => {}),
    ]);
    over.abort();
  };

  const notified = async ({ smallest, waiting }: Notification): Promise<void> => {
    if (waiting === 0) return;
    const policy = deps.policy();
    if (judgeNotification(last, await deps.inbox.room(policy), policy.cap, smallest) === 'acquire') wake();
    else if (last?.kind === 'full' && last.waiting !== waiting) {
      last = { ...last, waiting, smallest };
      tell(last);
    }
  };

  /** Keeps a notification stream open. Its failures are not told: the passes meet the same server. */
  const follow = async (signal: AbortSignal): Promise<void> => {
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      let heard = false;
      await listen(server, source.mailbox, signal, {
        connected: () => {
          heard = true;
          attempt = 0;
        },
        notified: (notification) => {
          notified(notification).catch((error) => tell({ kind: 'failed', problem: toProblem(error) }));
        },
      }).catch((error) => {
        if (!(error instanceof Problem)) throw error;
      });
      if (signal.aborted) return;
      // It may have been the server that went: a pass finds out, and says so.
      if (heard) wake();
      await delay(backoff(attempt, Math.random()), undefined, { signal }).catch(() => {});
    }
  };

  return {
    once,
    wake,
    rest: (signal) => rest(pollEvery, signal),
    async run(signal) {
      const stop = new AbortController();
      const following = follow(AbortSignal.any([signal, stop.signal]));
      let failures = 0;
      let end: PassEnd | undefined;
      while (!signal.aborted) {
        called = false;
        end = await once(signal);
        if (signal.aborted) break;
        if (end.kind !== 'failed') {
          failures = 0;
          await rest(pollEvery, signal);
          continue;
        }
        if (isFinal(end.problem)) {
          tell(end);
          break;
        }
        const retryIn = backoff(failures, Math.random());
        failures += 1;
        tell({ ...end, retryIn });
        await rest(retryIn, signal);
      }
      stop.abort();
      await following;
      return end;
    },
  };
};
