import type { Quota } from '../../protocol/mailbox.ts';
import type { Context, Sql } from '../../storage/index.ts';
import type { Acceptance, RetryKey, Submission } from './port.ts';
import { findMailbox, giveId, type MailboxRow, record } from './rows.ts';

/** How long a retry is recognised, in ms. */
const receiptLife = 24 * 3_600_000;

const equal = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** A retry's first acceptance, or that its key belongs to another body; `undefined`: the key is new. */
const findReceipt = (sql: Sql, mailbox: string, retry: RetryKey, s: Submission): Acceptance | undefined => {
  const row = sql.maybe<{ sha256: Uint8Array; uid: string; id: number }>(
    `SELECT r.sha256, m.uid, m.id FROM receipt r JOIN message m USING (message) JOIN mailbox b USING (mailbox)
     WHERE r.scope = ? AND r.key = ? AND r.at > ? AND b.name = ?`,
    retry.scope,
    retry.key,
    s.at - receiptLife,
    // Not of a mailbox that had the name before.
    mailbox,
  );
  if (!row) return undefined;
  return equal(row.sha256, s.sha256) ? { kind: 'known', mailbox, uid: row.uid, id: row.id } : { kind: 'key-reused', mailbox };
};

const isLimited = (quota: Quota | undefined): boolean => quota !== undefined && (quota.messages !== null || quota.bytes !== null);

/** Whether the delivery folder takes one more message of this size. */
export const hasRoom = (
  box: Pick<MailboxRow, 'waiting' | 'waiting_bytes'> | undefined,
  size: number,
  quota: Quota | undefined,
): boolean => {
  const { waiting, waiting_bytes: bytes } = box ?? { waiting: 0, waiting_bytes: 0 };
  return (quota?.messages ?? Number.POSITIVE_INFINITY) > waiting && (quota?.bytes ?? Number.POSITIVE_INFINITY) >= bytes + size;
};

interface NewMessage {
  readonly mailbox: string;
  readonly uid: string;
  readonly origin: string;
  readonly body: number;
  readonly size: number;
  readonly sha256: Uint8Array;
  readonly type: string;
  readonly subject: string;
  readonly sender: string;
  /** JSON. */
  readonly envelope: string;
  readonly at: number;
}

/** A message in a delivery folder (205), at its end. */
export const insertMessage = (sql: Sql, m: NewMessage, detail?: Record<string, unknown>): { message: number; id: number } => {
  const { mailbox, id } = giveId(sql, m.mailbox);
  const { lastInsertRowid } = sql.run(
    `INSERT INTO message (mailbox, id, uid, origin, folder, body, size, sha256, type, subject, sender, envelope, accepted_at, entered_at)
     VALUES (?, ?, ?, ?, 'delivery', ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    mailbox,
    id,
    m.uid,
    m.origin,
    m.body,
    m.size,
    m.sha256,
    m.type,
    m.subject,
    m.sender,
    m.envelope,
    m.at,
    m.at,
  );
  const message = Number(lastInsertRowid);
  record(sql, message, 'accepted', m.at, detail);
  return { message, id };
};

export const accept = ({ sql, bodies }: Context, s: Submission): Acceptance[] => {
  const giveBack = (): void => {
    if (s.body.kind === 'staged') bodies.drop(s.body.body);
  };
  const known = s.copies.map(({ mailbox, retry }) => retry && findReceipt(sql, mailbox, retry, s));
  const fresh = s.copies.filter((_, at) => !known[at]);
  const full = fresh.filter(({ mailbox, quota }) => isLimited(quota) && !hasRoom(findMailbox(sql, mailbox), s.size, quota));
  if (full.length > 0) {
    giveBack();
    return full.map(({ mailbox }) => ({ kind: 'full', mailbox }));
  }
  const body = fresh.length > 0 ? bodies.seal(s.body) : undefined;
  if (body === undefined) giveBack();
  const { size, sha256, type, subject, sender, at } = s;
  const common = { size, sha256, type, subject, sender, at };
  return s.copies.map(({ mailbox, uid, retry, envelope: own }, place): Acceptance => {
    const before = known[place];
    if (before) return before;
    if (body === undefined) throw new Error('a fresh copy has a body');
    const envelope = JSON.stringify({ ...s.envelope, ...own });
    const { message, id } = insertMessage(sql, { ...common, envelope, mailbox, uid, origin: fresh[0]?.uid ?? uid, body });
    if (retry)
      sql.run(
        'INSERT OR REPLACE INTO receipt (scope, key, sha256, message, at) VALUES (?, ?, ?, ?, ?)',
        retry.scope,
        retry.key,
        sha256,
        message,
        at,
      );
    return { kind: 'accepted', mailbox, uid, id };
  });
};

export const forgetReceipts = ({ sql }: Context, { at }: { at: number }): void => {
  sql.run('DELETE FROM receipt WHERE at <= ?', at - receiptLife);
};
