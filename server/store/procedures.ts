import type { Context } from '../../storage/index.ts';
import { accept, forgetReceipts } from './accept.ts';
import { acquire, occupancy, readOutgoing } from './acquire.ts';
import { act, empty, retire, retired } from './act.ts';
import { wake } from './hours.ts';
import { claim, forgetDevice, note, recordAct } from './ledger.ts';
import type { Outgoing, Totals } from './port.ts';
import { allow, nextDue, prune, sweep } from './retention.ts';
import { findByUid, findMailbox, retiredMark } from './rows.ts';

/*
 * What the store does within a transaction; runs in the storage's writing thread. Questions that may take long
 * stand in queries.ts.
 */

const totals = ({ sql }: Context, { mailbox }: { mailbox: string }): Totals => {
  const box = findMailbox(sql, mailbox);
  return {
    waiting: box?.waiting ?? 0,
    waitingBytes: box?.waiting_bytes ?? 0,
    processed: box?.processed ?? 0,
    processedBytes: box?.processed_bytes ?? 0,
  };
};

const mailboxes = ({ sql }: Context): string[] =>
  sql.all<{ name: string }>(`SELECT name FROM mailbox WHERE name NOT LIKE '%${retiredMark}%' ORDER BY name`).map((r) => r.name);

const newest = ({ sql }: Context): number | undefined => sql.maybe<{ at: number }>('SELECT at FROM event ORDER BY event DESC LIMIT 1')?.at;

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
  retire,
  retired,
  empty,
  sweep,
  nextDue,
  allow,
  prune,
  forgetReceipts,
  claim,
  note,
  forgetDevice,
  recordAct,
  newest,
  wake,
};
