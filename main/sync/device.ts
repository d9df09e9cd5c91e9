import { setTimeout as delay } from 'node:timers/promises';
import { Problem } from '../../protocol/errors.ts';
import type { Notification } from '../../protocol/notification.ts';
import { type Ended, StorageError } from '../inbox/port.ts';
import { backoff } from './backoff.ts';
import { findTooLarge, type LookedOver, learnEnded, type TooLarge } from './beside.ts';
import { pass } from './flow.ts';
import { judgeNotification, judgeRoom, type Rest } from './judgement.ts';
import { listen } from './notification.ts';
import type { FlowEvent, PassDeps, PassEnd } from './pass.ts';

/** How long a device waits, in ms. */
export interface DevicePatience {
  /** Between two looks without any notification: a dead connection costs time, never a message. */
  readonly poll: number;
  /** Between two looks at the clocks. */
  readonly clock: number;
  /** Between two looks whether another process made room. */
  readonly room: number;
  /** By so much they may differ; more, and the machine slept or somebody set the time. */
  readonly drift: number;
  /** After a first failure; it doubles with each. */
  readonly retry: number;
}
const usual: DevicePatience = { poll: 5 * 60_000, clock: 5_000, room: 500, drift: 15_000, retry: 250 };

export type DeviceEvent =
  | FlowEvent
  | Rest
  | { readonly kind: 'failed'; readonly problem: Problem; readonly retryIn?: number }
  /** It is larger than the whole inbox may be, and stays at the server; told once. */
  | { readonly kind: 'too-large'; readonly message: TooLarge }
  /** It ended at the server before this device had it; told once. */
  | { readonly kind: 'ended'; readonly message: Ended };

export interface DeviceDeps extends Omit<PassDeps, 'damages' | 'told' | 'tell' | 'signal'> {
  readonly tell: (event: DeviceEvent) => void;
  readonly patience?: Partial<DevicePatience>;
}

/** One mailbox of one server, kept in step with the inbox. */
export interface Device {
  /** Fetches until nothing more can be fetched, and returns how that ended. */
  once(signal: AbortSignal): Promise<PassEnd>;
  /** Follows the notifications until the signal, or until the server refuses for good. */
  run(signal: AbortSignal): Promise<PassEnd | undefined>;
  /** The reader asks for a look now, or the machine woke up: also the notification stream is opened anew. */
  wake(): void;
  /** The reader read, deleted or unprotected something, or changed the cap: looks if what waits fits now. */
  roomChanged(): Promise<void>;
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
  const told = new Set<string>();
  const { source, server, inbox, tell } = deps;
  const patience = { ...usual, ...deps.patience };
  let last: Rest | undefined;
  let called = false;
  let answerCall = (): void => {};
  const call = (): void => {
    called = true;
    answerCall();
  };
  /** Ends the notification stream that is open, for another. */
  let listenAnew = (): void => {};

  let looked: LookedOver | undefined;
  let learnedAt: number | undefined;
  /** What is to be learned when a pass is over. It tells what it found; its failures are told by the next pass, which meets the same server. */
  const lookBeside = async (rest: Rest, signal: AbortSignal): Promise<void> => {
    const about = { inbox, server, source, signal };
    try {
      // Nothing waits: what is here of a message is of one that is gone.
      if (rest.kind === 'idle') await inbox.forget(source);
      const now = performance.now();
      if (learnedAt === undefined || now - learnedAt >= patience.poll) {
        await learnEnded(about, (message) => tell({ kind: 'ended', message }));
        learnedAt = now;
      }
      const { policy } = deps.order();
      if (rest.kind === 'idle' || policy.cap.unit !== 'bytes') return;
      looked = await findTooLarge(about, policy, looked, (message) => tell({ kind: 'too-large', message }));
    } catch (error) {
      if (!(error instanceof Problem || error instanceof StorageError)) throw error;
    }
  };

