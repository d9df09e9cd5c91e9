import { randomUUID } from 'node:crypto';
import type { AcquisitionRequest } from '../../protocol/acquisition.ts';
import type { ApiNotificationTest, NotificationHop } from '../../protocol/api.ts';
import { limits } from '../limits.ts';
import type { Acquired } from '../store/port.ts';
import type { Notifier } from './notifier.ts';

/**
 * Test notifications: an ordinary notification with the true counts, marked as a test, whose way to a device is followed hop by
 * hop. It moves nothing, and puts no reminder off.
 */
export interface NotificationTests {
  /** Begins one, or tells of the one that is under way for this device. @param within ms that the device has to speak */
  begin(mailbox: string, device: string, lastAt: number, within: number): ApiNotificationTest;
  /** Undefined: none of this name, or one that was forgotten. */
  read(mailbox: string, test: string): ApiNotificationTest | undefined;
  /** A device made an acquisition request. */
  requested(mailbox: string, device: string | undefined, request: AcquisitionRequest, outcome: Acquired): void;
  /** A device opened its notification stream, or one of them ended. */
  opened(mailbox: string, device: string | undefined): void;
  closed(mailbox: string, device: string | undefined): void;
}

interface Running {
  readonly test: string;
  readonly mailbox: string;
  readonly device: string;
  readonly startedAt: string;
  readonly within: number;
  /** Of the monotonic clock. */
  readonly start: number;
  readonly hops: NotificationHop[];
  over: boolean;
  /** To whom it was sent; undefined: not yet, or it is over. */
  sent: Sent | undefined;
  /** Until its end, and until the next look. */
  deadline: NodeJS.Timeout | undefined;
  looking: NodeJS.Timeout | undefined;
}
type Sent = Awaited<ReturnType<Notifier['announce']>>;

/** Streams that end within one test are told of up to here: a device may come and go as often as it likes. */
const closedAtMost = 10;

/** ms between two looks whether the system has taken all bytes of a stream. */
const look = 20;

type Spoken = Extract<NotificationHop, { hop: 'answered' }>['request'];

const requestOf = ({ get, room, instructions }: AcquisitionRequest): Spoken => {
  if (get !== undefined) return 'acquisition';
  return room === 0 ? 'deferral' : instructions.length > 0 ? 'instruction' : 'acquisition';
};

export const createNotificationTests = (deps: {
  notifier: Pick<Notifier, 'listeners' | 'announce'>;
  /** Something of a test is known now. */
  changed: (mailbox: string) => void;
  failed: (error: unknown) => void;
  now: () => number;
}): NotificationTests => {
  const tests = new Map<string, Running>();
  /** Those that are not over, by mailbox and device. */
  const under = new Map<string, Running>();
  const keyOf = (mailbox: string, device: string | undefined): string => `${mailbox} ${device ?? ''}`;

  const reportOf = ({ test, mailbox, device, startedAt, within, over, hops }: Running): ApiNotificationTest => ({
    ...{ test, mailbox, device, startedAt, within, over },
    hops: [...hops],
  });
  const timeOf = ({ start }: Running) => ({ at: new Date(deps.now()).toISOString(), ms: Math.round(performance.now() - start) });
  const has = ({ hops }: Running, kind: NotificationHop['hop']): boolean => hops.some(({ hop }) => hop === kind);
  const end = (running: Running): void => {
    if (running.over) return;
    running.over = true;
    under.delete(keyOf(running.mailbox, running.device));
    clearTimeout(running.deadline);
    clearTimeout(running.looking);
    // It is remembered for long: without the streams.
    running.sent = undefined;
    deps.changed(running.mailbox);
  };
  const add = (running: Running, hop: NotificationHop): void => {
    running.hops.push(hop);
    deps.changed(running.mailbox);
  };

  /** Whether it has been handed to the system; asked often, and noted once. */
  const handed = (running: Running): boolean => {
    if (has(running, 'written')) return true;
    if (!running.sent?.listeners.some(({ pending }) => pending() === 0)) return false;
    const { waiting, bytes } = running.sent;
    add(running, { hop: 'written', ...timeOf(running), waiting, bytes });
    return true;
  };
  const send = async (running: Running): Promise<void> => {
    const sent = await deps.notifier.announce(running.mailbox, running.device);
    if (running.over) return;
    running.sent = sent;
    const watch = (): void => {
      if (!running.over && !handed(running)) running.looking = setTimeout(watch, look).unref();
    };
    setImmediate(watch);
  };
  const spoke = (running: Running, request: Spoken, room: number | undefined): void => {
    if (has(running, 'answered')) return;
    add(running, { hop: 'answered', ...timeOf(running), request, room: room ?? null });
  };

  return {
    begin(mailbox, device, lastAt, within) {
      const there = under.get(keyOf(mailbox, device));
      if (there) return reportOf(there);
      const streams = deps.notifier.listeners(mailbox, device).length;
      const running: Running = {
        ...{ test: randomUUID(), mailbox, device, within, hops: [], over: false, start: performance.now() },
        startedAt: new Date(deps.now()).toISOString(),
        ...{ sent: undefined, deadline: undefined, looking: undefined },
      };
      tests.set(running.test, running);
      under.set(keyOf(mailbox, device), running);
      for (const [name, oldest] of tests) {
        if (tests.size <= limits.notificationTests) break;
        end(oldest);
        tests.delete(name);
      }
      add(running, { hop: 'stream', ...timeOf(running), streams, lastAt: new Date(lastAt).toISOString() });
      if (streams === 0) end(running);
      else {
        running.deadline = setTimeout(() => end(running), within).unref();
        send(running).catch((error) => {
          deps.failed(error);
          end(running);
        });
      }
      return reportOf(running);
    },
    read(mailbox, test) {
      const found = tests.get(test);
      return found?.mailbox === mailbox ? reportOf(found) : undefined;
    },
    requested(mailbox, device, request, { messages, occupancy: { waiting } }) {
      const running = under.get(keyOf(mailbox, device));
      // What was said before it can have been heard says nothing.
      if (!running || !handed(running)) return;
      const { room } = request;
      spoke(running, requestOf(request), room);
      const did = messages.length > 0 ? 'acquired' : room === 0 ? 'deferred' : waiting === 0 ? 'nothing' : undefined;
      // Nothing fitted, or it only instructed: it goes on.
      if (did === undefined) return;
      add(running, { hop: 'done', ...timeOf(running), did, messages: messages.length, waiting });
      end(running);
    },
    opened(mailbox, device) {
      const running = under.get(keyOf(mailbox, device));
      if (running && handed(running)) spoke(running, 'connection', undefined);
    },
    closed(mailbox, device) {
      const running = under.get(keyOf(mailbox, device));
      if (running && running.hops.filter(({ hop }) => hop === 'closed').length < closedAtMost)
        add(running, { hop: 'closed', ...timeOf(running) });
    },
  };
};
