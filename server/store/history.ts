import type { EventKind, State } from '../../protocol/submission.ts';
import type { Sql } from '../../storage/index.ts';
import { createEndings, toListed } from './listing.ts';
import type { Activity, ActivityQuery, HistoryEntry, MessageDetail, Policies, Status, Tombstone } from './port.ts';
import { findByUid, findMailbox, type MessageRow } from './rows.ts';

type Row = MessageRow & { name: string };

/** When it left the delivery folder for good; undefined: it is there. */
const leftAt = (sql: Sql, row: Row): number | undefined =>
  row.folder === 'delivery'
    ? undefined
    : sql.maybe<{ at: number }>(
        `SELECT at FROM event WHERE message = ? AND kind IN ('moved', 'deleted', 'expired', 'forwarded', 'returned')
           AND event > ifnull((SELECT max(event) FROM event WHERE message = ? AND kind IN ('accepted', 'redelivered')), 0)
         ORDER BY event LIMIT 1`,
        row.message,
        row.message,
      )?.at;

/** When a device was first told of the message; undefined: never while it was in the delivery folder. */
const notifiedAt = (sql: Sql, row: Row): number | undefined => {
  const told = sql.maybe<{ at: number }>(
    'SELECT at FROM ledger WHERE mailbox = ? AND last_id >= ? AND at >= ? ORDER BY last_id, entry LIMIT 1',
    row.mailbox,
    row.id,
    // A clock set back must not hide it.
    Math.min(row.entered_at, row.accepted_at),
  )?.at;
  // What was told later was of others.
  return told !== undefined && told <= (leftAt(sql, row) ?? told) ? told : undefined;
};

/** Since when a device that could not take it has been full; undefined: none is. */
const deferredAt = (sql: Sql, row: Row): number | undefined => {
  const { at } = sql.one<{ at: number | null }>('SELECT min(deferred_at) AS at FROM device WHERE mailbox = ?', row.mailbox);
  return at === null ? undefined : Math.max(at, row.entered_at);
};

/** Every step, those that the ledger knows among them, in order of time. */
const historyOf = (sql: Sql, row: Row): HistoryEntry[] => {
  const entries = sql
    .all<{ kind: EventKind; at: number; detail: string | null }>(
      'SELECT kind, at, detail FROM event WHERE message = ? ORDER BY event',
      row.message,
    )
    .map(({ kind, at, detail }): HistoryEntry => ({ kind, at, ...(detail !== null && { detail: JSON.parse(detail) }) }));
  const insert = (kind: EventKind, at: number | undefined): void => {
    if (at === undefined) return;
    const place = entries.findIndex((entry, index) => index > 0 && entry.at >= at);
    entries.splice(place < 0 ? entries.length : place, 0, { kind, at });
  };
  insert('notified', notifiedAt(sql, row));
  if (row.folder === 'delivery') insert('deferred', deferredAt(sql, row));
  return entries;
};

const stateOf = (row: Row, history: readonly HistoryEntry[]): State => {
  if (row.ended) return row.ended;
  if (row.folder === 'processed') return 'moved';
  if (row.sent_at !== null) return 'acquired';
  const has = (kind: EventKind): boolean => history.some((entry) => entry.kind === kind);
  return has('deferred') ? 'deferred' : has('notified') ? 'notified' : 'waiting';
};

/** Messages that one chain of forwarding is followed through. */
const longestChain = 20;

const statusOf = (sql: Sql, row: Row, depth = 0): Status => {
  const { uid, name: mailbox, id } = row;
  const history = historyOf(sql, row);
  const to = row.ended === 'forwarded' ? history.find(({ kind }) => kind === 'forwarded')?.detail?.uid : undefined;
  const copy = typeof to === 'string' && depth < longestChain ? findByUid(sql, to) : undefined;
  return { uid, mailbox, id, state: stateOf(row, history), history, ...(copy && { forwarded: statusOf(sql, copy, depth + 1) }) };
};

export const status = (sql: Sql, { uid }: { uid: string }): Status | undefined => {
  const row = findByUid(sql, uid);
  return row && statusOf(sql, row);
};

export const detail = (sql: Sql, { uid, policies }: { uid: string; policies: Policies }): MessageDetail | undefined => {
  const row = findByUid(sql, uid);
  if (!row) return undefined;
  const { message: _, ...listed } = toListed(row, createEndings(sql, policies)(row));
  const { origin, sha256, folder } = row;
  return { ...listed, ...statusOf(sql, row), folder, origin, sha256, envelope: JSON.parse(row.envelope) };
};

export const tombstones = (sql: Sql, a: { mailbox: string; after: number; limit: number }): Tombstone[] => {
  const box = findMailbox(sql, a.mailbox);
  if (!box) return [];
  return sql.all<Tombstone>(
    `SELECT tombstone, id, uid, size, type, subject, sender, accepted_at AS acceptedAt, entered_at AS endedAt, ended AS because
     FROM message WHERE mailbox = ? AND tombstone > ? ORDER BY tombstone LIMIT ?`,
    box.mailbox,
    a.after,
    a.limit,
  );
};

/** Steps that one call looks at. */
const lookedAt = 20_000;

export const activity = (sql: Sql, q: ActivityQuery): { entries: Activity[]; next: number | null } => {
  const forwards = q.after !== undefined;
  const rows = sql.each<{
    event: number;
    kind: string;
    at: number;
    detail: string | null;
    name: string | null;
    uid: string | null;
    id: number | null;
    subject: string | null;
  }>(
    `SELECT e.event, e.kind, e.at, e.detail, b.name, m.uid, m.id, m.subject
     FROM event e LEFT JOIN message m USING (message) LEFT JOIN mailbox b USING (mailbox)
     WHERE e.event ${forwards ? '>' : '<'} ? ORDER BY e.event ${forwards ? 'ASC' : 'DESC'}`,
    q.after ?? q.before ?? Number.MAX_SAFE_INTEGER,
  );
  const entries: Activity[] = [];
  let seen = 0;
  for (const { name, detail: json, ...row } of rows) {
    seen += 1;
    const details = json === null ? null : (JSON.parse(json) as Record<string, unknown>);
    const mailbox = name ?? (typeof details?.mailbox === 'string' ? details.mailbox : null);
    if ((q.mailbox === undefined || mailbox === q.mailbox) && (q.kinds === undefined || q.kinds.includes(row.kind)))
      entries.push({ ...row, mailbox, detail: details });
    if (entries.length === q.limit || seen === lookedAt) return { entries, next: row.event };
  }
  return { entries, next: null };
};
