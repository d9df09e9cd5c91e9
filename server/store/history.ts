import type { EventKind, State } from '../../protocol/submission.ts';
import type { Sql } from '../../storage/index.ts';
import { createEndings, toListed } from './listing.ts';
import type { HistoryEntry, MessageDetail, Policies, Status, Tombstone } from './port.ts';
import { findByUid, findMailbox, type MessageRow } from './rows.ts';

export type NamedRow = MessageRow & { name: string };

/** When it left the delivery folder for good; undefined: it is there. */
const leftAt = (sql: Sql, row: NamedRow): number | undefined =>
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
const notifiedAt = (sql: Sql, row: NamedRow): number | undefined => {
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
const deferredAt = (sql: Sql, row: NamedRow): number | undefined => {
  const { at } = sql.one<{ at: number | null }>('SELECT min(deferred_at) AS at FROM device WHERE mailbox = ?', row.mailbox);
  return at === null ? undefined : Math.max(at, row.entered_at);
};

/** Every step, those that the ledger knows among them, in order of time. */
export const historyOf = (sql: Sql, row: NamedRow): HistoryEntry[] => {
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

export const stateOf = (row: NamedRow, history: readonly HistoryEntry[]): State => {
  if (row.ended) return row.ended;
  if (row.folder === 'processed') return 'moved';
  if (row.sent_at !== null) return 'acquired';
  const has = (kind: EventKind): boolean => history.some((entry) => entry.kind === kind);
  return has('deferred') ? 'deferred' : has('notified') ? 'notified' : 'waiting';
};

/** Messages that one chain of forwarding is followed through. */
const longestChain = 20;

const statusOf = (sql: Sql, row: NamedRow, depth = 0): Status => {
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

export const detail = (sql: Sql, { uid, policies, at }: { uid: string; policies: Policies; at: number }): MessageDetail | undefined => {
  const row = findByUid(sql, uid);
  if (!row) return undefined;
  const { message: _, ...listed } = toListed(row, createEndings(sql, policies, at)(row));
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
