import { v7 as uuidv7 } from 'uuid';
import type { AcquisitionRequest } from '../../protocol/acquisition.ts';
import { cost } from '../../protocol/cost.ts';
import { type Instruction, tailOf } from '../../protocol/instruction.ts';
import type { Refusal } from '../../protocol/response.ts';
import { type Context, chunkSize, type Sql } from '../../storage/index.ts';
import { type Effect, judgeInstruction } from '../delivery/instructions/index.ts';
import { hasRoom, insertMessage } from './accept.ts';
import type { AcquireOutcome, Caller, Occupancy, Outgoing } from './port.ts';
import { end, findMailbox, type MailboxRow, type MessageRow, openMailbox, record } from './rows.ts';

// ── Instructions (S45, S47) ──────────────────────────────────────────────────────────────────────

interface Instructions {
  done: number;
  moved: number;
  forwardedTo: Set<string>;
  refused: Map<number, Refusal>;
}

/** What an effect works on. */
interface Target {
  readonly context: Context;
  readonly box: MailboxRow;
  readonly row: MessageRow;
  readonly caller: Caller;
}

/** Hands the message on; false: the other mailbox is full. */
const forward = ({ context, box, row, caller }: Target, to: string): boolean => {
  const { sql } = context;
  if (row.body === null || !hasRoom(findMailbox(sql, to), row.size, caller.quotas?.get(to))) return false;
  const uid = uuidv7();
  const envelope = JSON.stringify({ via: 'forward', mailbox: box.name, uid: row.uid, envelope: JSON.parse(row.envelope) });
  const { origin, body, size, sha256, type, subject, sender } = row;
  insertMessage(
    sql,
    { mailbox: to, uid, origin, body, size, sha256, type, subject, sender, envelope, at: caller.at },
    { by: 'forward', from: box.name, uid: row.uid },
  );
  record(sql, row.message, 'forwarded', caller.at, { ...by(caller), to, uid });
  end(context, row, 'forwarded', caller.at, null);
  return true;
};

const by = ({ device }: Caller): Record<string, unknown> => ({ by: 'device', ...(device !== undefined && { device }) });

/** Carries out what was judged; a reason why it could not be. */
const perform = (target: Target, effect: Effect): Refusal | undefined => {
  const { context, row, caller } = target;
  const { at } = caller;
  switch (effect.kind) {
    case 'process':
      context.sql.run("UPDATE message SET folder = 'processed', entered_at = ?, sent_at = NULL WHERE message = ?", at, row.message);
      record(context.sql, row.message, 'moved', at, by(caller));
      return undefined;
    case 'end': {
      const reason = effect.reason === undefined ? {} : { reason: effect.reason };
      const event = record(context.sql, row.message, effect.as, at, { ...by(caller), ...reason });
      end(context, row, effect.as, at, effect.as === 'returned' ? event : null);
      return undefined;
    }
    case 'forward':
      return forward(target, effect.to) ? undefined : 'full';
  }
};

/** The device has what ended here undelivered: said once, and it is no tombstone any more. */
const recordLate = (sql: Sql, row: MessageRow, caller: Caller): void => {
  if (row.tombstone === null) return;
  sql.run('UPDATE message SET tombstone = NULL WHERE message = ?', row.message);
  record(sql, row.message, 'kept', caller.at, by(caller));
};

const instruct = (context: Context, box: MailboxRow, instructions: readonly Instruction[], caller: Caller): Instructions => {
  const { sql } = context;
  const result: Instructions = { done: 0, moved: 0, forwardedTo: new Set(), refused: new Map() };
  for (const instruction of instructions)
    for (const { first, last, tail } of instruction.targets)
      for (let id = first; id <= last; id += 1) {
        const row = sql.maybe<MessageRow>('SELECT * FROM message WHERE mailbox = ? AND id = ?', box.mailbox, id);
        const known = row && { folder: row.folder, ended: row.ended, tail: tailOf(row.uid) };
        const judgement = judgeInstruction(instruction, { id, tail }, known, box.last_id);
        const refused =
          judgement.kind === 'refused'
            ? judgement.reason
            : row && judgement.kind === 'carry-out'
              ? perform({ context, box, row, caller }, judgement.effect)
              : undefined;
        if (refused !== undefined) {
          result.refused.set(id, refused);
          continue;
        }
        result.done += 1;
        if (!row) continue;
        if (judgement.kind === 'done-late') recordLate(sql, row, caller);
        if (judgement.kind === 'carry-out' && judgement.effect.kind === 'process') result.moved += 1;
        if (judgement.kind === 'carry-out' && judgement.effect.kind === 'forward') result.forwardedTo.add(judgement.effect.to);
      }
  return result;
};

