import type { Retention } from '../../protocol/retention.ts';
import type { Context, Sql } from '../../storage/index.ts';
import { limits } from '../limits.ts';
import { beyondNumber, type Ending, endingOf, type Folder, judgeBrake, sendingGrace } from '../retention/policy.ts';
import { hourOf } from '../statistics/hours.ts';
import { forgetHours } from './hours.ts';
import type { Amount, Brake, Policies, Removed, Sweep } from './port.ts';
import { end, findMailbox, folders, type MailboxRow, type MessageRow, record } from './rows.ts';

/** How many of a folder's messages are over its number. */
const beyondOf = (box: MailboxRow, folder: Folder, policy: Retention): number =>
  folder === 'delivery' ? 0 : beyondNumber(box.processed - box.processed_held, policy);

export const storedIn = (box: MailboxRow, folder: Folder): Amount =>
  folder === 'delivery' ? { count: box.waiting, bytes: box.waiting_bytes } : { count: box.processed, bytes: box.processed_bytes };

/**
 * A folder from its oldest message on, with what the policy says of each at `now`; held ones are not in it. `order` is
 * its end without the grace of a sending: behind the first whose `order` has not come, none is due.
 */
export function* endings(sql: Sql, box: MailboxRow, folder: Folder, policy: Retention, now: number) {
  let beyond = beyondOf(box, folder, policy);
  for (const row of sql.each<MessageRow>(
    // The index is named: without it the folders of all mailboxes would be walked, which lie in this order too.
    "SELECT * FROM message INDEXED BY message_by_age WHERE mailbox = ? AND folder = ? AND folder <> 'ended' AND held = 0 ORDER BY entered_at, message",
    box.mailbox,
    folder,
  )) {
    const kept = { folder, enteredAt: row.entered_at, sentAt: row.sent_at, held: false, beyond: beyond > 0 };
    beyond -= 1;
    const ending = endingOf(kept, policy, now);
    const unsent = endingOf({ ...kept, sentAt: null }, policy, now);
    if (!ending || !unsent) return;
    yield { row, ending, order: unsent.at };
  }
}

/** ms */
export const dayLength = 86_400_000;

/** The age that ends a folder's messages, in ms; null: none does. */
const ageOf = (folder: Folder, policy: Retention): number | null => {
  const { maxAge } = policy[folder];
  return maxAge === null ? null : maxAge * 1_000;
};

/**
 * What ends by `at` (place 0) and within each of the days behind it, added up within the database. The oldest are
 * over the number first; behind them the age decides.
 */
export const dueByDay = (sql: Sql, box: MailboxRow, folder: Folder, policy: Retention, at: number, days: number): Amount[] => {
  const amounts: Amount[] = Array.from({ length: days + 1 }, () => ({ count: 0, bytes: 0 }));
  const beyond = beyondOf(box, folder, policy);
  const age = ageOf(folder, policy);
  if (beyond > 0)
    amounts[0] = sql.one<Amount>(
      `SELECT count(*) AS count, ifnull(sum(size), 0) AS bytes FROM (
         SELECT size FROM message INDEXED BY message_by_age WHERE mailbox = ? AND folder = ? AND folder <> 'ended' AND held = 0
         ORDER BY entered_at, message LIMIT ?)`,
      box.mailbox,
      folder,
      beyond,
    );
  if (age === null) return amounts;
  // Only the delivery folder has a grace, for which its rows must be looked at.
  const endsAt = folder === 'delivery' ? `max(entered_at + ?, ifnull(sent_at + ${sendingGrace}, 0))` : 'entered_at + ?';
  // The binding hands times over as REAL, and days are whole.
  const rows = sql.all<{ day: number; count: number; bytes: number }>(
    `SELECT CASE WHEN behind <= 0 THEN 0 ELSE (behind + ${dayLength - 1}) / ${dayLength} END AS day, count(*) AS count, sum(size) AS bytes
     FROM (
       SELECT CAST(${endsAt} - ? AS INTEGER) AS behind, size FROM message INDEXED BY message_by_age
       WHERE mailbox = ? AND folder = ? AND folder <> 'ended' AND held = 0 AND entered_at <= ?
       ORDER BY entered_at, message LIMIT -1 OFFSET ?)
     GROUP BY day`,
    age,
    at,
    box.mailbox,
    folder,
    at + days * dayLength - age,
    beyond,
  );
  for (const { day, count, bytes } of rows) {
    const before = amounts[day];
    if (before) amounts[day] = { count: before.count + count, bytes: before.bytes + bytes };
  }
  return amounts;
};

