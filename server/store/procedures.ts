import type { Context } from '../../storage/index.ts';
import { accept } from './accept.ts';
import { acquire, occupancy, readOutgoing } from './acquire.ts';
import { act, empty } from './act.ts';
import { claim, forgetDevice, note, recordAct } from './ledger.ts';
import type { Outgoing, Totals } from './port.ts';
import { allow, forget, nextDue, prune, sweep } from './retention.ts';
import { findByUid, findMailbox } from './rows.ts';

/*
 * What the store does within a transaction; runs in the storage's writing thread. Questions that may take long
 * stand in queries.ts.
 */

const totals = ({ sql }: Context, { mailbox }: { mailbox?: string }): Totals => {
  if (mailbox === undefined)
    return sql.one<Totals>(
      `SELECT ifnull(sum(waiting), 0) AS waiting, ifnull(sum(waiting_bytes), 0) AS waitingBytes,
         ifnull(sum(processed), 0) AS processed, ifnull(sum(processed_bytes), 0) AS processedBytes FROM mailbox`,
    );
  const box = findMailbox(sql, mailbox);
  return {
    waiting: box?.waiting ?? 0,
    waitingBytes: box?.waiting_bytes ?? 0,
    processed: box?.processed ?? 0,
    processedBytes: box?.processed_bytes ?? 0,
  };
};

const mailboxes = ({ sql }: Context): string[] => sql.all<{ name: string }>('SELECT name FROM mailbox ORDER BY name').map((r) => r.name);

const open = (context: Context, { uid }: { uid: string }): (Outgoing & { mailbox: string }) | undefined => {
  const row = findByUid(context.sql, uid);
  if (!row || row.folder === 'ended') return undefined;
  const outgoing = readOutgoing(context, row);
  if (typeof outgoing === 'string') throw new Error(`message ${uid} cannot be read: ${outgoing}`);
  return { ...outgoing, mailbox: row.name };
};

export const procedures = {
  accept,
  acquire,
  occupancy,
  totals,
  mailboxes,
  open,
  act,
  empty,
  sweep,
  nextDue,
  allow,
  prune,
  forget,
  claim,
  note,
  forgetDevice,
  recordAct,
};
