import { eventKinds } from '../../protocol/submission.ts';
import type { Sql } from '../../storage/index.ts';
import { includes } from './listing.ts';
import type { Activity, ActivityPage, ActivityQuery } from './port.ts';

/** Steps that one call looks at: a filter that finds little must not hold up the reader. */
const lookedAt = 20_000;

/**
 * The first step that was made at a time or after it; one behind the newest if there is none. Steps are numbered in the order in
 * which they were made, so that it is found by halves: some thirty rows are looked at, however many there are.
 */
const firstFrom = (sql: Sql, at: number): number => {
  const newest = sql.maybe<{ event: number; at: number }>('SELECT event, at FROM event ORDER BY event DESC LIMIT 1');
  let low = 0;
  let high = (newest?.event ?? 0) + 1;
  // Also when a clock that was ahead has dated some before it later.
  if (newest && newest.at < at) return high;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const found = sql.maybe<{ event: number; at: number }>('SELECT event, at FROM event WHERE event >= ? ORDER BY event LIMIT 1', middle);
    if (found && found.at < at) low = found.event + 1;
    else high = middle;
  }
  return low;
};

/** Kinds that are steps of messages. */
const stepKinds: ReadonlySet<string> = new Set(eventKinds);

interface Row {
  readonly event: number;
  readonly kind: string;
  readonly at: number;
  readonly detail: string | null;
  readonly name: string | null;
  readonly uid: string | null;
  readonly id: number | null;
  readonly subject: string | null;
  readonly sender: string | null;
  readonly envelope: string | null;
}

const viaOf = (kind: string, envelope: string | null): string | null => {
  if (kind !== 'accepted' || envelope === null) return null;
  const { via } = JSON.parse(envelope) as { via?: unknown };
  return typeof via === 'string' ? via : null;
};

/** Steps and deeds by their numbers. Where the clock was set back, what `since` and `until` cut off lies on one side of their place. */
export const activity = (sql: Sql, q: ActivityQuery): ActivityPage => {
  const forwards = q.after !== undefined;
  const from = Math.max((q.after ?? -1) + 1, q.since === undefined ? 0 : firstFrom(sql, q.since));
  const before = Math.min(q.before ?? Number.MAX_SAFE_INTEGER, q.until === undefined ? Number.MAX_SAFE_INTEGER : firstFrom(sql, q.until));
  // What administrators did and the brake stopped lies apart from the steps of messages, which are far more.
  const apart = q.kinds?.every((kind) => !stepKinds.has(kind)) ?? false;
  const rows = sql.each<Row>(
    `SELECT e.event, e.kind, e.at, e.detail, b.name, m.uid, m.id, m.subject, m.sender, iif(e.kind = 'accepted', m.envelope, NULL) AS envelope
     FROM event e ${apart ? 'INDEXED BY event_apart' : ''} LEFT JOIN message m USING (message) LEFT JOIN mailbox b USING (mailbox)
     WHERE ${apart ? 'e.message IS NULL AND' : ''} e.event >= ? AND e.event < ? ORDER BY e.event ${forwards ? 'ASC' : 'DESC'}`,
    from,
    before,
  );
  const entries: Activity[] = [];
  let seen = 0;
  let last: number | null = null;
  for (const { name, detail: json, envelope, ...row } of rows) {
    seen += 1;
    last = row.event;
    // What a message's mailbox or kind says is known without taking its detail apart.
    const passes =
      (q.mailbox === undefined || name === null || name === q.mailbox) &&
      (q.kinds === undefined || q.kinds.includes(row.kind)) &&
      includes(row.subject ?? '', q.subject);
    if (passes) {
      const detail = json === null ? null : (JSON.parse(json) as Record<string, unknown>);
      const mailbox = name ?? (typeof detail?.mailbox === 'string' ? detail.mailbox : null);
      if (q.mailbox === undefined || mailbox === q.mailbox) entries.push({ ...row, mailbox, via: viaOf(row.kind, envelope), detail });
    }
    if (entries.length === q.limit || seen === lookedAt) return { entries, next: last, last };
  }
  return { entries, next: null, last };
};
