import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { Problem } from '../protocol/errors.ts';
import type { Instruction } from '../protocol/instruction.ts';
import type { Ingest } from './ingest/submission.ts';
import type { Finished } from './middleware/request.ts';
import type { Acquired, Removed, Store, Totals } from './store/port.ts';
import { StorageError } from './store/port.ts';

/** How a message comes into a delivery folder. */
export type Door = 'http' | 'smtp' | 'forward' | 'redelivery';

/** How the server is at the moment of a scrape. */
export interface Gauges {
  /** What the store counts; `undefined` when it cannot be read. */
  readonly stored: { readonly totals: Totals; readonly brakes: number } | undefined;
  readonly mailboxes: number;
  readonly streams: number;
  readonly store: string;
}

/** What the server counts for its operators. Labels have few values each; no mailbox is among them. */
export interface Metrics {
  finished(request: Finished): void;
  accepted(door: Door, count: number): void;
  /** A message was turned away at a door. */
  refused(door: Door, reason: string): void;
  acquired(instructions: readonly Instruction[], outcome: Acquired): void;
  removed(removed: readonly Removed[]): void;
  /** The ingest, whose acceptances are counted, and its refusals if nobody else counts those of its door. */
  ingest(door: Door, ingest: Ingest, refusals: boolean): Ingest;
  /** The store's acceptance, with its duration. */
  timed(accept: Store['accept']): Store['accept'];
  /** In the text format of Prometheus. */
  text(): Promise<string>;
  readonly contentType: string;
}

const storeStates = ['open', 'full', 'damaged', 'stopping'];

/** How many ids each instruction has in effect: those that it names and that were not refused. */
export const instructedBy = (instructions: readonly Instruction[], refused: ReadonlyMap<number, unknown>): Map<string, number> =>
  new Map(
    instructions.map(({ verb, targets }) => {
      const named = targets.reduce((sum, { first, last }) => sum + last - first + 1, 0);
      const not = [...refused.keys()].filter((id) => targets.some(({ first, last }) => id >= first && id <= last));
      return [verb, named - not.length];
    }),
  );

const reasonOf = (error: unknown): string => {
  if (error instanceof Problem) return error.code;
  if (error instanceof StorageError) return `storage-${error.failure}`;
  return 'broken-off';
};

/** A registry of its own: several servers may run in one process. `gauges` is asked at every scrape. */
export const createMetrics = (gauges: () => Promise<Gauges>): Metrics => {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Counter({ name: `restante_${name}_total`, help, labelNames, registers });
  const gauge = <L extends string>(name: string, help: string, labelNames: L[] = []) =>
    new Gauge({ name: `restante_${name}`, help, labelNames, registers });

  const requests = counter('http_requests', 'HTTP requests that ended', ['operation', 'method', 'status']);
  const durations = new Histogram({
    name: 'restante_http_request_duration_seconds',
    help: 'From the request to the last byte of its answer; event streams are not in it',
    labelNames: ['operation', 'method'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    registers,
  });
  const commits = new Histogram({
    name: 'restante_accept_duration_seconds',
    help: 'From a whole message to its being durable: the queue of the store and its flush',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const accepted = counter('messages_accepted', 'Messages that came into a delivery folder', ['door']);
  const refused = counter('messages_refused', 'Messages turned away at a door', ['door', 'reason']);
  const sent = counter('messages_acquired', 'Sendings of messages to devices, repetitions among them', []);
  const instructed = counter('instructions', 'Instructed ids in effect, repetitions among them', ['verb']);
  const uninstructed = counter('instructions_refused', 'Instructed ids that were not carried out', ['reason']);
  const removed = counter('retention_removed', 'Messages that retention removed', ['rule']);
  const brakes = gauge('retention_brakes', 'Folders in which retention waits for an administrator');
  const messages = gauge('messages', 'Messages stored, in all mailboxes', ['folder']);
  const bytes = gauge('message_bytes', 'Their bytes', ['folder']);
  const mailboxes = gauge('mailboxes', 'Mailboxes of the directory');
  const streams = gauge('notification_streams', 'Notification streams open');
  const state = gauge('store_state', '1 for the state that the store is in, 0 for the others', ['state']);

  return {
    contentType: registry.contentType,
    finished({ operation, method, status, ms, problem }) {
      requests.inc({ operation, method, status: String(status) });
      if (ms !== undefined) durations.observe({ operation, method }, ms / 1_000);
      if (operation === 'submit' && problem !== undefined) refused.inc({ door: 'http', reason: problem });
    },
    accepted: (door, count) => accepted.inc({ door }, count),
    refused: (door, reason) => refused.inc({ door, reason }),
    acquired(instructions, outcome) {
      sent.inc(outcome.messages.length);
      for (const [verb, count] of instructedBy(instructions, outcome.refused)) instructed.inc({ verb }, count);
      for (const reason of outcome.refused.values()) uninstructed.inc({ reason });
    },
    removed(gone) {
      for (const { rule } of gone) removed.inc({ rule });
    },
    ingest: (door, ingest, refusals) => async (source, addressOf) => {
      try {
        const acceptances = await ingest(source, addressOf);
        accepted.inc({ door }, acceptances.filter(({ kind }) => kind === 'accepted').length);
        return acceptances;
      } catch (error) {
        if (refusals) refused.inc({ door, reason: reasonOf(error) });
        throw error;
      }
    },
    timed: (accept) => async (submission) => {
      const end = commits.startTimer();
      const acceptances = await accept(submission);
      end();
      return acceptances;
    },
    async text() {
      const { stored, ...now } = await gauges();
      for (const [folder, count, size] of [
        ['delivery', stored?.totals.waiting, stored?.totals.waitingBytes],
        ['processed', stored?.totals.processed, stored?.totals.processedBytes],
      ] as const) {
        messages.set({ folder }, count ?? Number.NaN);
        bytes.set({ folder }, size ?? Number.NaN);
      }
      brakes.set(stored?.brakes ?? Number.NaN);
      mailboxes.set(now.mailboxes);
      streams.set(now.streams);
      for (const name of storeStates) state.set({ state: name }, name === now.store ? 1 : 0);
      return registry.metrics();
    },
  };
};
