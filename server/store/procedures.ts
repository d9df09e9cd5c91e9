import type { AcquisitionRequest } from '../../protocol/acquisition.ts';
import type { Instruction, Verb } from '../../protocol/instruction.ts';
import { tailOf } from '../../protocol/instruction.ts';
import { cost } from '../../protocol/mailbox.ts';
import type { Refusal } from '../../protocol/response.ts';
import type { Retention } from '../../protocol/retention.ts';
import type { EventKind, State } from '../../protocol/submission.ts';
import type { Context, Sql } from '../../storage/index.ts';
import { type Instructed, judgeInstruction } from '../delivery/instruction.ts';
import { endingOf, type Folder, type Rule } from '../retention/policy.ts';
import type {
  Acceptance,
  Acquired,
  HistoryEntry,
  ListedMessage,
  Occupancy,
  Outgoing,
  Removed,
  RetryKey,
  Status,
  Submission,
  Totals,
} from './port.ts';

/*
 * What the store does within a transaction. Runs in the storage worker; every decision is taken by a
 * pure policy, every function here only reads and writes rows.
 */

interface MailboxRow {
  mailbox: number;
  last_id: number;
  waiting: number;
  waiting_bytes: number;
  processed: number;
}

interface MessageRow {
  message: number;
  id: number;
  uid: string;
  folder: Folder | 'ended';
  ended: 'deleted' | 'expired' | null;
  body: number | null;
  size: number;
  sha256: Uint8Array;
  type: string;
  subject: string;
  sender: string;
  accepted_at: number;
  entered_at: number;
  sent_at: number | null;
}

const findMailbox = (sql: Sql, name: string): MailboxRow | undefined =>
  sql.maybe<MailboxRow>('SELECT mailbox, last_id, waiting, waiting_bytes, processed FROM mailbox WHERE name = ?', name);

const record = (sql: Sql, message: number, kind: EventKind, at: number, detail?: Record<string, unknown>): void => {
  sql.run('INSERT INTO event (message, kind, at, detail) VALUES (?, ?, ?, ?)', message, kind, at, detail ? JSON.stringify(detail) : null);
};

// ── Accepting ────────────────────────────────────────────────────────────────────────────────────

/** How long a retry is recognised, in ms. */
const receiptLife = 24 * 3_600_000;

const equal = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** A retry's first acceptance, or that its key belongs to another body; `undefined`: the key is new. */
const findReceipt = (sql: Sql, mailbox: string, retry: RetryKey, s: Submission): Acceptance | undefined => {
  const row = sql.maybe<{ sha256: Uint8Array; uid: string; id: number }>(
    'SELECT r.sha256, m.uid, m.id FROM receipt r JOIN message m USING (message) WHERE r.scope = ? AND r.key = ? AND r.at > ?',
    retry.scope,
    retry.key,
    s.at - receiptLife,
  );
  if (!row) return undefined;
  return equal(row.sha256, s.sha256) ? { kind: 'known', mailbox, uid: row.uid, id: row.id } : { kind: 'key-reused', mailbox };
};

