import type { End, EventKind } from '../../protocol/submission.ts';
import type { Context, Sql } from '../../storage/index.ts';
import type { Folder } from '../retention/policy.ts';

/*
 * What every part of the store knows of its tables. Runs in the storage's threads; every decision is taken
 * by a pure policy, every function here only reads and writes rows.
 */

export interface MailboxRow {
  mailbox: number;
  name: string;
  last_id: number;
  waiting: number;
  waiting_bytes: number;
  processed: number;
  processed_bytes: number;
  processed_held: number;
  device: string | null;
}

export interface MessageRow {
  message: number;
  mailbox: number;
  id: number;
  uid: string;
  origin: string;
  folder: Folder | 'ended';
  ended: End | null;
  body: number | null;
  size: number;
  sha256: Uint8Array;
  type: string;
  subject: string;
  sender: string;
  envelope: string;
  accepted_at: number;
  entered_at: number;
  sent_at: number | null;
  sent_by: string | null;
  sent_event: number | null;
  held: 0 | 1;
  tombstone: number | null;
}

/** Stands in the name of a mailbox that was removed, and in no other: what it held belongs to nobody any more. */
export const retiredMark = '~';

export const folders = ['delivery', 'processed'] as const satisfies readonly Folder[];

export const findMailbox = (sql: Sql, name: string): MailboxRow | undefined =>
  sql.maybe<MailboxRow>('SELECT * FROM mailbox WHERE name = ?', name);

/** The mailbox's row, made if it is not there. */
export const openMailbox = (sql: Sql, name: string): MailboxRow => {
  const known = findMailbox(sql, name);
  if (known) return known;
  sql.run('INSERT INTO mailbox (name) VALUES (?)', name);
  return sql.one<MailboxRow>('SELECT * FROM mailbox WHERE name = ?', name);
};

export const findByUid = (sql: Sql, uid: string): (MessageRow & { name: string }) | undefined =>
  sql.maybe('SELECT m.*, b.name FROM message m JOIN mailbox b USING (mailbox) WHERE m.uid = ?', uid);

/** Ids of a mailbox only grow, whoever gives them. */
export const nextId = (sql: Sql, mailbox: number): number =>
  sql.one<{ id: number }>('UPDATE mailbox SET last_id = last_id + 1 WHERE mailbox = ? RETURNING last_id AS id', mailbox).id;

/** The same by the mailbox's name, which is made if it is not there: one statement for all messages but the first. */
export const giveId = (sql: Sql, name: string): { mailbox: number; id: number } => {
  const given = sql.maybe<{ mailbox: number; id: number }>(
    'UPDATE mailbox SET last_id = last_id + 1 WHERE name = ? RETURNING mailbox, last_id AS id',
    name,
  );
  if (given) return given;
  const { mailbox } = openMailbox(sql, name);
  return { mailbox, id: nextId(sql, mailbox) };
};

/** A step of a message; returns its number, the cursor of the activity. */
export const record = (sql: Sql, message: number, kind: EventKind, at: number, detail?: Record<string, unknown>): number =>
  Number(
    sql.run('INSERT INTO event (message, kind, at, detail) VALUES (?, ?, ?, ?)', message, kind, at, detail ? JSON.stringify(detail) : null)
      .lastInsertRowid,
  );

/** Ends a message: its row stays as the record, its body goes with the last copy. */
export const end = (
  { sql, bodies }: Context,
  row: Pick<MessageRow, 'message' | 'body'>,
  ended: End,
  at: number,
  tombstone: number | null,
): void => {
  sql.run(
    "UPDATE message SET folder = 'ended', ended = ?, body = NULL, entered_at = ?, sent_at = NULL, held = 0, tombstone = ? WHERE message = ?",
    ended,
    at,
    tombstone,
    row.message,
  );
  if (row.body !== null && !sql.maybe('SELECT 1 FROM message WHERE body = ? LIMIT 1', row.body)) bodies.drop(row.body);
};