  const once = async (signal: AbortSignal): Promise<PassEnd> => {
    let quiet = true;
    const tellFlow = (event: FlowEvent): void => {
      quiet = false;
      tell(event);
    };
    const end = await pass({ ...deps, tell: tellFlow, damages, told, signal }).catch(
      (error): PassEnd => ({ kind: 'failed', problem: toProblem(error) }),
    );
    if (end.kind === 'failed') {
      last = undefined;
      return end;
    }
    // A look that found what the last one found is no news.
    const news = !quiet || end.kind !== last?.kind;
    last = end;
    await lookBeside(end, signal);
    if (news) tell(end);
    // Room that was made while the pass was on its way to this end; an inbox that cannot be read is met by the next pass.
    await roomChanged().catch((error) => toProblem(error));
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

  const notified = async ({ smallest, waiting, bytes, test }: Notification): Promise<void> => {
    // Somebody wants to know whether it comes here: the pass answers, with a deferral if there is no room.
    if (test) return call();
    if (waiting === 0) return;
    const { policy } = deps.order();
    if (judgeNotification(last, await inbox.room(policy), policy.cap, smallest) === 'acquire') call();
    else if (last && last.kind !== 'idle' && last.waiting !== waiting) {
      last = { ...last, waiting, waitingBytes: bytes, smallest };
      tell(last);
    }
  };

  const roomChanged = async (): Promise<void> => {
    if (!last || last.kind === 'idle') return;
    const { policy } = deps.order();
    if (judgeRoom(last, await inbox.room(policy), policy.cap) === 'acquire') call();
  };

  const wake = (): void => {
    server.reconnect();
    listenAnew();
    learnedAt = undefined;
    call();
  };

  /** A machine that slept finds its connections dead and does not know it: the clocks tell. */
  const watchClocks = (): NodeJS.Timeout => {
    const read = (): number[] => [deps.now(), performance.now()];
    let before = read();
    return setInterval(() => {
      const now = read();
      // Which of them goes on during sleep depends on the system.
      const drifted = now.some((time, clock) => Math.abs(time - (before[clock] ?? time) - patience.clock) > patience.drift);
      before = now;
      if (drifted) wake();
    }, patience.clock).unref();
  };

  /** Another process may mark what the inbox holds, without a word to this one. Asks the inbox only while something waits for room. */
  const watchRoom = (): NodeJS.Timeout =>
    setInterval(() => {
      roomChanged().catch(() => {}); // The inbox has failed or is closed; whoever opened it knows.
    }, patience.room).unref();

  /** Keeps a notification stream open. Its failures are not told: the passes meet the same server. */
  const follow = async (signal: AbortSignal): Promise<void> => {
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      let heard = false;
      const anew = new AbortController();
      listenAnew = () => anew.abort();
      await listen(server, source.mailbox, AbortSignal.any([signal, anew.signal]), {
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
      if (heard) call();
      if (!anew.signal.aborted) await delay(backoff(attempt, Math.random(), patience.retry), undefined, { signal }).catch(() => {});
    }
  };

  return {
    once,
    wake,
    roomChanged,
    rest: (signal) => rest(patience.poll, signal),
    async run(signal) {
      const stop = new AbortController();
      const following = follow(AbortSignal.any([signal, stop.signal]));
      const watches = [watchClocks(), watchRoom()];
      let failures = 0;
      let end: PassEnd | undefined;
      while (!signal.aborted) {
        called = false;
        end = await once(signal);
        if (signal.aborted) break;
        if (end.kind !== 'failed') {
          failures = 0;
          await rest(patience.poll, signal);
          continue;
        }
        if (isFinal(end.problem)) {
          tell(end);
          break;
        }
        const retryIn = backoff(failures, Math.random(), patience.retry);
        failures += 1;
        tell({ ...end, retryIn });
        await rest(retryIn, signal);
      }
      stop.abort();
      for (const watch of watches) clearInterval(watch);
      await following;
      return end;
    },
  };
};
