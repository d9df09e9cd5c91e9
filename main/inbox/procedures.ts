import type { ReceiptVerb } from '../../protocol/instruction.ts';
import type { Context, Sql } from '../../storage/index.ts';
import { type Amount, admit, type Candidate, type CapacityPolicy, type MessageState, roomOf, type Tally, withOpen } from './capacity.ts';
import type { Gone, InboxFolder, InboxMessage, Marks, PendingInstruction, Receipt, Reception, Settlement, Source } from './port.ts';

/* What the inbox does within a transaction. Runs in the storage worker; capacity.ts decides. */

const sourceOf = (sql: Sql, { server, mailbox }: Source): number => {
  sql.run('INSERT INTO source (server, mailbox) VALUES (?, ?) ON CONFLICT DO NOTHING', server, mailbox);
  return sql.one<{ source: number }>('SELECT source FROM source WHERE server = ? AND mailbox = ?', server, mailbox).source;
};

const tallyOf = (sql: Sql): Tally => {
  const rows = sql.all<Amount & { state: MessageState }>('SELECT state, count, bytes FROM tally');
  return Object.fromEntries(rows.map(({ state, count, bytes }) => [state, { count, bytes }])) as unknown as Tally;
};

const device = ({ sql }: Context): string => sql.one<{ device: string }>('SELECT device FROM identity').device;

const tally = ({ sql }: Context): Tally => tallyOf(sql);

/** The tally as the policy sees it: with the open message among those that stay. */
const tallyUnder = (sql: Sql, { open }: CapacityPolicy): Tally =>
  withOpen(tallyOf(sql), open ? sql.maybe('SELECT state, size FROM message WHERE uid = ?', open) : undefined);

const room = ({ sql }: Context, { policy }: { policy: CapacityPolicy }): number => roomOf(policy, tallyUnder(sql, policy));

const pending = ({ sql }: Context, { source }: { source: Source }): PendingInstruction[] =>
  sql.all<PendingInstruction>('SELECT verb, id, uid FROM pending WHERE source = ? AND refused IS NULL ORDER BY id', sourceOf(sql, source));

const settleIn = (sql: Sql, source: number, settled: readonly Settlement[]): void => {
  for (const { id, uid, refused } of settled)
    if (refused === undefined) sql.run('DELETE FROM pending WHERE source = ? AND id = ? AND uid = ?', source, id, uid);
    else sql.run('UPDATE pending SET refused = ? WHERE source = ? AND id = ? AND uid = ?', refused, source, id, uid);
};

const settle = ({ sql }: Context, a: { source: Source; settled: readonly Settlement[] }): void =>
  settleIn(sql, sourceOf(sql, a.source), a.settled);

/** Begins to read when it is iterated: the same statement serves one state after the other. */
function* inState(sql: Sql, state: MessageState, { open }: CapacityPolicy): Generator<Candidate> {
  yield* sql.each<Candidate>('SELECT message, size FROM message WHERE state = ? AND uid <> ? ORDER BY message', state, open ?? '');
}

/** A message makes way; its delivery stays known, with why it went. */
const remove = ({ sql, bodies }: Context, message: number, at: number): Gone => {
  const row = sql.one<{ delivery: number; body: number; state: MessageState; uid: string; id: number }>(
    'SELECT m.delivery, m.body, m.state, m.uid, d.id FROM message m JOIN delivery d USING (delivery) WHERE m.message = ?',
    message,
  );
  const because = row.state === 'deleted' ? 'deleted' : 'overwritten';
  sql.run('DELETE FROM message WHERE message = ?', message);
  sql.run('UPDATE delivery SET gone_at = ?, gone_because = ? WHERE delivery = ?', at, because, row.delivery);
  bodies.drop(row.body);
  return { uid: row.uid, id: row.id, because };
};