const dueNow = (sql: Sql, box: MailboxRow, folder: Folder, policy: Retention, at: number): Amount =>
  dueByDay(sql, box, folder, policy, at, 0)[0] ?? { count: 0, bytes: 0 };

// ── The brake ────────────────────────────────────────────────────────────────────────────────────

interface BrakeRow {
  readonly allowed: number;
  readonly braked_at: number | null;
}

const noBrake: BrakeRow = { allowed: 0, braked_at: null };

const brakeOf = (sql: Sql, mailbox: number, folder: Folder, policy: Retention): BrakeRow => {
  const row = sql.maybe<BrakeRow & { policy: string }>(
    'SELECT allowed, policy, braked_at FROM brake WHERE mailbox = ? AND folder = ?',
    mailbox,
    folder,
  );
  if (!row) return noBrake;
  // What was confirmed under one policy is not confirmed under another.
  return { allowed: row.policy === JSON.stringify(policy) ? row.allowed : 0, braked_at: row.braked_at };
};

const setBrake = (sql: Sql, mailbox: number, folder: Folder, policy: Retention, { allowed, braked_at }: BrakeRow): void => {
  if (allowed === 0 && braked_at === null) sql.run('DELETE FROM brake WHERE mailbox = ? AND folder = ?', mailbox, folder);
  else
    sql.run(
      `INSERT INTO brake (mailbox, folder, allowed, policy, braked_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
       SET allowed = excluded.allowed, policy = excluded.policy, braked_at = excluded.braked_at`,
      mailbox,
      folder,
      allowed,
      JSON.stringify(policy),
      braked_at,
    );
};

export const allow = (
  { sql }: Context,
  a: { mailbox: string; folder: Folder; policy: Retention; count: number; at: number; exactly: boolean },
): number => {
  const box = findMailbox(sql, a.mailbox);
  if (!box) return 0;
  const { count } = dueNow(sql, box, a.folder, a.policy, a.at);
  if (a.exactly ? count === a.count : count <= a.count) setBrake(sql, box.mailbox, a.folder, a.policy, { allowed: count, braked_at: null });
  return count;
};

export const brakes = (sql: Sql, a: { policies: Policies; at: number }): Brake[] =>
  sql
    .all<MailboxRow & { folder: Folder; braked_at: number }>(
      'SELECT b.*, k.folder, k.braked_at FROM brake k JOIN mailbox b USING (mailbox) WHERE k.braked_at IS NOT NULL ORDER BY k.braked_at',
    )
    .map((row) => {
      const due = dueNow(sql, row, row.folder, a.policies.own.get(row.name) ?? a.policies.default, a.at);
      const { name: mailbox, folder, braked_at: since } = row;
      return { mailbox, folder, due: due.count, bytes: due.bytes, stored: storedIn(row, folder).count, since };
    });

// ── Sweeping ─────────────────────────────────────────────────────────────────────────────────────

interface SweepArguments {
  readonly mailbox: string;
  readonly policy: Retention;
  readonly at: number;
  readonly limit: number;
  /** Uids that are on their way to a device right now. */
  readonly sending: readonly string[];
}

/**
 * Whether the folder's due set may go, of which a batch was found; the brake is set or taken off as it says. A set is judged
 * once, however many batches it takes: what may go is allowed, and used up batch by batch.
 */
const mayRemove = (sql: Sql, box: MailboxRow, folder: Folder, a: SweepArguments, found: number): boolean => {
  const before = brakeOf(sql, box.mailbox, folder, a.policy);
  if (before.braked_at === null && before.allowed >= found) return true;
  const { count: due } = dueNow(sql, box, folder, a.policy, a.at);
  const judgement = judgeBrake({ due, allowed: before.allowed, stored: storedIn(box, folder).count });
  const after: BrakeRow =
    judgement === 'go'
      ? { allowed: due > found ? due : 0, braked_at: null }
      : { allowed: Math.min(before.allowed, due), braked_at: before.braked_at ?? a.at };
  setBrake(sql, box.mailbox, folder, a.policy, after);
  if (after.braked_at !== null && before.braked_at === null)
    sql.run(
      "INSERT INTO event (message, kind, at, detail) VALUES (NULL, 'braked', ?, ?)",
      a.at,
      JSON.stringify({ by: 'retention', mailbox: box.name, folder, due }),
    );
  return judgement === 'go';
};

/** Messages that one call passes over, for they have a grace or are on their way. */
const passedOver = 1_000;

