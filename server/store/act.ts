import type { Context, Sql } from '../../storage/index.ts';
import type { Action, ActionResult } from './port.ts';
import { end, findByUid, findMailbox, type MessageRow, nextId, record } from './rows.ts';

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
      sql.run("UPDATE message SET folder = 'delivery', id = ?, entered_at = ?, sent_at = NULL WHERE message = ?", given, at, row.message);
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
 * Deletes what a removed mailbox held when its last id was `lastId`, in pieces; how many. Its ids stay given. What came
 * later came to whoever has the name now.
 */
export const empty = (context: Context, a: { mailbox: string; lastId: number; by: By; at: number; limit: number }): number => {
  const { sql } = context;
  const box = findMailbox(sql, a.mailbox);
  if (!box) return 0;
  // By the indexes that know no ended message: of those there may be a year's.
  const some = (held: 0 | 1, index: string, limit: number): (MessageRow & { name: string })[] =>
    sql.all(
      `SELECT m.*, ? AS name FROM message m INDEXED BY ${index}
       WHERE mailbox = ? AND folder IN ('delivery', 'processed') AND folder <> 'ended' AND held = ${held} AND id <= ? LIMIT ?`,
      box.name,
      box.mailbox,
      a.lastId,
      limit,
    );
  const unheld = some(0, 'message_by_age', a.limit);
  const rows = [...unheld, ...some(1, 'message_held', a.limit - unheld.length)];
  for (const row of rows) {
    perform(context, 'delete', row, a.by, a.at);
    // A mail that is sent again is for whoever has the name then, and no retry of what went with the mailbox.
    sql.run('DELETE FROM receipt WHERE message = ?', row.message);
  }
  if (rows.length < a.limit) forgetDevices(sql, box.mailbox);
  return rows.length;
};

const forgetDevices = (sql: Sql, mailbox: number): void => {
  sql.run('UPDATE mailbox SET device = NULL WHERE mailbox = ?', mailbox);
  sql.run('DELETE FROM device WHERE mailbox = ?', mailbox);
  sql.run('DELETE FROM brake WHERE mailbox = ?', mailbox);
};
