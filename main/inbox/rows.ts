import type { Sql, Value } from '../../storage/index.ts';
import type { Boundary, Filter, InboxFolder, InboxMessage, Look, Sight, Trace, TraceReason, Unsearched } from './port.ts';
import { matchOf } from './words.ts';

/* What is read of the inbox, in its worker, in the thread that reads beside it, or by another process. */

interface MessageRow {
  message: number;
  uid: string;
  id: number;
  mailbox: string;
  size: number;
  sha256: Uint8Array;
  type: string;
  subject: string;
  sender: string;
  accepted_at: number;
  received_at: number;
  read: number;
  protected: number;
  deleted_at: number | null;
  attachments: number | null;
  preview: string;
}

const toMessage = (row: MessageRow): InboxMessage => ({
  uid: row.uid,
  key: row.message,
  id: row.id,
  mailbox: row.mailbox,
  bytes: row.size,
  sha256: Buffer.from(row.sha256).toString('hex'),
  type: row.type,
  subject: row.subject,
  from: row.sender,
  acceptedAt: row.accepted_at,
  receivedAt: row.received_at,
  read: row.read === 1,
  protected: row.protected === 1,
  deleted: row.deleted_at !== null,
  attachments: row.attachments,
  preview: row.preview,
});

const columns = `message, uid, id, mailbox, size, sha256, type, subject, sender, accepted_at, received_at, read, protected, deleted_at,
  attachments, preview`;

export const messages = (sql: Sql, rest: string, ...values: Value[]): InboxMessage[] =>
  sql.all<MessageRow>(`SELECT ${columns} FROM message ${rest}`, ...values).map(toMessage);

/** What the inbox holds, in order of receipt, behind a key. */
export const messagesAfter = (sql: Sql, after: number, limit: number): InboxMessage[] =>
  messages(sql, 'WHERE message > ? ORDER BY message LIMIT ?', after, limit);

export const findMessage = (sql: Sql, uid: string): InboxMessage | undefined => messages(sql, 'WHERE uid = ?', uid)[0];

export const errands = (sql: Sql, a: { after: number; limit: number }): InboxMessage[] =>
  messages(sql, 'WHERE errand = 1 AND message > ? ORDER BY message LIMIT ?', a.after, a.limit);

export const unsearched = (sql: Sql, { limit }: { limit: number }): Unsearched => ({
  messages: messages(sql, 'WHERE attachments IS NULL ORDER BY message DESC LIMIT ?', limit),
  left: sql.one<{ count: number }>('SELECT count(*) AS count FROM message WHERE attachments IS NULL').count,
});

/** What each folder shows; every condition has an index that gives the newest first. */
const shown: Record<InboxFolder, string> = {
  inbox: 'deleted_at IS NULL',
  unread: 'read = 0 AND deleted_at IS NULL',
  protected: 'protected = 1 AND deleted_at IS NULL',
  deleted: 'deleted_at IS NOT NULL',
};

type Condition = readonly [text: string, ...values: Value[]];

const conditionsOf = (filter: Filter): Condition[] => {
  const { unread, protected: kept, attachments, type, since, until } = filter;
  const conditions: Condition[] = [];
  if (unread !== undefined) conditions.push([`read = ${unread ? 0 : 1}`]);
  if (kept !== undefined) conditions.push([`protected = ${kept ? 1 : 0}`]);
  if (attachments !== undefined) conditions.push([attachments ? 'attachments > 0' : 'attachments = 0']);
  // A type may have parameters: `text/plain; charset=utf-8` is `text/plain`.
  if (type?.endsWith('/')) conditions.push(['lower(substr(type, 1, ?)) = ?', type.length, type.toLowerCase()]);
  else if (type !== undefined) conditions.push(["lower(trim(substr(type, 1, instr(type || ';', ';') - 1))) = ?", type.toLowerCase()]);
  if (since !== undefined) conditions.push(['accepted_at >= ?', since]);
  if (until !== undefined) conditions.push(['accepted_at < ?', until]);
  return conditions;
};

/** From where on a list is read: down from behind a key, or up from it. */
const ways = { 1: { from: '<', order: 'DESC' }, [-1]: { from: '>=', order: 'ASC' } } as const;

/** What is seen, down from behind a key or up from it, as the rest of a statement; undefined if it is nothing. */
const seen = ({ folder, words = '', filter = {} }: Sight, key: number, by: 1 | -1 = 1): Condition | undefined => {
  const { from, order } = ways[by];
  const match = matchOf(words);
  if (words.trim() !== '' && match === undefined) return undefined;
  const conditions: Condition[] = [[shown[folder]], ...conditionsOf(filter)];
  const where = conditions.map(([condition]) => condition).join(' AND ');
  const values = conditions.flatMap(([, ...values]) => values);
  if (match === undefined) return [`FROM message WHERE message ${from} ? AND ${where} ORDER BY message ${order}`, key, ...values];
  // The index of words leads, and gives its keys in order: what lies behind the page is not looked at.
  const found = `SELECT rowid AS found FROM search WHERE search MATCH ? AND rowid ${from} ? ORDER BY rowid ${order}`;
  return [`FROM (${found}) CROSS JOIN message ON message = found WHERE ${where} ORDER BY found ${order}`, match, key, ...values];
};

