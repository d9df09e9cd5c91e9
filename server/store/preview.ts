import { isDeepStrictEqual } from 'node:util';
import { previewDays, type Retention } from '../../protocol/retention.ts';
import type { Sql } from '../../storage/index.ts';
import { type Folder, judgeBrake } from '../retention/policy.ts';
import { toListed } from './listing.ts';
import type { Amount, Difference, ListedMessage, Preview } from './port.ts';
import { dayLength, dueByDay, endings, storedIn } from './retention.ts';
import { findMailbox, folders, type MailboxRow } from './rows.ts';

/** Messages that a preview names. */
const named = 10;

const none: Amount = { count: 0, bytes: 0 };
const add = (a: Amount, b: Amount): Amount => ({ count: a.count + b.count, bytes: a.bytes + b.bytes });
const sum = (amounts: readonly Amount[]): Amount => amounts.reduce(add, none);
/**
 * What one policy ends and another does not, of one folder and by one time. Both end the oldest that are not held, so
 * that the messages of one are all among those of the other.
 */
const beyond = (a: Amount, b: Amount): Amount => (a.count > b.count ? { count: a.count - b.count, bytes: a.bytes - b.bytes } : none);
const addTo = (sums: Amount[], amounts: readonly Amount[]): void => {
  for (const [place, amount] of amounts.entries()) sums[place] = add(sums[place] ?? none, amount);
};

const byEnding = (a: ListedMessage, b: ListedMessage): number => (a.ends?.at ?? 0) - (b.ends?.at ?? 0);

/** The first that go within the time ahead. */
const firstOf = (sql: Sql, box: MailboxRow, folder: Folder, policy: Retention, at: number): ListedMessage[] => {
  let first: ListedMessage[] = [];
  const horizon = at + previewDays * dayLength;
  for (const { row, ending, order } of endings(sql, box, folder, policy, at)) {
    // A grace may put one that came earlier behind one that came later.
    if (order >= (first[named - 1]?.ends?.at ?? horizon + 1)) break;
    if (ending.at <= horizon) first = [...first, toListed({ ...row, name: box.name }, ending)].toSorted(byEnding).slice(0, named);
  }
  return first;
};

/** Of several mailboxes together; each is judged by itself, as the sweeps and the brake do. */
export const preview = (sql: Sql, a: { mailboxes: readonly string[]; policy: Retention; inForce: Retention; at: number }): Preview[] => {
  const boxes = a.mailboxes.map((name) => findMailbox(sql, name)).filter((box) => box !== undefined);
  const same = isDeepStrictEqual(a.policy, a.inForce);
  return folders.map((folder): Preview => {
    const empty = (): Amount[] => Array.from({ length: previewDays + 1 }, () => none);
    const byPolicy = empty();
    const byInForce = empty();
    let stored = none;
    let asks = none;
    const more = { now: none, ahead: none };
    const fewer = { now: none, ahead: none };
    let first: ListedMessage[] = [];
    const differ = (
      difference: { -readonly [K in keyof Difference]: Amount },
      these: readonly Amount[],
      those: readonly Amount[],
    ): void => {
      difference.now = add(difference.now, beyond(these[0] ?? none, those[0] ?? none));
      difference.ahead = add(difference.ahead, beyond(sum(these), sum(those)));
    };
    for (const box of boxes) {
      const held = storedIn(box, folder);
      if (held.count === 0) continue;
      const ends = dueByDay(sql, box, folder, a.policy, a.at, previewDays);
      const before = same ? ends : dueByDay(sql, box, folder, a.inForce, a.at, previewDays);
      const now = ends[0] ?? none;
      stored = add(stored, held);
      addTo(byPolicy, ends);
      addTo(byInForce, before);
      if (judgeBrake({ due: now.count, allowed: 0, stored: held.count }) === 'wait') asks = add(asks, now);
      differ(more, ends, before);
      differ(fewer, before, ends);
      if (sum(ends).count > 0) first = [...first, ...firstOf(sql, box, folder, a.policy, a.at)].toSorted(byEnding).slice(0, named);
    }
    const [now = none, ...days] = byPolicy;
    const [nowInForce = none, ...daysInForce] = byInForce;
    return { folder, stored, now, days, asks, inForce: { now: nowInForce, days: daysInForce }, more, fewer, first };
  });
};
