import type { Context } from '../../storage/index.ts';
import type { Action, ActionResult } from './port.ts';
import { end, findByUid, findMailbox, type MessageRow, nextId, record, retiredMark } from './rows.ts';

type By = Record<string, unknown>;

/** What an action does to a message of a folder. */
const perform = (context: Context, action: Action, row: MessageRow & { name: string }, by: By, at: number): ActionResult => {
  const { sql } = context;
  const { uid, id, name: mailbox } = row;
  switch (action) {
    case 'redeliver': {
      if (row.folder !== 'processed') return { uid, outcome: 'not-processed' };
      // A new id under the same uid: its history goes on, its clock starts again.
      const given = nextId(sql, row.mailbox);
      sql.run(
        "UPDATE message SET folder = 'delivery', id = ?, entered_at = ?, sent_at = NULL, sent_event = NULL WHERE message = ?",
        given,
        at,
        row.message,
      );
      record(sql, row.message, 'redelivered', at, { ...by, from: id, to: given });
      return { uid, outcome: 'done', mailbox, id: given };
    }
    case 'delete': {
      const event = record(sql, row.message, 'deleted', at, { ...by, folder: row.folder });
      // From the processed folder it ends with its device having it.
      end(context, row, 'deleted', at, row.folder === 'delivery' ? event : null);
      return { uid, outcome: 'done', mailbox, id };
    }
    case 'hold':
    case 'release': {
      const held = action === 'hold' ? 1 : 0;
      if (row.held === held) return { uid, outcome: 'already', mailbox, id };
      sql.run('UPDATE message SET held = ? WHERE message = ?', held, row.message);
      record(sql, row.message, action === 'hold' ? 'held' : 'released', at, by);
      return { uid, outcome: 'done', mailbox, id };
    }
  }
};

export const act = (
  context: Context,
  a: { action: Action; uids: readonly string[]; by: By; at: number; mailbox?: string },
): ActionResult[] =>
  a.uids.map((uid): ActionResult => {
    const row = findByUid(context.sql, uid);
    // Another mailbox's message is not told apart from none.
    if (!row || (a.mailbox !== undefined && row.name !== a.mailbox)) return { uid, outcome: 'unknown' };
    if (row.folder === 'ended') return { uid, outcome: 'ended' };
    return perform(context, a.action, row, a.by, a.at);
  });

/**
 * Puts a removed mailbox aside under a name that no mailbox can have: its messages, its records and its retry keys are
 * nobody's any more, and who gets the name next begins with an empty one whose ids go on. What came behind `lastId` is
 * that one's already. Returns the name.
 */
export const retire = ({ sql }: Context, a: { mailbox: string; lastId: number }): string | undefined => {
  const box = findMailbox(sql, a.mailbox);
  if (!box) return undefined;
  const name = `${box.name}${retiredMark}${box.mailbox}`;
  sql.run('UPDATE mailbox SET name = ?, device = NULL WHERE mailbox = ?', name, box.mailbox);
  sql.run('DELETE FROM device WHERE mailbox = ?', box.mailbox);
  sql.run('DELETE FROM brake WHERE mailbox = ?', box.mailbox);
  const { lastInsertRowid } = sql.run('INSERT INTO mailbox (name, last_id) VALUES (?, ?)', box.name, box.last_id);
  sql.run('UPDATE message SET mailbox = ? WHERE mailbox = ? AND id > ?', Number(lastInsertRowid), box.mailbox, a.lastId);
  return name;
};

/** Retired mailboxes that still hold messages. */
export const retired = ({ sql }: Context): string[] =>
  sql
    .all<{ name: string }>(`SELECT name FROM mailbox WHERE name LIKE '%${retiredMark}%' AND waiting + processed > 0`)
    .map(({ name }) => name);

/** Deletes what a retired mailbox still holds, in pieces; how many. */
export const empty = (context: Context, a: { mailbox: string; by: By; at: number; limit: number }): number => {
  const { sql } = context;
  const box = findMailbox(sql, a.mailbox);
  if (!box) return 0;
  // By the indexes that know no ended message: of those there may be a year's.
  const some = (held: 0 | 1, index: string, limit: number): (MessageRow & { name: string })[] =>
    sql.all(
      `SELECT m.*, ? AS name FROM message m INDEXED BY ${index}
       WHERE mailbox = ? AND folder IN ('delivery', 'processed') AND folder <> 'ended' AND held = ${held} LIMIT ?`,
      box.name,
      box.mailbox,
      limit,
    );
  const unheld = some(0, 'message_by_age', a.limit);
  const rows = [...unheld, ...some(1, 'message_held', a.limit - unheld.length)];
  for (const row of rows) perform(context, 'delete', row, a.by, a.at);
  return rows.length;
};
