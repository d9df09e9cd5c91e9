import type { Context, Sql } from '../../storage/index.ts';
import { claimFor, otherOwner } from './acquire.ts';
import type { Claim, Contact, Deed, DeviceRow, LedgerEntry } from './port.ts';
import { findMailbox, openMailbox } from './rows.ts';

export const claim = ({ sql }: Context, a: { mailbox: string; device: string; shared: boolean; takeOver: boolean; at: number }): Claim => {
  const box = openMailbox(sql, a.mailbox);
  const before = box.device ?? undefined;
  if (a.takeOver && before !== a.device) {
    sql.run('UPDATE mailbox SET device = ? WHERE mailbox = ?', a.device, box.mailbox);
    recordDeed(sql, {
      kind: 'taken-over',
      at: a.at,
      mailbox: a.mailbox,
      detail: { by: 'device', device: a.device, ...(before !== undefined && { before }) },
    });
    return { kind: 'owner', ...(before !== undefined && { before }) };
  }
  const other = otherOwner(box, a.device, a.shared);
  if (other !== undefined) return { kind: 'other-device', device: other };
  claimFor(sql, box, a.device, a.shared);
  return { kind: 'owner' };
};

const recordDeed = (sql: Sql, { kind, at, mailbox, detail }: Deed): void => {
  sql.run(
    'INSERT INTO event (message, kind, at, detail) VALUES (NULL, ?, ?, ?)',
    kind,
    at,
    JSON.stringify({ ...detail, ...(mailbox !== undefined && { mailbox }) }),
  );
};

export const recordAct = ({ sql }: Context, deed: Deed): void => recordDeed(sql, deed);

/** What a contact says of its device. */
const touchDevice = (sql: Sql, mailbox: number, c: Contact): void => {
  sql.run(
    'INSERT INTO device (mailbox, name, first_at, last_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
    mailbox,
    c.device,
    c.at,
    c.at,
  );
  const set = (assignments: string, ...values: (number | null)[]): void => {
    sql.run(`UPDATE device SET ${assignments} WHERE mailbox = ? AND name = ?`, ...values, mailbox, c.device);
  };
  switch (c.kind) {
    case 'connected':
      set('last_at = ?', c.at);
      return;
    case 'notified':
      set('notified_at = ?', c.at);
      return;
    case 'retried':
      set('notified_at = ?, retries = retries + 1', c.at);
      return;
    case 'acquired':
      set('last_at = ?, acquired_at = ?, room = ?, deferred_at = NULL, retries = 0', c.at, c.at, c.room ?? null);
      return;
    case 'deferred':
      set('last_at = ?, room = 0, deferred_at = ifnull(deferred_at, ?), retries = 0', c.at, c.at);
      return;
    case 'vanished':
    case 'closed':
  }
};

export const note = (
  { sql }: Context,
  a: { contacts: readonly Contact[]; uses: readonly { readonly token: string; readonly at: number }[] },
): void => {
  for (const c of a.contacts) {
    const box = findMailbox(sql, c.mailbox);
    // Without a row it holds nothing and never has.
    if (!box) continue;
    touchDevice(sql, box.mailbox, c);
    sql.run(
      'INSERT INTO ledger (mailbox, device, kind, at, waiting, last_id) VALUES (?, ?, ?, ?, ?, ?)',
      box.mailbox,
      c.device,
      c.kind,
      c.at,
      c.waiting ?? null,
      c.lastId ?? null,
    );
  }
  for (const { token, at } of a.uses)
    sql.run('INSERT INTO token_use (token, at) VALUES (?, ?) ON CONFLICT DO UPDATE SET at = excluded.at', token, at);
};

export const forgetDevice = ({ sql }: Context, a: { mailbox: string; device: string }): boolean => {
  const box = findMailbox(sql, a.mailbox);
  if (!box) return false;
  const { changes } = sql.run('DELETE FROM device WHERE mailbox = ? AND name = ?', box.mailbox, a.device);
  const owner = sql.run('UPDATE mailbox SET device = NULL WHERE mailbox = ? AND device = ?', box.mailbox, a.device);
  return Number(changes) + Number(owner.changes) > 0;
};

export const devices = (sql: Sql, { mailbox }: { mailbox?: string }): DeviceRow[] =>
  sql
    .all<Omit<DeviceRow, 'owner'> & { owner: 0 | 1 }>(
      `SELECT b.name AS mailbox, d.name AS device, ifnull(b.device = d.name, 0) AS owner, first_at AS firstAt, last_at AS lastAt, room,
         deferred_at AS deferredAt, acquired_at AS acquiredAt, notified_at AS notifiedAt, retries
       FROM device d JOIN mailbox b USING (mailbox) WHERE ? IS NULL OR b.name = ? ORDER BY b.name, d.name`,
      mailbox ?? null,
      mailbox ?? null,
    )
    .map((row) => ({ ...row, owner: row.owner === 1 }));

export const ledger = (sql: Sql, a: { mailbox: string; before?: number; limit: number }): LedgerEntry[] => {
  const box = findMailbox(sql, a.mailbox);
  if (!box) return [];
  return sql.all<LedgerEntry>(
    'SELECT entry, device, kind, at, waiting FROM ledger WHERE mailbox = ? AND entry < ? ORDER BY entry DESC LIMIT ?',
    box.mailbox,
    a.before ?? Number.MAX_SAFE_INTEGER,
    a.limit,
  );
};

export const tokenUses = (sql: Sql): Map<string, number> =>
  new Map(sql.all<{ token: string; at: number }>('SELECT token, at FROM token_use').map(({ token, at }) => [token, at]));
