import type { Sql, Value } from '../../storage/index.ts';
import { beyondNumber, type Ending, endingOf, type Folder } from '../retention/policy.ts';
import type { Cursor, Filter, ListedMessage, Listing, ListQuery, Policies, Totals } from './port.ts';
import { findMailbox, type MailboxRow, type MessageRow } from './rows.ts';

/** Rows that one call looks at: a filter that finds little must not hold up the reader. */
const lookedAt = 20_000;

/** All that is told of a message in a listing, and no more: a filter looks at many for each that it wants. */
const columns = [
  ...(['message', 'mailbox', 'id', 'uid', 'folder', 'size', 'type', 'subject', 'sender'] as const),
  ...(['accepted_at', 'entered_at', 'sent_at', 'held'] as const),
] as const satisfies readonly (keyof MessageRow)[];
type Row = Pick<MessageRow, (typeof columns)[number]> & { name: string };
const selected = `${columns.map((name) => `m.${name}`).join()}, b.name`;

export const toListed = (row: Row, ends: Ending | null): ListedMessage => ({
  message: row.message,
  id: row.id,
  uid: row.uid,
  mailbox: row.name,
  folder: row.folder as Folder,
  size: row.size,
  type: row.type,
  subject: row.subject,
  sender: row.sender,
  acceptedAt: row.accepted_at,
  enteredAt: row.entered_at,
  sentAt: row.sent_at,
  held: row.held === 1,
  ends,
});

// ── When does it end? ────────────────────────────────────────────────────────────────────────────

/**
 * The newest message of each mailbox's processed folder that is over the number. Retention removes those at once, so
 * that hardly ever there is one, and then few: they are counted from the oldest.
 */
const edgeOf = (sql: Sql, box: MailboxRow, policies: Policies): Cursor | undefined => {
  const beyond = beyondNumber(box.processed - box.processed_held, policies.own.get(box.name) ?? policies.default);
  if (beyond === 0) return undefined;
  return sql.maybe<Cursor>(
    `SELECT entered_at AS at, message FROM message INDEXED BY message_by_age
     WHERE mailbox = ? AND folder = 'processed' AND folder <> 'ended' AND held = 0
     ORDER BY entered_at, message LIMIT 1 OFFSET ?`,
    box.mailbox,
    beyond - 1,
  );
};

/** Answers "ends on … because …" for any message, as it stands at `now`. */
export const createEndings = (sql: Sql, policies: Policies, now: number): ((row: Row) => Ending | null) => {
  const edges = new Map<number, Cursor | undefined>();
  return (row) => {
    if (row.folder === 'ended') return null;
    if (!edges.has(row.mailbox)) {
      const box = findMailbox(sql, row.name);
      edges.set(row.mailbox, box && edgeOf(sql, box, policies));
    }
    const edge = edges.get(row.mailbox);
    const beyond =
      row.folder === 'processed' &&
      edge !== undefined &&
      (row.entered_at < edge.at || (row.entered_at === edge.at && row.message <= edge.message));
    const kept = { folder: row.folder, enteredAt: row.entered_at, sentAt: row.sent_at, held: row.held === 1, beyond };
    return endingOf(kept, policies.own.get(row.name) ?? policies.default, now) ?? null;
  };
};

// ── Filters ──────────────────────────────────────────────────────────────────────────────────────

/** Whatever the case of its letters. */
export const includes = (text: string, part: string | undefined): boolean =>
  part === undefined || text.toLowerCase().includes(part.toLowerCase());

/** What the database does not filter. */
const matches = (row: Row, f: Filter, endsOf: (row: Row) => Ending | null): boolean =>
  includes(row.sender, f.sender) &&
  includes(row.subject, f.subject) &&
  (f.type === undefined || row.type.toLowerCase().startsWith(f.type.toLowerCase())) &&
  (f.minSize === undefined || row.size >= f.minSize) &&
  (f.maxSize === undefined || row.size <= f.maxSize) &&
  (f.held === undefined || (row.held === 1) === f.held) &&
  (f.endsBefore === undefined || (endsOf(row)?.at ?? Number.POSITIVE_INFINITY) < f.endsBefore);

// ── The walk ─────────────────────────────────────────────────────────────────────────────────────

type Query = Pick<ListQuery, 'folder' | 'filter' | 'order' | 'after'>;

/** What an index is asked for: the folder, of one mailbox or of all, within its times and behind a place. */
const conditionsOf = ({ folder, filter: { since, before }, order, after }: Query, box: MailboxRow | undefined) => {
  const conditions = ['folder = ?', "folder <> 'ended'"];
  const values: Value[] = [folder];
  const add = (condition: string, ...more: Value[]): void => {
    conditions.push(condition);
    values.push(...more);
  };
  if (box) add('mailbox = ?', box.mailbox);
  if (since !== undefined) add('entered_at >= ?', since);
  if (before !== undefined) add('entered_at < ?', before);
  if (after) add(`(entered_at, message) ${order === 'newest' ? '<' : '>'} (?, ?)`, after.at, after.message);
  return { where: conditions.join(' AND '), values, direction: order === 'newest' ? 'DESC' : 'ASC' };
};

