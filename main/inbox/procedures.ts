import type { Context } from '../../storage/index.ts';
import type { Ended, Gone, InboxMessage, Look, Marks, Oversize, Source, Trace, Unsearched, Words } from './port.ts';
import { previewOf } from './preview.ts';
import { receiving, remove, sourceOf } from './receiving.ts';
import { makeRoom, type RoomMade, type RoomStep } from './room.ts';
import { errands, findMessage, page, traces, unsearched } from './rows.ts';
import { whereabouts } from './whereabouts.ts';
import { indexed } from './words.ts';

/* What the inbox does within a transaction. Runs in the storage worker. */

const device = ({ sql }: Context): string => sql.one<{ device: string }>('SELECT device FROM identity').device;

const find = ({ sql }: Context, { uid }: { uid: string }): InboxMessage | undefined => findMessage(sql, uid);

const bodyOf = ({ sql }: Context, { uid }: { uid: string }): { body: number; size: number } | undefined =>
  sql.maybe<{ body: number; size: number }>('SELECT body, size FROM message WHERE uid = ?', uid);

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

/** These, or so many of all that are deleted. */
export type Purge = { readonly at: number } & ({ readonly uids: readonly string[] } | { readonly limit: number });

const purge = (context: Context, a: Purge): Gone[] => {
  const { sql } = context;
  const deleted =
    'uids' in a
      ? a.uids.flatMap((uid) => sql.all<{ message: number }>("SELECT message FROM message WHERE uid = ? AND state = 'deleted'", uid))
      : sql.all<{ message: number }>("SELECT message FROM message WHERE state = 'deleted' ORDER BY message LIMIT ?", a.limit);
  return deleted.map(({ message }) => remove(context, message, a.at));
};

const tombstonesRead = ({ sql }: Context, { source }: { source: Source }): number =>
  sql.one<{ tombstones_read: number }>('SELECT tombstones_read FROM source WHERE source = ?', sourceOf(sql, source)).tombstones_read;

const addEnded = ({ sql }: Context, a: { source: Source; ended: readonly Ended[]; readTo: number }): Ended[] => {
  const source = sourceOf(sql, a.source);
  sql.run('UPDATE source SET tombstones_read = ? WHERE source = ?', a.readTo, source);
  return a.ended.filter((e) => {
    // What is here, or was, did not end before it came.
    if (sql.maybe('SELECT 1 FROM delivery WHERE mailbox = ? AND id = ? AND uid = ?', a.source.mailbox, e.id, e.uid)) return false;
    if (sql.maybe('SELECT 1 FROM trace WHERE uid = ? AND id = ? AND back_at IS NULL', e.uid, e.id)) return false;
    sql.run(
      `INSERT INTO trace (source, mailbox, id, uid, size, type, subject, sender, accepted_at, gone_at, because)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      source,
      a.source.mailbox,
      e.id,
      e.uid,
      e.bytes,
      e.type,
      e.subject,
      e.from,
      e.acceptedAt,
      e.endedAt,
      e.because,
    );
    return true;
  });
};

const noteOversize = ({ sql }: Context, a: { source: Source; oversize: readonly Oversize[] }): Oversize[] => {
  const source = sourceOf(sql, a.source);
  return a.oversize.filter(({ uid, id, bytes }) => {
    const { changes } = sql.run(
      'INSERT INTO oversize (source, uid, id, size) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
      source,
      uid,
      id,
      bytes,
    );
    return Number(changes) === 1;
  });
};

const addWords = ({ sql }: Context, { words }: { words: readonly Words[] }): void => {
  for (const { key, subject, sender, body, attachments } of words) {
    // It may have gone meanwhile, or been taken apart by somebody else.
    const { changes } = sql.run(
      'UPDATE message SET attachments = ?, preview = ? WHERE message = ? AND attachments IS NULL',
      attachments.length,
      previewOf(body),
      key,
    );
    if (Number(changes) === 0) continue;
    sql.run(
      'INSERT OR REPLACE INTO search (rowid, subject, sender, body, attachments) VALUES (?, ?, ?, ?, ?)',
      key,
      indexed(subject),
      indexed(sender),
      indexed(body),
      indexed(attachments.join('\n')),
    );
  }
};

const forgetWords = ({ sql }: Context, a: { before: number | undefined; limit: number }): number | null => {
  const before = a.before ?? Number.MAX_SAFE_INTEGER;
  const last = sql.all<{ message: number }>('SELECT message FROM message WHERE message < ? ORDER BY message DESC LIMIT ?', before, a.limit);
  const key = last.at(-1)?.message;
  if (key === undefined) return null;
  sql.run('UPDATE message SET attachments = NULL WHERE message >= ? AND message < ? AND attachments IS NOT NULL', key, before);
  return key;
};

const clearWords = ({ sql }: Context): void => {
  sql.run("INSERT INTO search (search) VALUES ('delete-all')");
};

const errandDone = ({ sql }: Context, { uid }: { uid: string }): void => {
  sql.run('UPDATE message SET errand = 0, read = 1 WHERE uid = ? AND errand = 1', uid);
};

export const procedures = {
  ...receiving,
  device,
  find,
  page: ({ sql }: Context, look: Look): InboxMessage[] => page(sql, look),
  traces: ({ sql }: Context, a: { before: number | undefined; limit: number }): Trace[] => traces(sql, a),
  whereabouts,
  bodyOf,
  mark,
  purge,
  makeRoom: ({ sql }: Context, step: RoomStep): RoomMade => makeRoom(sql, step),
  tombstonesRead,
  addEnded,
  noteOversize,
  unsearched: ({ sql }: Context, a: { limit: number }): Unsearched => unsearched(sql, a),
  addWords,
  forgetWords,
  clearWords,
  errands: ({ sql }: Context, a: { after: number; limit: number }): InboxMessage[] => errands(sql, a),
  errandDone,
};