const accept = ({ sql, bodies }: Context, s: Submission): Acceptance[] => {
  const known = s.copies.map(({ mailbox, retry }) => retry && findReceipt(sql, mailbox, retry, s));
  const fresh = s.copies.filter((_, at) => !known[at]);
  const body = fresh.length > 0 ? bodies.seal(s.body) : undefined;
  if (body === undefined && s.body.kind === 'staged') bodies.drop(s.body.body);
  return s.copies.map(({ mailbox, uid, retry }, at) => {
    const before = known[at];
    if (before) return before;
    sql.run('INSERT INTO mailbox (name, last_id) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET last_id = last_id + 1', mailbox);
    const box = sql.one<{ mailbox: number; last_id: number }>('SELECT mailbox, last_id FROM mailbox WHERE name = ?', mailbox);
    const { lastInsertRowid } = sql.run(
      `INSERT INTO message (mailbox, id, uid, origin, folder, body, size, sha256, type, subject, sender, envelope, accepted_at, entered_at)
       VALUES (?, ?, ?, ?, 'delivery', ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      box.mailbox,
      box.last_id,
      uid,
      fresh[0]?.uid ?? uid,
      body ?? null,
      s.size,
      s.sha256,
      s.type,
      s.subject,
      s.sender,
      JSON.stringify(s.envelope),
      s.at,
      s.at,
    );
    const message = Number(lastInsertRowid);
    record(sql, message, 'accepted', s.at);
    if (retry)
      sql.run(
        'INSERT OR REPLACE INTO receipt (scope, key, sha256, message, at) VALUES (?, ?, ?, ?, ?)',
        retry.scope,
        retry.key,
        s.sha256,
        message,
        s.at,
      );
    return { kind: 'accepted', mailbox, uid, id: box.last_id };
  });
};

const forgetReceipts = ({ sql }: Context, { at }: { at: number }): void => {
  sql.run('DELETE FROM receipt WHERE at <= ?', at - receiptLife);
};

// ── Instructions (S45, S47) ──────────────────────────────────────────────────────────────────────

const messageColumns = 'message, id, uid, folder, ended, body, size, sha256, type, subject, sender, accepted_at, entered_at, sent_at';

/** Ends a message: its row stays as the record, its body goes with the last copy. */
const end = ({ sql, bodies }: Context, row: MessageRow, ended: 'deleted' | 'expired', at: number): void => {
  sql.run(
    "UPDATE message SET folder = 'ended', ended = ?, body = NULL, entered_at = ?, sent_at = NULL WHERE message = ?",
    ended,
    at,
    row.message,
  );
  if (row.body !== null && !sql.maybe('SELECT 1 FROM message WHERE body = ? LIMIT 1', row.body)) bodies.drop(row.body);
};

/** 204: delete from the delivery folder; 210: move to the processed folder. */
const carryOut = (context: Context, verb: Verb, row: MessageRow, at: number): void => {
  switch (verb) {
    case 'delete':
      end(context, row, 'deleted', at);
      record(context.sql, row.message, 'deleted', at, { by: 'device' });
      return;
    case 'move':
      context.sql.run("UPDATE message SET folder = 'processed', entered_at = ?, sent_at = NULL WHERE message = ?", at, row.message);
      record(context.sql, row.message, 'moved', at, { by: 'device' });
  }
};

/** The device has what ended here undelivered: said once, however often it is instructed. */
const recordLate = (sql: Sql, message: number, at: number): void => {
  if (!sql.maybe("SELECT 1 FROM event WHERE message = ? AND kind IN ('moved', 'kept')", message))
    record(sql, message, 'kept', at, { by: 'device' });
};

interface Instructions {
  done: number;
  moved: number;
  refused: Map<number, Refusal>;
}

const instruct = (context: Context, box: MailboxRow | undefined, instructions: readonly Instruction[], at: number): Instructions => {
  const { sql } = context;
  const result: Instructions = { done: 0, moved: 0, refused: new Map() };
  for (const { verb, targets } of instructions)
    for (const { first, last, tail } of targets)
      for (let id = first; id <= last; id += 1) {
        const row = box && sql.maybe<MessageRow>(`SELECT ${messageColumns} FROM message WHERE mailbox = ? AND id = ?`, box.mailbox, id);
        const known: Instructed | undefined = row && { folder: row.folder, ended: row.ended, tail: tailOf(row.uid) };
        const judgement = judgeInstruction(verb, { id, tail }, known, box?.last_id ?? 0);
        if (judgement.kind === 'refused') {
          result.refused.set(id, judgement.reason);
          continue;
        }
        result.done += 1;
        if (row && judgement.kind === 'carry-out') {
          carryOut(context, verb, row, at);
          if (verb === 'move') result.moved += 1;
        } else if (row && judgement.kind === 'done-late') recordLate(sql, row.message, at);
      }
  return result;
};

// ── Acquisition (S40–S44) ────────────────────────────────────────────────────────────────────────

const emptyOccupancy: Occupancy = { waiting: 0, waitingBytes: 0, smallest: 0, first: 0 };

const occupancyOf = (sql: Sql, mailbox: number): Occupancy => {
  const box = sql.one<{ waiting: number; waiting_bytes: number }>('SELECT waiting, waiting_bytes FROM mailbox WHERE mailbox = ?', mailbox);
  if (box.waiting === 0) return emptyOccupancy;
  const { smallest } = sql.one<{ smallest: number }>(
    "SELECT min(size) AS smallest FROM message WHERE mailbox = ? AND folder = 'delivery'",
    mailbox,
  );
  return { waiting: box.waiting, waitingBytes: box.waiting_bytes, smallest: cost(smallest), first: firstWaiting(sql, mailbox, 0) };
};

const occupancy = ({ sql }: Context, { mailbox }: { mailbox: string }): Occupancy => {
  const box = findMailbox(sql, mailbox);
  return box ? occupancyOf(sql, box.mailbox) : emptyOccupancy;
};

/** The lowest id waiting at or after `from`; 0 if there is none (S41–S43). */
const firstWaiting = (sql: Sql, mailbox: number, from: number): number =>
  sql.one<{ id: number | null }>("SELECT min(id) AS id FROM message WHERE mailbox = ? AND folder = 'delivery' AND id >= ?", mailbox, from)
    .id ?? 0;

/** The first message at or after `from` that fits. A room of `undefined` fits all. */
const findFitting = (sql: Sql, mailbox: number, from: number, room: number | undefined): MessageRow | undefined =>
  room === 0
    ? undefined
    : sql.maybe<MessageRow>(
        `SELECT ${messageColumns} FROM message WHERE mailbox = ? AND folder = 'delivery' AND id >= ? AND size <= ? ORDER BY id LIMIT 1`,
        mailbox,
        from,
        room ?? Number.MAX_SAFE_INTEGER,
      );

/** Reads what will be sent; a string tells why it cannot be. */
const readOutgoing = ({ bodies }: Context, row: MessageRow): Outgoing | string => {
  const { body } = row;
  if (body === null) return 'it has no body';
  try {
    const head = bodies.chunk(body, 0) ?? new Uint8Array(0);
    if (row.size > 0 && head.byteLength === 0) return 'its bytes are missing';
    const { id, uid, size, sha256, type, subject, sender, accepted_at: acceptedAt } = row;
    return { id, uid, size, sha256, type, subject, sender, acceptedAt, body, head };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

const acquire = (context: Context, a: { mailbox: string; request: AcquisitionRequest; at: number }): Acquired => {
  const { sql } = context;
  const { get, room, instructions } = a.request;
  const box = findMailbox(sql, a.mailbox);
  const { done, moved, refused } = instruct(context, box, instructions, a.at);
  if (!box) return { next: 0, done, refused, occupancy: emptyOccupancy, moved };

  const row = get === undefined ? undefined : findFitting(sql, box.mailbox, get, room);
  const outgoing = row && readOutgoing(context, row);
  const answer = { done, refused, occupancy: occupancyOf(sql, box.mailbox), moved };
  // Without `get` (form C) any waiting message is news: the device starts its next pass by it.
  if (!row || !outgoing) return { ...answer, next: firstWaiting(sql, box.mailbox, get ?? 0) };
  if (typeof outgoing === 'string')
    return { ...answer, next: firstWaiting(sql, box.mailbox, row.id), damaged: { id: row.id, uid: row.uid, reason: outgoing } };
  sql.run('UPDATE message SET sent_at = ? WHERE message = ?', a.at, row.message);
  record(sql, row.message, 'acquired', a.at);
  return { ...answer, message: outgoing, next: firstWaiting(sql, box.mailbox, row.id + 1) };
};

// ── Folders ──────────────────────────────────────────────────────────────────────────────────────

const list = ({ sql }: Context, a: { mailbox: string; folder: Folder; after: number; limit: number }): ListedMessage[] => {
  const box = findMailbox(sql, a.mailbox);
  if (!box) return [];
  return sql.all<ListedMessage>(
    `SELECT id, uid, folder, size, type, subject, sender, accepted_at AS acceptedAt, entered_at AS enteredAt, sent_at AS sentAt,
       (SELECT count(*) FROM message n WHERE n.mailbox = m.mailbox AND n.folder = m.folder
          AND (n.entered_at, n.id) > (m.entered_at, m.id)) AS newer
     FROM message m WHERE mailbox = ? AND folder = ? AND id > ? ORDER BY id LIMIT ?`,
    box.mailbox,
    a.folder,
    a.after,
    a.limit,
  );
};

const stateOf = (row: { folder: Folder | 'ended'; ended: 'deleted' | 'expired' | null; sent_at: number | null }): State => {
  if (row.ended) return row.ended;
  if (row.folder === 'processed') return 'moved';
  return row.sent_at === null ? 'waiting' : 'acquired';
};

const status = ({ sql }: Context, { uid }: { uid: string }): Status | undefined => {
  const row = sql.maybe<MessageRow & { name: string }>(
    'SELECT m.*, b.name FROM message m JOIN mailbox b USING (mailbox) WHERE uid = ?',
    uid,
  );
  if (!row) return undefined;
  const history = sql
    .all<{ kind: EventKind; at: number; detail: string | null }>(
      'SELECT kind, at, detail FROM event WHERE message = ? ORDER BY event',
      row.message,
    )
    .map(({ kind, at, detail }): HistoryEntry => ({ kind, at, ...(detail !== null && { detail: JSON.parse(detail) }) }));
  return { uid, mailbox: row.name, id: row.id, state: stateOf(row), history };
};

const totals = ({ sql }: Context, { mailbox }: { mailbox: string }): Totals =>
  sql.maybe<Totals>(
    'SELECT waiting, waiting_bytes AS waitingBytes, processed, processed_bytes AS processedBytes FROM mailbox WHERE name = ?',
    mailbox,
  ) ?? { waiting: 0, waitingBytes: 0, processed: 0, processedBytes: 0 };

const mailboxes = ({ sql }: Context): string[] => sql.all<{ name: string }>('SELECT name FROM mailbox ORDER BY name').map((r) => r.name);

// ── Retention ────────────────────────────────────────────────────────────────────────────────────

const folders = ['delivery', 'processed'] as const;

/** A folder from its oldest message on, with what the policy says of each. */
function* endings(sql: Sql, box: MailboxRow, folder: Folder, policy: Retention) {
  const { count } = sql.one<{ count: number }>(
    `SELECT ${folder === 'delivery' ? 'waiting' : 'processed'} AS count FROM mailbox WHERE mailbox = ?`,
    box.mailbox,
  );
  let newer = count;
  for (const row of sql.each<MessageRow>(
    `SELECT ${messageColumns} FROM message WHERE mailbox = ? AND folder = ? AND folder <> 'ended' ORDER BY entered_at, id`,
    box.mailbox,
    folder,
  )) {
    newer -= 1;
    const kept = { folder, enteredAt: row.entered_at, sentAt: row.sent_at, newer };
    const ending = endingOf(kept, policy);
    // Without its grace: the order of the walk. Behind the first that is not due by it, none is.
    const unsent = endingOf({ ...kept, sentAt: null }, policy);
    if (!ending || !unsent) return;
    yield { row, ending, unsentAt: unsent.at };
  }
}

const sweep = (context: Context, a: { mailbox: string; policy: Retention; at: number; limit: number }): Removed[] => {
  const box = findMailbox(context.sql, a.mailbox);
  if (!box) return [];
  const due: { row: MessageRow; rule: Rule }[] = [];
  for (const folder of folders)
    for (const { row, ending, unsentAt } of endings(context.sql, box, folder, a.policy)) {
      if (unsentAt > a.at || due.length === a.limit) break;
      if (ending.at <= a.at) due.push({ row, rule: ending.rule });
    }
  return due.map(({ row, rule }) => {
    end(context, row, 'expired', a.at);
    record(context.sql, row.message, 'expired', a.at, { by: 'retention', rule });
    return { mailbox: a.mailbox, id: row.id, uid: row.uid, rule };
  });
};

const nextDue = ({ sql }: Context, a: { mailbox: string; policy: Retention }): number | undefined => {
  const box = findMailbox(sql, a.mailbox);
  if (!box) return undefined;
  let next: number | undefined;
  for (const folder of folders)
    for (const { ending, unsentAt } of endings(sql, box, folder, a.policy)) {
      if (next !== undefined && unsentAt >= next) break;
      next = Math.min(next ?? ending.at, ending.at);
    }
  return next;
};

export const procedures = { accept, forgetReceipts, acquire, occupancy, list, totals, status, mailboxes, sweep, nextDue };
