import type { Context, Sql } from '../../storage/index.ts';
import { admit, type Candidate, type CapacityPolicy, isFull, type MessageState, roomOf, type Tally, withOpen } from './capacity.ts';
import type {
  Expectation,
  Gone,
  Head,
  PendingInstruction,
  Receipt,
  ReceiptOrder,
  Reception,
  Settlement,
  Source,
  TraceReason,
} from './port.ts';

/* What receiving does within a transaction. Runs in the storage worker; capacity.ts decides. */

export const sourceOf = (sql: Sql, { server, mailbox }: Source): number => {
  sql.run('INSERT INTO source (server, mailbox) VALUES (?, ?) ON CONFLICT DO NOTHING', server, mailbox);
  return sql.one<{ source: number }>('SELECT source FROM source WHERE server = ? AND mailbox = ?', server, mailbox).source;
};

type TallyRow = { state: MessageState | 'all-unread'; count: number; bytes: number };

const tallyOf = (sql: Sql): Tally => {
  const rows = sql.all<TallyRow>("SELECT state, count, bytes FROM tally WHERE state <> 'all-unread'");
  return Object.fromEntries(rows.map(({ state, count, bytes }) => [state, { count, bytes }])) as unknown as Tally;
};

/** The tally as the policy sees it: with the open message among those that stay. */
const tallyUnder = (sql: Sql, { open }: CapacityPolicy): Tally =>
  withOpen(tallyOf(sql), open ? sql.maybe('SELECT state, size FROM message WHERE uid = ?', open) : undefined);

const roomIn = (sql: Sql, policy: CapacityPolicy): number => roomOf(policy, tallyUnder(sql, policy));

const room = ({ sql }: Context, { policy }: { policy: CapacityPolicy }): number => roomIn(sql, policy);

/** What makes way first, when there is no free room. */
export const nextToGo = (sql: Sql, policy: CapacityPolicy): string | null => {
  if (!isFull(policy.cap, tallyOf(sql))) return null;
  const oldest = (state: MessageState): string | undefined =>
    sql.maybe<{ uid: string }>('SELECT uid FROM message WHERE state = ? AND uid <> ? ORDER BY message LIMIT 1', state, policy.open ?? '')
      ?.uid;
  return oldest('deleted') ?? (policy.overwriteRead ? oldest('read') : undefined) ?? null;
};

const counts = ({ sql }: Context, { policy }: { policy: CapacityPolicy }) => ({
  tally: tallyOf(sql),
  unread: sql.one<{ count: number }>("SELECT count FROM tally WHERE state = 'all-unread'").count,
  room: roomIn(sql, policy),
  next: nextToGo(sql, policy),
});

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

/** A message goes; its delivery stays known, and a trace says why. */
export const remove = ({ sql, bodies }: Context, message: number, at: number): Gone => {
  const row = sql.one<{ body: number; state: MessageState; uid: string; id: number; attachments: number | null }>(
    'SELECT body, state, uid, id, attachments FROM message WHERE message = ?',
    message,
  );
  const because: TraceReason = row.state === 'deleted' ? 'deleted' : 'overwritten';
  sql.run(
    `INSERT INTO trace (source, mailbox, id, uid, size, type, subject, sender, accepted_at, received_at, gone_at, because)
     SELECT source, mailbox, id, uid, size, type, subject, sender, accepted_at, received_at, ?, ? FROM message WHERE message = ?`,
    at,
    because,
    message,
  );
  sql.run('DELETE FROM message WHERE message = ?', message);
  if (row.attachments !== null) sql.run('DELETE FROM search WHERE rowid = ?', message);
  bodies.drop(row.body);
  return { uid: row.uid, id: row.id, because };
};

const instruct = (sql: Sql, source: number, { id, uid }: Head, { verb }: ReceiptOrder): void => {
  sql.run('INSERT OR REPLACE INTO pending (source, id, uid, verb) VALUES (?, ?, ?, ?)', source, id, uid, verb);
  sql.run('UPDATE message SET verb = ? WHERE uid = ?', verb, uid);
};

const know = (sql: Sql, mailbox: string, { id, uid }: Head): void => {
  sql.run('INSERT INTO delivery (mailbox, id, uid) VALUES (?, ?, ?)', mailbox, id, uid);
};

interface Held {
  message: number;
  body: number;
}

/**
 * What a delivery is to the inbox: stored before; one more of a message that is still here (new id, same uid), with the bytes
 * that this one has; or new.
 */
const isKnown = (sql: Sql, { mailbox }: Source, { id, uid, size, sha256 }: Head): 'known' | { again: Held; same: boolean } | 'new' => {
  if (sql.maybe('SELECT 1 FROM delivery WHERE mailbox = ? AND id = ? AND uid = ?', mailbox, id, uid)) return 'known';
  const held = sql.maybe<Held & { size: number; sha256: Uint8Array }>('SELECT message, body, size, sha256 FROM message WHERE uid = ?', uid);
  return held ? { again: held, same: held.size === size && Buffer.compare(held.sha256, sha256) === 0 } : 'new';
};

/** Whoever asked for one more delivery of a message wants to see it: it comes back from among the deleted. */
const knowAgain = (sql: Sql, source: Source, number: number, head: Head, { message }: Held): void => {
  know(sql, source.mailbox, head);
  sql.run('UPDATE message SET source = ?, id = ?, deleted_at = NULL WHERE message = ?', number, head.id, message);
};

