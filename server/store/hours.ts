import type { Context, Sql } from '../../storage/index.ts';
import type { Delays, Hour, Recorded, Staying } from '../statistics/hours.ts';
import type { HoursQuery } from './port.ts';
import { findMailbox } from './rows.ts';

/*
 * Reads what the triggers of migration 3 keep.
 */

/** The hours that are there from one on, each found by a step in the index: rows of other mailboxes are not read. */
const each = `WITH RECURSIVE each(hour) AS (
  SELECT min(hour) FROM hourly WHERE hour >= ?
  UNION ALL SELECT (SELECT min(hour) FROM hourly WHERE hour > each.hour) FROM each WHERE each.hour IS NOT NULL)`;

interface TotalsRow {
  waiting: number;
  waiting_bytes: number;
  processed: number;
  processed_bytes: number;
}

type StayingRow = Record<`${'stays' | 'held'}_${'waiting' | 'processed'}${'' | '_bytes'}` | 'hour', number>;

export const hours = (sql: Sql, { mailbox, first, end }: HoursQuery): Recorded & { staying: Staying[] } => {
  // One that has no row yet has nothing; rows of all together have the number 0.
  const box = mailbox === undefined ? 0 : (findMailbox(sql, mailbox)?.mailbox ?? -1);
  const totals = sql.one<TotalsRow>(
    `SELECT ifnull(sum(waiting), 0) AS waiting, ifnull(sum(waiting_bytes), 0) AS waiting_bytes, ifnull(sum(processed), 0) AS processed,
       ifnull(sum(processed_bytes), 0) AS processed_bytes FROM mailbox WHERE ? IN (mailbox, 0)`,
    box,
  );
  const rows = sql.all<Hour>(
    `${each} SELECT hour, arrived, arrived_bytes AS arrivedBytes, acquired, acquired_bytes AS acquiredBytes, waiting,
       waiting_bytes AS waitingBytes, processed, processed_bytes AS processedBytes
     FROM each CROSS JOIN hourly USING (hour) WHERE mailbox = ?`,
    first,
    box,
  );
  const delays = sql.all<Delays>(
    // What was acquired has an hour of its own.
    `${each} SELECT hour, bucket, count FROM each CROSS JOIN delay USING (hour) WHERE mailbox = ? AND hour < ?`,
    first,
    box,
    end,
  );
  const staying = sql.all<StayingRow>(
    `${each} SELECT hour, stays_waiting, stays_waiting_bytes, stays_processed, stays_processed_bytes, held_waiting, held_waiting_bytes,
       held_processed, held_processed_bytes
     FROM each CROSS JOIN hourly USING (hour) WHERE mailbox = ? AND stays_waiting + stays_processed + held_waiting + held_processed > 0`,
    Number.MIN_SAFE_INTEGER,
    box,
  );
  const marked = sql.all<{ hour: number }>('SELECT hour FROM awake WHERE hour >= ? AND hour < ?', first, end);
  const busy = rows.filter(({ arrived, acquired, waiting, processed }) => arrived + acquired > 0 || waiting !== 0 || processed !== 0);
  return {
    hours: rows,
    delays,
    awake: [...marked, ...busy].map(({ hour }) => hour),
    since: sql.one<{ hour: number | null }>('SELECT min(hour) AS hour FROM awake').hour,
    now: {
      waiting: { count: totals.waiting, bytes: totals.waiting_bytes },
      processed: { count: totals.processed, bytes: totals.processed_bytes },
    },
    staying: staying.map((row) => ({
      hour: row.hour,
      delivery: { count: row.stays_waiting, bytes: row.stays_waiting_bytes },
      processed: { count: row.stays_processed, bytes: row.stays_processed_bytes },
      heldDelivery: { count: row.held_waiting, bytes: row.held_waiting_bytes },
      heldProcessed: { count: row.held_processed, bytes: row.held_processed_bytes },
    })),
  };
};

/** The server runs within this hour. */
export const wake = ({ sql }: Context, { hour }: { hour: number }): void => {
  sql.run('INSERT OR IGNORE INTO awake (hour) VALUES (?)', hour);
};

/** An hour of a mailbox. */
interface Place {
  readonly hour: number;
  readonly mailbox: number;
}

/** Hours before one of which nothing is stored any more. Looks at what is, so it is asked of the reading thread. */
export const spentHours = (sql: Sql, { before, limit }: { before: number; limit: number }): Place[] =>
  sql.all<Place>(
    `SELECT hour, mailbox FROM hourly
     WHERE hour < ? AND stays_waiting + stays_processed + held_waiting + held_processed = 0 ORDER BY hour LIMIT ?`,
    before,
    limit,
  );

/** Forgets hours before one, those of `hourly` where they are named and still spent; how many of what most went. */
export const forgetHours = (sql: Sql, { before, spent, limit }: { before: number; spent: readonly Place[]; limit: number }): number => {
  for (const { hour, mailbox } of spent)
    sql.run(
      `DELETE FROM hourly
       WHERE hour = ? AND mailbox = ? AND stays_waiting + stays_processed + held_waiting + held_processed = 0`,
      hour,
      mailbox,
    );
  const delay = sql.run(
    'DELETE FROM delay WHERE (hour, mailbox, bucket) IN (SELECT hour, mailbox, bucket FROM delay WHERE hour < ? LIMIT ?)',
    before,
    limit,
  );
  const awake = sql.run('DELETE FROM awake WHERE hour IN (SELECT hour FROM awake WHERE hour < ? LIMIT ?)', before, limit);
  return Math.max(spent.length, Number(delay.changes), Number(awake.changes));
};
