import { setTimeout as delay } from 'node:timers/promises';
import { Command } from 'commander';
import { createParser } from 'eventsource-parser';
import type { z } from 'zod';
import { backoff } from '../../../main/sync/backoff.ts';
import { type ApiActivity, activitySchema, type tombstonesSchema } from '../../../protocol/api.ts';
import { Problem, statusOf } from '../../../protocol/errors.ts';
import { activityEvent } from '../../../protocol/notification.ts';
import { operations } from '../../../protocol/operations.ts';
import { formatTarget } from '../../../protocol/target.ts';
import { detailWords } from '../history.ts';
import { open, readAnswer } from '../http.ts';
import { parseMailbox } from '../options.ts';
import { createOutput } from '../output.ts';
import type { Column } from '../table.ts';
import { bytes, localMinute, localTime } from '../words.ts';
import { type Access, type Admin, connect, withAccess } from './access.ts';
import { type Paging, readPages, withPaging } from './paging.ts';

const columns: readonly Column<ApiActivity>[] = [
  { head: 'TIME', text: (a) => localTime(a.at) },
  { head: 'WHAT', text: (a) => a.kind },
  { head: 'MAILBOX', text: (a) => a.mailbox ?? '' },
  { head: 'ID', text: (a) => (a.id === null ? '' : String(a.id)), right: true },
  { head: 'SUBJECT', text: (a) => (a.uid === null ? '' : a.subject || '(no subject)'), atLeast: 10 },
  { head: 'HOW', text: ({ detail }) => detailWords({ ...detail, mailbox: undefined }), atLeast: 12 },
];

/** ms without a byte, or a ping, after which the stream is opened again; pings come every 25 s. */
const silence = 60_000;

interface Wanted {
  readonly mailbox: string | undefined;
  readonly kind: string | undefined;
}

/** What happens from now on, until the signal; a stream that breaks is opened again where it was. @throws Problem if the server refuses */
const follow = async (admin: Admin, wanted: Wanted, signal: AbortSignal, show: (entry: ApiActivity) => void): Promise<void> => {
  // Known before the stream is open: what happens while it is opened is not missed.
  const { entries } = await admin.ask('activity', { query: { limit: 1 } });
  let last = entries[0]?.event ?? 0;
  const parser = createParser({
    onEvent({ event, data }) {
      if (event !== activityEvent) return;
      const entry = readAnswer(activitySchema, JSON.parse(data));
      last = entry.event;
      show(entry);
    },
  });
  const target = formatTarget(operations.activityStream.path, {}, { ...wanted });
  for (let failures = 0; !signal.aborted; ) {
    try {
      const headers = { accept: 'text/event-stream', 'last-event-id': String(last) };
      const { body } = await open(admin.server, admin.token, target, { method: 'GET', headers, signal, bodyTimeout: silence });
      failures = 0;
      parser.reset();
      const decoder = new TextDecoder();
      const parts = body[Symbol.asyncIterator]();
      for (;;) {
        // A broken stream is an end like any other.
        const part = await parts.next().catch(() => undefined);
        if (!part || part.done) break;
        parser.feed(decoder.decode(part.value as Uint8Array, { stream: true }));
      }
    } catch (error) {
      if (!(error instanceof Problem) || error.code === 'answer-invalid' || statusOf(error.code) < 500) throw error;
      failures += 1;
    }
    await delay(backoff(failures, Math.random()), undefined, { signal }).catch(() => {});
  }
};

interface Options extends Access, Paging {
  mailbox?: string;
  kind?: string;
  follow: boolean;
}

export const activityCommand = (): Command =>
  withPaging(
    withAccess(
      new Command('activity')
        .description('what happened, the newest first')
        .option('--mailbox <name>', 'in this mailbox alone')
        .option('--kind <names>', 'of these kinds alone, with commas between: expired,deleted')
        .option('--follow', 'instead, what happens from now on, until it is stopped', false),
    ),
  ).action(async (options: Options) => {
    const wanted: Wanted = { mailbox: options.mailbox === undefined ? undefined : parseMailbox(options.mailbox), kind: options.kind };
    const admin = connect(options);
    const show = createOutput(options.json).table(columns);
    if (options.follow) {
      const stop = new AbortController();
      process.once('SIGTERM', () => stop.abort()).once('SIGINT', () => stop.abort());
      return follow(admin, wanted, stop.signal, (entry) => show([entry]));
    }
    await readPages<ApiActivity, number>(
      options,
      async (before, limit) => {
        const { entries, next } = await admin.ask('activity', { query: { ...wanted, before, limit } });
        return { rows: entries, next };
      },
      show,
    );
  });

type Tombstone = z.infer<typeof tombstonesSchema>['tombstones'][number];

const tombstoneColumns: readonly Column<Tombstone>[] = [
  { head: 'UID', text: (t) => t.uid },
  { head: 'ID', text: (t) => String(t.id), right: true, spare: true },
  { head: 'ENDED', text: (t) => localMinute(t.endedAt) },
  { head: 'HOW', text: (t) => t.because },
  { head: 'SIZE', text: (t) => bytes(t.size), right: true, spare: true },
  { head: 'FROM', text: (t) => t.sender, atLeast: 8 },
  { head: 'SUBJECT', text: (t) => t.subject || '(no subject)', atLeast: 10 },
];

export const tombstonesCommand = (): Command =>
  withPaging(
    withAccess(
      new Command('tombstones').description('what ended in a mailbox without its device having it, the first first').argument('<mailbox>'),
    ),
  ).action(async (name: string, options: Access & Paging) => {
    const mailbox = parseMailbox(name);
    const admin = connect(options);
    await readPages<Tombstone, number>(
      options,
      async (after, limit) => {
        const { tombstones, next } = await admin.ask('tombstones', { names: { mailbox }, query: { after, limit } });
        return { rows: tombstones, next };
      },
      createOutput(options.json).table(tombstoneColumns),
    );
  });