export const sweep = (context: Context, a: SweepArguments): Sweep => {
  const { sql } = context;
  const box = findMailbox(sql, a.mailbox);
  if (!box) return { removed: [], braked: [], more: false, left: false };
  const sending = new Set(a.sending);
  const braked: Folder[] = [];
  let left = false;
  const due: { row: MessageRow; ending: Ending; folder: Folder }[] = [];
  for (const folder of folders) {
    // The batch is full: this folder is for the next one, and what is allowed in it stays.
    if (due.length === a.limit) continue;
    const found: typeof due = [];
    let none = true;
    let passed = 0;
    for (const { row, ending, order } of endings(sql, box, folder, a.policy, a.at)) {
      if (order > a.at || due.length + found.length === a.limit) break;
      const waits = ending.at > a.at || sending.has(row.uid);
      if (waits) passed += 1;
      else found.push({ row, ending, folder });
      if (ending.at <= a.at) none = false;
      left ||= passed === passedOver || (waits && ending.at <= a.at);
      if (passed === passedOver) break;
    }
    if (none) setBrake(sql, box.mailbox, folder, a.policy, noBrake);
    else if (found.length === 0) {
      if (brakeOf(sql, box.mailbox, folder, a.policy).braked_at !== null) braked.push(folder);
    } else if (mayRemove(sql, box, folder, a, found.length)) due.push(...found);
    else braked.push(folder);
  }
  const removed = due.map(({ row, ending: { rule }, folder }): Removed => {
    const event = record(sql, row.message, 'expired', a.at, { by: 'retention', rule });
    end(context, row, 'expired', a.at, folder === 'delivery' ? event : null);
    return { mailbox: a.mailbox, id: row.id, uid: row.uid, rule };
  });
  for (const folder of folders) {
    const gone = due.filter((d) => d.folder === folder).length;
    if (gone === 0) continue;
    const { allowed, braked_at } = brakeOf(sql, box.mailbox, folder, a.policy);
    if (allowed > 0) setBrake(sql, box.mailbox, folder, a.policy, { allowed: Math.max(0, allowed - gone), braked_at });
  }
  return { removed, braked, more: due.length === a.limit, left };
};

export const nextDue = ({ sql }: Context, a: { mailbox: string; policy: Retention; at: number }): number | undefined => {
  const box = findMailbox(sql, a.mailbox);
  if (!box) return undefined;
  let next: number | undefined;
  for (const folder of folders) {
    if (brakeOf(sql, box.mailbox, folder, a.policy).braked_at !== null) continue;
    let seen = 0;
    for (const { ending, order } of endings(sql, box, folder, a.policy, a.at)) {
      // With many that have a grace it is the sweep that looks again.
      if ((next !== undefined && order >= next) || seen === passedOver) break;
      next = Math.min(next ?? ending.at, ending.at);
      seen += 1;
    }
  }
  return next;
};

// ── Records ──────────────────────────────────────────────────────────────────────────────────────

/** How long the ledger's lines are kept, in ms. */
const ledgerLife = 30 * dayLength;

/** Forgets messages that ended before, and what administrators did before. The newest step stays: cursors count from it. */
export const prune = (
  { sql }: Context,
  a: { before: number; at: number; limit: number; spent: readonly { hour: number; mailbox: number }[] },
): number => {
  const { newest, of } = sql.maybe<{ newest: number; of: number | null }>(
    'SELECT event AS newest, message AS of FROM event ORDER BY event DESC LIMIT 1',
  ) ?? { newest: 0, of: null };
  const rows = sql.all<{ message: number }>(
    "SELECT message FROM message WHERE folder = 'ended' AND entered_at < ? AND message IS NOT ? ORDER BY entered_at LIMIT ?",
    a.before,
    of,
    a.limit,
  );
  for (const { message } of rows) {
    sql.run('DELETE FROM receipt WHERE message = ?', message);
    sql.run('DELETE FROM event WHERE message = ?', message);
    sql.run('DELETE FROM message WHERE message = ?', message);
  }
  const general = sql.run(
    'DELETE FROM event WHERE event IN (SELECT event FROM event WHERE message IS NULL AND at < ? AND event < ? LIMIT ?)',
    a.before,
    newest,
    a.limit,
  );
  const lines = sql.run('DELETE FROM ledger WHERE entry IN (SELECT entry FROM ledger WHERE at < ? LIMIT ?)', a.at - ledgerLife, a.limit);
  const hours = forgetHours(sql, { before: hourOf(a.at - limits.hours), spent: a.spent, limit: a.limit });
  return Math.max(rows.length, Number(general.changes), Number(lines.changes), hours);
};
