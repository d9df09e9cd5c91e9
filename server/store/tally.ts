import type { Context, Settle } from '../../storage/index.ts';
import { hourOf } from '../statistics/hours.ts';
import type { MessageRow } from './rows.ts';

/*
 * Keeps the hours (migration 3): what happens to a message is gathered by the call that does it, and written at the end of the
 * transaction, added up to a row for each hour and mailbox. See docs/adr/0045.
 */

/** A message as the hours count it. */
type Place = Pick<MessageRow, 'mailbox' | 'folder' | 'held' | 'size' | 'entered_at'>;

type Fact =
  | { readonly kind: 'came'; readonly after: Place }
  /** `waited`: ms from its coming until its device had it; undefined: no device has it by this. */
  | { readonly kind: 'changed'; readonly before: Place; readonly after: Place; readonly waited: number | undefined }
  | { readonly kind: 'rehomed'; readonly before: Place; readonly after: Place; readonly acceptedAt: number };

const columns = [
  'arrived',
  'acquired',
  'waiting',
  'processed',
  'stays_waiting',
  'stays_processed',
  'held_waiting',
  'held_processed',
] as const;
type Column = (typeof columns)[number];

interface Hour {
  readonly hour: number;
  readonly mailbox: number;
  readonly amounts: Record<Column, { count: number; bytes: number }>;
}
interface Delay {
  readonly hour: number;
  readonly mailbox: number;
  readonly bucket: number;
  count: number;
}

/** Stands for all mailboxes together. */
const all = 0;

/** Each is whole numbers, so that the order in which they are added says nothing. */
const sumUp = (facts: readonly Fact[]): { hours: Hour[]; delays: Delay[] } => {
  const hours = new Map<number, Map<number, Hour>>();
  const delays = new Map<string, Delay>();
  const amountsOf = (hour: number, mailbox: number): Hour['amounts'] => {
    const own = hours.get(hour) ?? new Map<number, Hour>();
    hours.set(hour, own);
    const known = own.get(mailbox);
    if (known) return known.amounts;
    const amounts = Object.fromEntries(columns.map((column) => [column, { count: 0, bytes: 0 }])) as Hour['amounts'];
    own.set(mailbox, { hour, mailbox, amounts });
    return amounts;
  };
  const add = (hour: number, { mailbox, size }: Place, column: Column, count: 1 | -1): void => {
    const amount = amountsOf(hour, mailbox)[column];
    amount.count += count;
    amount.bytes += count * size;
  };
  const addDelays = (hour: number, mailbox: number, bucket: number, count: number): void => {
    const key = `${hour} ${mailbox} ${bucket}`;
    const delay = delays.get(key) ?? { hour, mailbox, bucket, count: 0 };
    delay.count += count;
    delays.set(key, delay);
  };
  /** What stays goes by the hour of its own coming, by how much the folders grew by that of the step. */
  const place = (at: Place, step: number, count: 1 | -1): void => {
    if (at.folder === 'ended') return;
    const folder = at.folder === 'delivery' ? 'waiting' : 'processed';
    add(hourOf(at.entered_at), at, at.held === 1 ? `held_${folder}` : `stays_${folder}`, count);
    add(step, at, folder, count);
  };
  for (const fact of facts) {
    const { after } = fact;
    const step = hourOf(after.entered_at);
    place(after, step, 1);
    if (fact.kind === 'came') {
      add(step, after, 'arrived', 1);
      continue;
    }
    place(fact.before, step, -1);
    if (fact.kind === 'rehomed') {
      add(hourOf(fact.acceptedAt), fact.before, 'arrived', -1);
      add(hourOf(fact.acceptedAt), after, 'arrived', 1);
    } else if (fact.waited !== undefined) {
      add(step, after, 'acquired', 1);
      const bucket = Math.floor(4 * Math.log2(Math.max(1, fact.waited)));
      addDelays(step, after.mailbox, bucket, 1);
    }
  }
  for (const own of [...hours.values()])
    for (const { hour, amounts } of [...own.values()]) {
      const together = amountsOf(hour, all);
      for (const column of columns) {
        together[column].count += amounts[column].count;
        together[column].bytes += amounts[column].bytes;
      }
    }
  for (const { hour, bucket, count } of [...delays.values()]) addDelays(hour, all, bucket, count);
  return { hours: [...hours.values()].flatMap((own) => [...own.values()]), delays: [...delays.values()] };
};

const names = columns.flatMap((column) => [column, `${column}_bytes`]);
const addHour = `INSERT INTO hourly (hour, mailbox, ${names.join()}) VALUES (?, ?, ${names.map(() => '?').join()})
  ON CONFLICT DO UPDATE SET ${names.map((name) => `${name} = ${name} + excluded.${name}`).join()}`;
const addDelay = `INSERT INTO delay (hour, mailbox, bucket, count) VALUES (?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET count = count + excluded.count`;

export const settle: Settle = ({ sql }, gathered) => {
  // Nothing else gathers here.
  const { hours, delays } = sumUp(gathered as readonly Fact[]);
  for (const { hour, mailbox, amounts } of hours) {
    const values = columns.flatMap((column) => [amounts[column].count, amounts[column].bytes]);
    if (values.some((value) => value !== 0)) sql.run(addHour, hour, mailbox, ...values);
  }
  for (const { hour, mailbox, bucket, count } of delays) sql.run(addDelay, hour, mailbox, bucket, count);
};

const gather = ({ gather }: Pick<Context, 'gather'>, fact: Fact): void => gather(fact);
const placeOf = ({ mailbox, folder, held, size, entered_at }: Place): Place => ({ mailbox, folder, held, size, entered_at });

/** A message was accepted, or handed on to here. */
export const came = (context: Context, after: Place): void => gather(context, { kind: 'came', after });

/** A message came into another folder or ended, or is held or no longer; `change` as its row has it now. */
export const changed = (
  context: Context,
  before: Place,
  change: Partial<Pick<MessageRow, 'folder' | 'held' | 'entered_at' | 'ended' | 'tombstone'>>,
): void => {
  const after = placeOf({ ...before, ...change });
  // Its device has it: all that leaves the delivery folder but what expired, or what an administrator deleted, a tombstone.
  const acquired =
    before.folder === 'delivery' &&
    (after.folder === 'processed' ||
      change.ended === 'forwarded' ||
      change.ended === 'returned' ||
      (change.ended === 'deleted' && change.tombstone === null));
  const waited = acquired ? after.entered_at - before.entered_at : undefined;
  gather(context, { kind: 'changed', before: placeOf(before), after, waited });
};

/** What came while its mailbox was removed belongs to the one that takes its place, with the hour of its coming. */
export const rehomed = (context: Context, before: Place & Pick<MessageRow, 'accepted_at'>, mailbox: number): void =>
  gather(context, { kind: 'rehomed', before: placeOf(before), after: placeOf({ ...before, mailbox }), acceptedAt: before.accepted_at });