// ── Acquisition (S40–S44) ────────────────────────────────────────────────────────────────────────

const emptyOccupancy: Occupancy = { waiting: 0, waitingBytes: 0, smallest: 0, first: 0 };

const occupancyOf = (sql: Sql, mailbox: number): Occupancy => {
  const box = sql.one<MailboxRow>('SELECT * FROM mailbox WHERE mailbox = ?', mailbox);
  if (box.waiting === 0) return emptyOccupancy;
  const { waiting, waiting_bytes: waitingBytes } = box;
  return { waiting, waitingBytes, smallest: cost(smallestWaiting(sql, mailbox)), first: firstWaiting(sql, mailbox, 0) };
};

export const occupancy = ({ sql }: Context, { mailbox }: { mailbox: string }): Occupancy & { lastId: number } => {
  const box = findMailbox(sql, mailbox);
  return { ...(box ? occupancyOf(sql, box.mailbox) : emptyOccupancy), lastId: box?.last_id ?? 0 };
};

/** Bytes of the smallest message waiting; 0 if there is none. */
const smallestWaiting = (sql: Sql, mailbox: number): number =>
  sql.one<{ size: number | null }>("SELECT min(size) AS size FROM message WHERE mailbox = ? AND folder = 'delivery'", mailbox).size ?? 0;

/** The lowest id waiting at or after `from`; 0 if there is none (S41–S43). */
const firstWaiting = (sql: Sql, mailbox: number, from: number): number =>
  sql.one<{ id: number | null }>("SELECT min(id) AS id FROM message WHERE mailbox = ? AND folder = 'delivery' AND id >= ?", mailbox, from)
    .id ?? 0;

/** The first message at or after `from` that fits. A room of `undefined` fits all. */
const findFitting = (sql: Sql, mailbox: number, from: number, room: number | undefined): MessageRow | undefined =>
  room === 0 || (room !== undefined && smallestWaiting(sql, mailbox) > room)
    ? undefined
    : sql.maybe<MessageRow>(
        "SELECT * FROM message WHERE mailbox = ? AND folder = 'delivery' AND id >= ? AND size <= ? ORDER BY id LIMIT 1",
        mailbox,
        from,
        room ?? Number.MAX_SAFE_INTEGER,
      );