const admissionOf = (sql: Sql, policy: CapacityPolicy, size: number) =>
  admit(policy, tallyUnder(sql, policy), size, inState(sql, 'deleted', policy), inState(sql, 'read', policy));

interface Partial {
  body: number;
  size: number;
  sha256: Uint8Array;
}

const partialOf = (sql: Sql, source: number, uid: string): Partial | undefined =>
  sql.maybe<Partial>('SELECT body, size, sha256 FROM partial WHERE source = ? AND uid = ?', source, uid);

const forgetIn = ({ sql, bodies }: Context, source: number, uid: string): void => {
  const partial = partialOf(sql, source, uid);
  if (!partial) return;
  sql.run('DELETE FROM partial WHERE source = ? AND uid = ?', source, uid);
  bodies.drop(partial.body);
};

const forget = (context: Context, a: { source: Source; uid: string | undefined }): void => {
  const { sql } = context;
  const source = sourceOf(sql, a.source);
  const uids =
    a.uid === undefined ? sql.all<{ uid: string }>('SELECT uid FROM partial WHERE source = ?', source).map(({ uid }) => uid) : [a.uid];
  for (const uid of uids) forgetIn(context, source, uid);
};

const expect = (
  context: Context,
  a: { source: Source; head: Head; order: ReceiptOrder; settled: readonly Settlement[]; whole: boolean },
): Expectation => {
  const { sql, bodies } = context;
  const { head, order } = a;
  const source = sourceOf(sql, a.source);
  settleIn(sql, source, a.settled);
  const known = isKnown(sql, a.source, head);
  // The bytes of one that is here are asked for all the same, unless they were found whole: they may have been damaged since.
  if (known === 'known' || (known !== 'new' && (!known.same || a.whole))) {
    if (known !== 'known') knowAgain(sql, a.source, source, head, known.again);
    instruct(sql, source, head, order);
    forgetIn(context, source, head.uid);
    return { kind: known !== 'known' && known.same ? 'renewed' : 'known', room: roomIn(sql, order.policy) };
  }
  if (known === 'new' && admissionOf(sql, order.policy, head.size).kind === 'no-room')
    return { kind: 'no-room', room: roomIn(sql, order.policy) };
  const partial = partialOf(sql, source, head.uid);
  if (partial && partial.size === head.size && Buffer.compare(partial.sha256, head.sha256) === 0)
    return { kind: 'expected', body: partial.body, from: bodies.sizeOf(partial.body) };
  // Its bytes are others than those that were announced before.
  forgetIn(context, source, head.uid);
  const body = bodies.keep();
  sql.run('INSERT INTO partial (source, uid, body, size, sha256) VALUES (?, ?, ?, ?, ?)', source, head.uid, body, head.size, head.sha256);
  return { kind: 'expected', body, from: 0 };
};

const receive = (
  context: Context,
  a: { source: Source; receipt: Receipt; order: ReceiptOrder; settled: readonly Settlement[] },
): Reception => {
  const { sql, bodies } = context;
  const { receipt, order } = a;
  const { mailbox } = a.source;
  const { policy } = order;
  const source = sourceOf(sql, a.source);
  settleIn(sql, source, a.settled);

  const dropStaged = (): void => {
    if (receipt.body.kind === 'staged') bodies.drop(receipt.body.body);
  };
  const known = isKnown(sql, a.source, receipt);
  if (known !== 'new') {
    instruct(sql, source, receipt, order);
    if (known !== 'known') knowAgain(sql, a.source, source, receipt, known.again);
    if (known !== 'known' && known.same) {
      // What has just come is whole; what is here may have been damaged since.
      sql.run('DELETE FROM partial WHERE source = ? AND uid = ?', source, receipt.uid);
      sql.run('UPDATE message SET body = ? WHERE message = ?', bodies.seal(receipt.body), known.again.message);
      bodies.drop(known.again.body);
      return { kind: 'renewed', room: roomIn(sql, policy) };
    }
    dropStaged();
    forgetIn(context, source, receipt.uid);
    return { kind: 'known', room: roomIn(sql, policy) };
  }
  const admission = admissionOf(sql, policy, receipt.size);
  if (admission.kind === 'no-room') {
    // One that was expected stays, whole, for when there is room.
    dropStaged();
    return { kind: 'no-room', room: roomIn(sql, policy) };
  }
  const gone = admission.remove.map(({ message }) => remove(context, message, receipt.receivedAt));
  sql.run('DELETE FROM partial WHERE source = ? AND uid = ?', source, receipt.uid);
  sql.run('DELETE FROM oversize WHERE source = ? AND uid = ?', source, receipt.uid);
  sql.run('UPDATE trace SET back_at = ? WHERE uid = ? AND back_at IS NULL', receipt.receivedAt, receipt.uid);
  know(sql, mailbox, receipt);
  sql.run(
    `INSERT INTO message (source, mailbox, id, uid, body, size, sha256, type, subject, sender, accepted_at, received_at, errand)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    source,
    mailbox,
    receipt.id,
    receipt.uid,
    bodies.seal(receipt.body),
    receipt.size,
    receipt.sha256,
    receipt.type,
    receipt.subject,
    receipt.sender,
    receipt.acceptedAt,
    receipt.receivedAt,
    order.errand ? 1 : 0,
  );
  instruct(sql, source, receipt, order);
  return { kind: 'stored', gone, room: roomIn(sql, policy) };
};

export const receiving = { room, counts, pending, settle, expect, forget, receive };
