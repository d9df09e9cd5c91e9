import type { Context, Sql } from '../../storage/index.ts';
import type { Delays, Hour, Recorded, Staying } from '../statistics/hours.ts';
import type { HoursQuery } from './port.ts';
import { findMailbox } from './rows.ts';

/*
 * Reads what the triggers of migration 3 keep.
 */

interface TotalsRow {
  waiting: number;
  waiting_bytes: number;
  processed: number;
  processed_bytes: number;
}

type StayingRow = Record<`${'stays' | 'held'}_${'waiting' | 'processed'}${'' | '_bytes'}` | 'hour', number>;

export const hours = (sql: Sql, { mailbox, first, end }: HoursQuery): Recorded & { staying: Staying[] } => {
  const box = mailbox === undefined ? undefined : (findMailbox(sql, mailbox)?.mailbox ?? 0);
  const one = box === undefined ? '' : 'AND mailbox = ?';
  const own = box === undefined ? [] : [box];
  const totals = sql.one<TotalsRow>(
    `SELECT ifnull(sum(waiting), 0) AS waiting, ifnull(sum(waiting_bytes), 0) AS waiting_bytes, ifnull(sum(processed), 0) AS processed,
       ifnull(sum(processed_bytes), 0) AS processed_bytes FROM mailbox WHERE 1 ${one}`,
    ...own,
  );
  const rows = sql.all<Hour>(
    `SELECT hour, sum(arrived) AS arrived, sum(arrived_bytes) AS arrivedBytes, sum(acquired) AS acquired,
       sum(acquired_bytes) AS acquiredBytes, sum(waiting) AS waiting, sum(waiting_bytes) AS waitingBytes,
       sum(processed) AS processed, sum(processed_bytes) AS processedBytes
     FROM hourly WHERE hour >= ? ${one} GROUP BY hour`,
    first,
    ...own,
  );
  const delays = sql.all<Delays>(
    `SELECT hour, bucket, sum(count) AS count FROM delay WHERE hour >= ? AND hour < ? ${one} GROUP BY hour, bucket`,
    first,
    end,
    ...own,
  );
  const staying = sql.all<StayingRow>(
    `SELECT hour, sum(stays_waiting) AS stays_waiting, sum(stays_waiting_bytes) AS stays_waiting_bytes,
       sum(stays_processed) AS stays_processed, sum(stays_processed_bytes) AS stays_processed_bytes,
       sum(held_waiting) AS held_waiting, sum(held_waiting_bytes) AS held_waiting_bytes,
       sum(held_processed) AS held_processed, sum(held_processed_bytes) AS held_processed_bytes
     FROM hourly WHERE stays_waiting + stays_processed + held_waiting + held_processed > 0 ${one} GROUP BY hour`,
    ...own,
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

/** Forgets hours before one, but what of them is stored still; how many. */
export const forgetHours = (sql: Sql, before: number, limit: number): number => {
  const hourly = sql.run(
    `DELETE FROM hourly WHERE (hour, mailbox) IN (
       SELECT hour, mailbox FROM hourly
       WHERE hour < ? AND stays_waiting + stays_processed + held_waiting + held_processed = 0 LIMIT ?)`,
    before,
    limit,
  );
  const delay = sql.run(
    'DELETE FROM delay WHERE (hour, mailbox, bucket) IN (SELECT hour, mailbox, bucket FROM delay WHERE hour < ? LIMIT ?)',
    before,
    limit,
  );
  const awake = sql.run('DELETE FROM awake WHERE hour IN (SELECT hour FROM awake WHERE hour < ? LIMIT ?)', before, limit);
  return Math.max(Number(hourly.changes), Number(delay.changes), Number(awake.changes));
};