/** The key behind which the newest message comes that was received before; a clock that was set back has no part in the order. */
const keyAt = (sql: Sql, receivedBefore: number): number => {
  const found = 'SELECT message FROM message WHERE received_at < ? ORDER BY message DESC LIMIT 1';
  return (sql.maybe<{ message: number }>(found, receivedBefore)?.message ?? 0) + 1;
};

/** A page of a folder, filtered and searched, the newest first. */
export const page = (sql: Sql, { before, receivedBefore, skip = 0, limit, ...sight }: Look): InboxMessage[] => {
  const key = receivedBefore === undefined ? Number.MAX_SAFE_INTEGER : keyAt(sql, receivedBefore);
  const [text, ...values] = seen(sight, before ?? key) ?? [];
  if (text === undefined) return [];
  return sql.all<MessageRow>(`SELECT ${columns} ${text} LIMIT ? OFFSET ?`, ...values, limit, skip).map(toMessage);
};

const counted = (sql: Sql, [text, ...values]: Condition | [undefined]): number =>
  text === undefined ? 0 : sql.one<{ count: number }>(`SELECT count(*) AS count FROM (SELECT 1 ${text})`, ...values).count;

/** How many messages are seen so. */
export const count = (sql: Sql, sight: Sight): number => counted(sql, seen(sight, Number.MAX_SAFE_INTEGER) ?? [undefined]);

const keyOf = (sql: Sql, from: Boundary): number => ('before' in from ? from.before : keyAt(sql, from.receivedBefore));

/** The first one that is seen so, down the list from there or up. */
export const nearest = (sql: Sql, a: { sight: Sight; from: Boundary; by: 1 | -1 }): InboxMessage | undefined => {
  const [text, ...values] = seen(a.sight, keyOf(sql, a.from), a.by) ?? [];
  return text === undefined ? undefined : sql.all<MessageRow>(`SELECT ${columns} ${text} LIMIT 1`, ...values).map(toMessage)[0];
};

/** How many that are seen so stand above. */
export const above = (sql: Sql, a: { sight: Sight; from: Boundary }): number =>
  counted(sql, seen(a.sight, keyOf(sql, a.from), -1) ?? [undefined]);

/** The uids of all of them, the newest first. */
export const uids = (sql: Sql, sight: Sight): string[] => {
  const [text, ...values] = seen(sight, Number.MAX_SAFE_INTEGER) ?? [];
  return text === undefined ? [] : sql.all<{ uid: string }>(`SELECT uid ${text}`, ...values).map(({ uid }) => uid);
};

export const digests = (sql: Sql): string[] =>
  sql.all<{ sha256: Uint8Array }>('SELECT sha256 FROM message').map(({ sha256 }) => Buffer.from(sha256).toString('hex'));

/** Bytes of the file that the search index takes, and that are free. */
export const fileUse = (sql: Sql): { index: number; free: number } => ({
  index: sql.one<{ bytes: number }>('SELECT coalesce(sum(length(block)), 0) AS bytes FROM search_data').bytes,
  free: sql.one<{ bytes: number }>('SELECT freelist_count * page_size AS bytes FROM pragma_freelist_count, pragma_page_size').bytes,
});

interface TraceRow {
  trace: number;
  mailbox: string;
  id: number;
  uid: string;
  size: number;
  type: string;
  subject: string;
  sender: string;
  accepted_at: number;
  received_at: number | null;
  gone_at: number;
  because: TraceReason;
  back_at: number | null;
}

const toTrace = (row: TraceRow): Trace => ({
  key: row.trace,
  mailbox: row.mailbox,
  id: row.id,
  uid: row.uid,
  bytes: row.size,
  type: row.type,
  subject: row.subject,
  from: row.sender,
  acceptedAt: row.accepted_at,
  receivedAt: row.received_at,
  goneAt: row.gone_at,
  because: row.because,
  backAt: row.back_at,
});

/** What is gone, what was learned of last first. */
export const traces = (sql: Sql, a: { before: number | undefined; limit: number }): Trace[] =>
  sql
    .all<TraceRow>(
      `SELECT trace, mailbox, id, uid, size, type, subject, sender, accepted_at, received_at, gone_at, because, back_at FROM trace
       WHERE trace < ? ORDER BY trace DESC LIMIT ?`,
      a.before ?? Number.MAX_SAFE_INTEGER,
      a.limit,
    )
    .map(toTrace);
