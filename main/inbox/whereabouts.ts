import type { AtServer, Whereabouts } from '../../protocol/bridge/where.ts';
import type { ReceiptVerb } from '../../protocol/instruction.ts';
import type { Context, Sql } from '../../storage/index.ts';
import type { CapacityPolicy } from './capacity.ts';
import type { TraceReason } from './port.ts';
import { nextToGo } from './receiving.ts';

interface Held {
  source: number;
  id: number;
  verb: ReceiptVerb | null;
}

const atServer = (sql: Sql, uid: string, { source, id, verb }: Held): AtServer | null => {
  const open = sql.maybe<{ refused: string | null }>(
    'SELECT refused FROM pending WHERE source = ? AND id = ? AND uid = ?',
    source,
    id,
    uid,
  );
  if (open) return open.refused === null ? { kind: 'telling' } : { kind: 'refused', reason: open.refused };
  return verb && { kind: verb === 'move' ? 'moved' : 'deleted' };
};

/** Where a message is: here, and what the server was told; or gone, and why. Runs in the storage worker. */
export const whereabouts = ({ sql }: Context, { uid, policy }: { uid: string; policy: CapacityPolicy }): Whereabouts => {
  const held = sql.maybe<Held>('SELECT source, id, verb FROM message WHERE uid = ?', uid);
  if (held) {
    // Whoever asks has it open, and wants to know what comes then.
    const next = nextToGo(sql, { ...policy, open: null }) === uid;
    return { kind: 'here', next, server: atServer(sql, uid, held) };
  }
  const gone = sql.maybe<{ gone_at: number; because: TraceReason }>(
    'SELECT gone_at, because FROM trace WHERE uid = ? AND back_at IS NULL ORDER BY trace DESC LIMIT 1',
    uid,
  );
  return gone ? { kind: 'gone', at: gone.gone_at, because: gone.because } : { kind: 'unknown' };
};
