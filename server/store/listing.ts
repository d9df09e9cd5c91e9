import type { Sql, Value } from '../../storage/index.ts';
import { beyondNumber, type Ending, endingOf, type Folder } from '../retention/policy.ts';
import type { Cursor, Filter, ListedMessage, Listing, ListQuery, Policies, Totals } from './port.ts';
import { findMailbox, type MailboxRow, type MessageRow } from './rows.ts';

/** Rows that one call looks at: a filter that finds little must not hold up the reader. */
const lookedAt = 20_000;

type Row = MessageRow & { name: string };

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

/** Answers "ends on … because …" for any message. */
export const createEndings = (sql: Sql, policies: Policies): ((row: Row) => Ending | null) => {
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
    return endingOf(kept, policies.own.get(row.name) ?? policies.default) ?? null;
  };
};

// ── Filters ──────────────────────────────────────────────────────────────────────────────────────

/** Whatever the case of its letters. */
export const includes = (text: string, part: string | undefined): boolean =>
  part === undefined || text.toLocaleLowerCase('en').includes(part.toLocaleLowerCase('en'));

/** What the database does not filter. */
const matches = (row: Row, ends: Ending | null, f: Filter): boolean =>
  includes(row.sender, f.sender) &&
  includes(row.subject, f.subject) &&
  (f.type === undefined || row.type.toLowerCase().startsWith(f.type.toLowerCase())) &&
  (f.minSize === undefined || row.size >= f.minSize) &&
  (f.maxSize === undefined || row.size <= f.maxSize) &&
  (f.held === undefined || (row.held === 1) === f.held) &&
  (f.endsBefore === undefined || (ends !== null && ends.at < f.endsBefore));

// ── The walk ─────────────────────────────────────────────────────────────────────────────────────

/** Rows of a folder in order, by an index whatever is asked. */
function* walk(sql: Sql, q: ListQuery, box: MailboxRow | undefined): Generator<Row> {
  const newest = q.order === 'newest';
  const { since, before } = q.filter;
  const direction = newest ? 'DESC' : 'ASC';
  const conditions = ['folder = ?', "folder <> 'ended'"];
  const values: Value[] = [q.folder];
  const add = (condition: string, ...more: Value[]): void => {
    conditions.push(condition);
    values.push(...more);
  };
  if (box) add('mailbox = ?', box.mailbox);
  if (since !== undefined) add('entered_at >= ?', since);
  if (before !== undefined) add('entered_at < ?', before);
  if (q.after) add(`(entered_at, message) ${newest ? '<' : '>'} (?, ?)`, q.after.at, q.after.message);
  const where = conditions.join(' AND ');
  const text = (held: string, index: string): string =>
    `SELECT m.*, b.name FROM message m INDEXED BY ${index} JOIN mailbox b USING (mailbox)
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
  if (q.filter.mailbox !== undefined && !box) return { messages: [], next: null };
  const endsOf = createEndings(sql, q.policies);
  const messages: ListedMessage[] = [];
  let seen = 0;
  for (const row of walk(sql, q, box)) {
    seen += 1;
    const ends = endsOf(row);
    if (matches(row, ends, q.filter)) messages.push(toListed(row, ends));
    if (messages.length === q.limit || seen === lookedAt) return { messages, next: { at: row.entered_at, message: row.message } };
  }
  return { messages, next: null };
};

export const totalsOfAll = (sql: Sql): Totals =>
  sql.one<Totals>(
    `SELECT ifnull(sum(waiting), 0) AS waiting, ifnull(sum(waiting_bytes), 0) AS waitingBytes,
       ifnull(sum(processed), 0) AS processed, ifnull(sum(processed_bytes), 0) AS processedBytes FROM mailbox`,
  );
