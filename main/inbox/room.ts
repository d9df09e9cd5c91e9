import type { Sql, Value } from '../../storage/index.ts';
import type { Amount } from './capacity.ts';
import type { InboxMessage, Marks, RoomChoice, RoomLook, RoomQuestion, RoomRule, RoomSuggestion, RoomWeight } from './port.ts';
import { messages } from './rows.ts';

/*
 * What could make room in the inbox. `state` is what capacity makes of a message: what is protected or deleted already, or
 * waits for its command, is chosen by nobody.
 */

/** Days since a message came, of which "older than" is offered. */
const ages = [7, 30, 90, 365];
/** How many "the largest" are. */
const largest = 10;
const day = 86_400_000;

const states = (read: boolean): string => (read ? "state IN ('read', 'unread') AND errand = 0" : "state = 'unread' AND errand = 0");

/** The plus keeps the index of states out: both orders shall be found without sorting, or by the sort of one pass. */
export const roomPage = (sql: Sql, { order, read, after, limit }: RoomLook): InboxMessage[] =>
  order === 'oldest'
    ? messages(sql, `WHERE message > ? AND +${states(read)} ORDER BY message LIMIT ?`, after?.key ?? 0, limit)
    : messages(
        sql,
        `WHERE +${states(read)} AND (size, -message) < (?, ?) ORDER BY size DESC, message LIMIT ?`,
        after?.bytes ?? Number.MAX_SAFE_INTEGER,
        -(after?.key ?? 0),
        limit,
      );

type Condition = { readonly text: string; readonly values: readonly Value[] };

const ofRule = ({ read, upTo, before, least, attachments }: RoomRule): Condition => ({
  text: [
    'state = ? AND message <= ?',
    ...(before === undefined ? [] : ['received_at < ?']),
    ...(least === undefined ? [] : ['size >= ?']),
    ...(attachments ? ['attachments > 0'] : []),
  ].join(' AND '),
  values: [read ? 'read' : 'unread', upTo, ...[before, least].filter((value) => value !== undefined)],
});

const ofChoice = ({ rule, also, except }: RoomChoice): Condition => {
  const ruled = rule ? ofRule(rule) : { text: 'FALSE', values: [] };
  return {
    text: `${states(true)} AND ((${ruled.text}) OR uid IN (SELECT value FROM json_each(?))) AND uid NOT IN (SELECT value FROM json_each(?))`,
    values: [...ruled.values, JSON.stringify(also), JSON.stringify(except)],
  };
};

const none: Amount = { count: 0, bytes: 0 };

export const weigh = (sql: Sql, choice: RoomChoice): RoomWeight => {
  const { text, values } = ofChoice(choice);
  const sums = sql.all<{ state: 'read' | 'unread'; count: number; bytes: number }>(
    `SELECT state, count(*) AS count, sum(cost) AS bytes FROM message WHERE ${text} GROUP BY state`,
    ...values,
  );
  const of = (wanted: string): Amount => {
    const sum = sums.find(({ state }) => state === wanted);
    return sum ? { count: sum.count, bytes: sum.bytes } : none;
  };
  return { read: of('read'), unread: of('unread') };
};

export const suggestRoom = (sql: Sql, { read, missing, now }: RoomQuestion): RoomSuggestion[] => {
  const newest = sql.one<{ key: number }>('SELECT coalesce(max(message), 0) AS key FROM message').key;
  const all: RoomRule = { read, upTo: newest };
  const rules: Omit<RoomSuggestion, keyof Amount>[] = [];
  if (missing.amount > 0) {
    const weight = missing.unit === 'messages' ? '1' : 'cost';
    const { key } = sql.one<{ key: number | null }>(
      `SELECT min(message) AS key FROM (
         SELECT message, sum(${weight}) OVER (ORDER BY message) AS so_far FROM message WHERE state = ? AND errand = 0
       ) WHERE so_far >= ?`,
      read ? 'read' : 'unread',
      missing.amount,
    );
    if (key !== null) rules.push({ kind: 'enough', of: missing.amount, rule: { ...all, upTo: key } });
  }
  for (const days of ages) rules.push({ kind: 'old', of: days, rule: { ...all, before: now - days * day } });
  const large = sql.all<{ size: number }>(
    'SELECT size FROM message WHERE state = ? AND errand = 0 ORDER BY size DESC LIMIT ?',
    read ? 'read' : 'unread',
    largest,
  );
  const least = large.at(-1)?.size;
  // Fewer than that are all of them.
  if (least !== undefined && large.length === largest) rules.push({ kind: 'largest', of: largest, rule: { ...all, least } });
  rules.push({ kind: 'attachments', of: 0, rule: { ...all, attachments: true } });
  // One pass for all of them.
  const conditions = rules.map(({ rule }) => ofRule(rule));
  const sums = sql.one<Record<string, number | null>>(
    `SELECT ${conditions
      .map(({ text }, at) => `count(*) FILTER (WHERE ${text}) AS count${at}, sum(cost) FILTER (WHERE ${text}) AS bytes${at}`)
      .join(', ')} FROM message WHERE state = ? AND errand = 0`,
    ...conditions.flatMap(({ values }) => [...values, ...values]),
    read ? 'read' : 'unread',
  );
  const suggestions = rules.map(
    (suggestion, at): RoomSuggestion => ({ ...suggestion, count: sums[`count${at}`] ?? 0, bytes: sums[`bytes${at}`] ?? 0 }),
  );
  // All that is older than a week may be older than a month as well: that is said once.
  const twice = ({ kind, of, count }: RoomSuggestion): boolean =>
    kind === 'old' && suggestions.some((other) => other.kind === 'old' && other.of > of && other.count === count);
  return suggestions.filter((suggestion) => suggestion.count > 0 && !twice(suggestion));
};

/** One step of making room: some of what is chosen, in order of receipt, behind a key. */
export interface RoomStep {
  readonly choice: RoomChoice;
  readonly marks: Pick<Marks, 'read' | 'deleted'>;
  readonly at: number;
  readonly after: number;
  readonly limit: number;
}

export interface RoomMade {
  readonly uids: string[];
  readonly weight: RoomWeight;
  /** The last key; null when nothing is left. */
  readonly next: number | null;
}

export const makeRoom = (sql: Sql, { choice, marks, at, after, limit }: RoomStep): RoomMade => {
  const { text, values } = ofChoice(choice);
  const chosen = sql.all<{ message: number; uid: string; state: 'read' | 'unread'; cost: number }>(
    `SELECT message, uid, state, cost FROM message WHERE message > ? AND ${text} ORDER BY message LIMIT ?`,
    after,
    ...values,
    limit,
  );
  // What is read already is not made so; undoing it would make it unread.
  const changing = marks.read ? chosen.filter(({ state }) => state === 'unread') : chosen;
  for (const { message } of changing)
    sql.run(
      'UPDATE message SET read = coalesce(?, read), deleted_at = coalesce(?, deleted_at) WHERE message = ?',
      marks.read ? 1 : null,
      marks.deleted ? at : null,
      message,
    );
  const of = (wanted: string): Amount =>
    changing.filter(({ state }) => state === wanted).reduce((sum, { cost }) => ({ count: sum.count + 1, bytes: sum.bytes + cost }), none);
  return {
    uids: changing.map(({ uid }) => uid),
    weight: { read: of('read'), unread: of('unread') },
    next: chosen.length === limit ? (chosen.at(-1)?.message ?? null) : null,
  };
};