/** The place of the message before which so many lie, found within the indexes; undefined: there are not so many. */
const placeAt = (sql: Sql, q: Query, box: MailboxRow | undefined, skip: number): Cursor | undefined => {
  const { where, values, direction } = conditionsOf(q, box);
  const lane = (index: string, held = ''): string =>
    `SELECT entered_at AS at, message FROM message INDEXED BY ${index} WHERE ${where}${held}`;
  const lanes = box
    ? `${lane('message_by_age', ' AND held = 0')} UNION ALL ${lane('message_held', ' AND held = 1')}`
    : lane('message_listed');
  return sql.maybe<Cursor>(
    `${lanes} ORDER BY ${box ? 'at' : 'entered_at'} ${direction}, message ${direction} LIMIT 1 OFFSET ?`,
    ...values,
    ...(box ? values : []),
    skip,
  );
};

const other = { oldest: 'newest', newest: 'oldest' } as const;

/** The `after` of a page that passes over so many messages; undefined: there are not so many. */
const passOver = (sql: Sql, q: ListQuery, box: MailboxRow | undefined, skip: number): Cursor | undefined => {
  const { waiting, processed } = box ?? totalsOfAll(sql);
  const behind = (q.folder === 'delivery' ? waiting : processed) - skip - 1;
  const whole = !q.after && q.filter.since === undefined && q.filter.before === undefined;
  // A whole folder is counted, so that its last half is counted off from its end.
  const place =
    whole && behind >= 0 && behind < skip ? placeAt(sql, { ...q, order: other[q.order] }, box, behind) : placeAt(sql, q, box, skip);
  // Nothing lies between it and the one that the page begins with: they are numbered in whole numbers.
  return place && { at: place.at, message: place.message + (q.order === 'newest' ? 1 : -1) };
};

/** Rows of a folder in order, by an index whatever is asked. */
function* walk(sql: Sql, q: Query, box: MailboxRow | undefined): Generator<Row> {
  const newest = q.order === 'newest';
  const { where, values, direction } = conditionsOf(q, box);
  const text = (held: string, index: string): string =>
    `SELECT ${selected} FROM message m INDEXED BY ${index} JOIN mailbox b USING (mailbox)
     WHERE ${where.replaceAll('mailbox =', 'm.mailbox =')}${held} ORDER BY entered_at ${direction}, message ${direction}`;
  if (!box) {
    yield* sql.each<Row>(text('', 'message_listed'), ...values);
    return;
  }
  // A mailbox's folder lies in two indexes, apart by whether a message is held; they are walked together.
  const lanes = [
    sql.each<Row>(text(' AND held = 0', 'message_by_age'), ...values),
    sql.each<Row>(text(' AND held = 1', 'message_held'), ...values),
  ];
  const goesFirst = (a: Row, b: Row): boolean => {
    const difference = a.entered_at - b.entered_at || a.message - b.message;
    return newest ? difference > 0 : difference < 0;
  };
  try {
    const heads = lanes.map((lane) => lane.next());
    for (;;) {
      const [one, other] = heads;
      if (one?.done !== false && other?.done !== false) return;
      const place = other?.done !== false || (one?.done === false && goesFirst(one.value, other.value)) ? 0 : 1;
      const head = heads[place];
      if (head?.done === false) yield head.value;
      const lane = lanes[place];
      if (lane) heads[place] = lane.next();
    }
  } finally {
    // A statement left in the middle would hold the reader's view of the database where it is now, for every later query.
    for (const lane of lanes) lane.return?.();
  }
}

export const list = (sql: Sql, q: ListQuery): Listing => {
  const box = q.filter.mailbox === undefined ? undefined : findMailbox(sql, q.filter.mailbox);
  const nothing = { messages: [], looked: 0, next: null };
  if (q.filter.mailbox !== undefined && !box) return nothing;
  const after = q.skip ? passOver(sql, q, box, q.skip) : q.after;
  if (q.skip && !after) return nothing;
  const endsOf = createEndings(sql, q.policies, q.at);
  const messages: ListedMessage[] = [];
  let seen = 0;
  for (const row of walk(sql, { ...q, ...(after && { after }) }, box)) {
    seen += 1;
    if (matches(row, q.filter, endsOf)) messages.push(toListed(row, endsOf(row)));
    if (messages.length === q.limit || seen === lookedAt)
      return { messages, looked: seen, next: { at: row.entered_at, message: row.message } };
  }
  return { messages, looked: seen, next: null };
};

export const totalsOfAll = (sql: Sql): Totals =>
  sql.one<Totals>(
    `SELECT ifnull(sum(waiting), 0) AS waiting, ifnull(sum(waiting_bytes), 0) AS waitingBytes,
       ifnull(sum(processed), 0) AS processed, ifnull(sum(processed_bytes), 0) AS processedBytes FROM mailbox`,
  );