const receive = (
  context: Context,
  a: { source: Source; receipt: Receipt; verb: ReceiptVerb; policy: CapacityPolicy; settled: readonly Settlement[] },
): Reception => {
  const { sql, bodies } = context;
  const { receipt, policy } = a;
  const { mailbox } = a.source;
  const source = sourceOf(sql, a.source);
  settleIn(sql, source, a.settled);

  const dropStaged = (): void => {
    if (receipt.body.kind === 'staged') bodies.drop(receipt.body.body);
  };
  const instruct = (): void => {
    sql.run('INSERT OR REPLACE INTO pending (source, id, uid, verb) VALUES (?, ?, ?, ?)', source, receipt.id, receipt.uid, a.verb);
  };
  const trace = (): number =>
    Number(
      sql.run(
        'INSERT INTO delivery (source, mailbox, id, uid, size, subject, sender, received_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        source,
        mailbox,
        receipt.id,
        receipt.uid,
        receipt.size,
        receipt.subject,
        receipt.sender,
        receipt.receivedAt,
      ).lastInsertRowid,
    );

  const known = sql.maybe('SELECT 1 FROM delivery WHERE mailbox = ? AND id = ? AND uid = ?', mailbox, receipt.id, receipt.uid);
  const held = sql.maybe<{ message: number }>('SELECT message FROM message WHERE uid = ?', receipt.uid);
  if (known || held) {
    // A redelivery (new id, same uid) of a message that is still here is one more delivery of it. Whoever
    // asked for it wants to see it, so it comes back from among the deleted.
    if (!known && held) sql.run('UPDATE message SET delivery = ?, deleted_at = NULL WHERE message = ?', trace(), held.message);
    dropStaged();
    instruct();
    return { kind: 'known', room: roomOf(policy, tallyUnder(sql, policy)) };
  }

  const admission = admit(policy, tallyUnder(sql, policy), receipt.size, inState(sql, 'deleted', policy), inState(sql, 'read', policy));
  if (admission.kind === 'no-room') {
    dropStaged();
    return { kind: 'no-room', room: roomOf(policy, tallyUnder(sql, policy)) };
  }
  const gone = admission.remove.map(({ message }) => remove(context, message, receipt.receivedAt));
  sql.run(
    'INSERT INTO message (delivery, uid, body, size, sha256, type, accepted_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    trace(),
    receipt.uid,
    bodies.seal(receipt.body),
    receipt.size,
    receipt.sha256,
    receipt.type,
    receipt.acceptedAt,
  );
  instruct();
  return { kind: 'stored', gone, room: roomOf(policy, tallyUnder(sql, policy)) };
};

interface ListRow {
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
}

const toMessage = (row: ListRow): InboxMessage => ({
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
});

const selectMessages = `SELECT m.message, m.uid, d.id, d.mailbox, m.size, m.sha256, m.type, d.subject, d.sender, m.accepted_at,
  d.received_at, m.read, m.protected, m.deleted_at FROM message m JOIN delivery d USING (delivery)`;

/** Every message that the inbox holds, in order of receipt; also for readers without a worker. */
export const listMessages = (sql: Sql): InboxMessage[] => sql.all<ListRow>(`${selectMessages} ORDER BY m.message`).map(toMessage);

const list = ({ sql }: Context): InboxMessage[] => listMessages(sql);

/** What each folder shows; every condition has an index that gives the newest first. */
const shown: Record<InboxFolder, string> = {
  inbox: 'm.deleted_at IS NULL',
  unread: 'm.read = 0 AND m.deleted_at IS NULL',
  protected: "m.state = 'protected'",
  deleted: "m.state = 'deleted'",
};

const page = ({ sql }: Context, a: { folder: InboxFolder; before: number | undefined; limit: number }): InboxMessage[] =>
  sql
    .all<ListRow>(
      `${selectMessages} WHERE ${shown[a.folder]} AND m.message < ? ORDER BY m.message DESC LIMIT ?`,
      a.before ?? Number.MAX_SAFE_INTEGER,
      a.limit,
    )
    .map(toMessage);

const find = ({ sql }: Context, { uid }: { uid: string }): InboxMessage | undefined => {
  const row = sql.maybe<ListRow>(`${selectMessages} WHERE m.uid = ?`, uid);
  return row && toMessage(row);
};

const bodyOf = ({ sql }: Context, { uid }: { uid: string }): { body: number; size: number } | undefined =>
  sql.maybe<{ body: number; size: number }>('SELECT body, size FROM message WHERE uid = ?', uid);

const unread = ({ sql }: Context): number =>
  sql.one<{ count: number }>('SELECT count(*) AS count FROM message WHERE read = 0 AND deleted_at IS NULL').count;

const mark = ({ sql }: Context, a: { uids: readonly string[]; marks: Marks; at: number }): string[] =>
  a.uids.filter((uid) => {
    const { read, protected: isProtected, deleted } = a.marks;
    const asInteger = (value: boolean | undefined): number | null => (value === undefined ? null : Number(value));
    const { changes } = sql.run(
      `UPDATE message SET read = coalesce(?, read), protected = coalesce(?, protected),
         deleted_at = CASE ? WHEN 1 THEN coalesce(deleted_at, ?) WHEN 0 THEN NULL ELSE deleted_at END
       WHERE uid = ?`,
      asInteger(read),
      asInteger(isProtected),
      asInteger(deleted),
      a.at,
      uid,
    );
    return Number(changes) === 1;
  });

export const procedures = { device, tally, room, pending, settle, receive, list, page, find, bodyOf, unread, mark };