/** Reads what will be sent, from a byte on; a string tells why it cannot be. */
export const readOutgoing = ({ bodies }: Pick<Context, 'bodies'>, row: MessageRow, from = 0): Outgoing | string => {
  const { body } = row;
  if (body === null) return 'it has no body';
  try {
    const place = Math.floor(from / chunkSize);
    const chunk = bodies.chunk(body, place) ?? new Uint8Array(0);
    if (row.size > from && chunk.byteLength === 0) return 'its bytes are missing';
    const { id, uid, size, sha256, type, subject, sender, accepted_at: acceptedAt } = row;
    const head = from === 0 ? chunk : chunk.slice(from - place * chunkSize);
    return { id, uid, size, sha256, type, subject, sender, acceptedAt, body, head, place: place + 1 };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

/** Sendings of one message for one device are one step of its history, with how often and when last. */
const recordSending = (sql: Sql, { message, sent_event, sent_by }: MessageRow, { at, device }: Caller): void => {
  const again = sent_event !== null && sent_by === (device ?? null);
  if (again)
    sql.run(
      `UPDATE event SET detail = json_set(ifnull(detail, '{}'), '$.times', ifnull(json_extract(detail, '$.times'), 1) + 1, '$.last', ?)
       WHERE event = ?`,
      new Date(at).toISOString(),
      sent_event,
    );
  const step = again ? sent_event : record(sql, message, 'acquired', at, device === undefined ? undefined : { device });
  sql.run('UPDATE message SET sent_at = ?, sent_by = ?, sent_event = ? WHERE message = ?', at, device ?? null, step, message);
};

/** Bytes of all messages but the first in an answer of several. */
const batchBytes = 4 * 1024 ** 2;

interface Selection {
  messages: (Outgoing & { next: number })[];
  /** Their rows. */
  rows: MessageRow[];
  next: number;
  damaged?: { id: number; uid: string; reason: string };
}

/** S41–S43: the messages to send, first fit in order, within the room together, each with the id of its next. */
const select = (context: Context, mailbox: number, request: AcquisitionRequest, resumeFrom: number): Selection => {
  const { sql } = context;
  const { get, room, max = 1 } = request;
  // Without `get` (form C) any waiting message is news: the device starts its next pass by it.
  if (get === undefined) return { messages: [], rows: [], next: firstWaiting(sql, mailbox, 0) };
  const selection: Selection = { messages: [], rows: [], next: firstWaiting(sql, mailbox, get) };
  let from = get;
  let left = room;
  let bytes = 0;
  while (selection.messages.length < max) {
    const row = findFitting(sql, mailbox, from, left);
    if (!row || (selection.messages.length > 0 && bytes + row.size > batchBytes)) break;
    const outgoing = readOutgoing(context, row, resumeFrom);
    if (typeof outgoing === 'string') {
      selection.next = firstWaiting(sql, mailbox, row.id);
      // In an answer of several it ends the answer; the next request meets it first.
      if (selection.messages.length === 0) selection.damaged = { id: row.id, uid: row.uid, reason: outgoing };
      break;
    }
    selection.next = firstWaiting(sql, mailbox, row.id + 1);
    selection.messages.push({ ...outgoing, next: selection.next });
    selection.rows.push(row);
    if (selection.messages.length > 1) bytes += row.size;
    if (left !== undefined) left = Math.max(0, left - cost(row.size));
    from = row.id + 1;
  }
  return selection;
};

/** The other device that a mailbox belongs to, if it does: one that is not shared is the first one's that spoke. */
export const otherOwner = (box: MailboxRow, device: string | undefined, shared: boolean): string | undefined =>
  device === undefined || shared || box.device === device ? undefined : (box.device ?? undefined);

/** From now on the mailbox is this device's, if it was nobody's. */
export const claimFor = (sql: Sql, box: MailboxRow, device: string | undefined, shared: boolean): void => {
  if (device !== undefined && !shared && box.device === null)
    sql.run('UPDATE mailbox SET device = ? WHERE mailbox = ?', device, box.mailbox);
};

export const acquire = (context: Context, a: { mailbox: string; request: AcquisitionRequest; caller: Caller }): AcquireOutcome => {
  const { sql } = context;
  const { request, caller } = a;
  const box = openMailbox(sql, a.mailbox);
  const other = otherOwner(box, caller.device, caller.shared);
  if (other !== undefined) return { kind: 'other-device', device: other };
  const { resume } = caller;
  if (resume) {
    const row = findFitting(sql, box.mailbox, request.get ?? 0, request.room);
    if (row?.uid !== resume.uid) return { kind: 'other-message' };
    if (resume.from >= row.size) return { kind: 'unsatisfiable', size: row.size };
  }

  claimFor(sql, box, caller.device, caller.shared);
  const { done, moved, forwardedTo, refused } = instruct(context, box, request.instructions, caller);
  const { messages, rows, next, damaged } = select(context, box.mailbox, request, resume?.from ?? 0);
  for (const row of rows) recordSending(sql, row, caller);
  return {
    kind: 'answered',
    messages,
    ...(damaged && { damaged }),
    next,
    done,
    refused,
    occupancy: occupancyOf(sql, box.mailbox),
    moved,
    forwardedTo: [...forwardedTo],
  };
};
