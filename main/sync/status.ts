import type { Amount, Connection } from '../../protocol/bridge.ts';
import type { DeviceEvent } from './device.ts';

/** What a window tells of the device: how it stands to its server, and what waits there. */
export interface DeviceStatus {
  readonly connection: Connection;
  /** At the server, as far as is known. */
  readonly waiting: Amount;
}

export const initialStatus: DeviceStatus = { connection: { kind: 'connecting' }, waiting: { count: 0, bytes: 0 } };

/** Asking again does not mend these; see device.ts, which stops then. */
const isRefusal = (code: string): boolean => /^(token-|mailbox-|other-device$)/.test(code);
const isAbsence = (code: string): boolean => code === 'server-unreachable' || code === 'body-truncated' || code === 'stopping';

/** `(status, event) → status`. `now` in ms since the epoch. */
export const judgeStatus = (before: DeviceStatus, event: DeviceEvent, now: number): DeviceStatus => {
  switch (event.kind) {
    case 'received': {
      const done = before.connection.kind === 'fetching' ? before.connection.done + 1 : 1;
      return {
        connection: { kind: 'fetching', done, of: done + event.left, part: null },
        waiting: { count: event.left, bytes: Math.max(0, before.waiting.bytes - event.message.size) },
      };
    }
    case 'arriving': {
      const done = before.connection.kind === 'fetching' ? before.connection.done : 0;
      const part = { bytes: event.bytes, of: event.message.size };
      return {
        connection: { kind: 'fetching', done, of: done + 1 + event.left, part },
        waiting: { ...before.waiting, count: event.left + 1 },
      };
    }
    case 'idle':
      return { connection: { kind: 'idle' }, waiting: { count: 0, bytes: 0 } };
    case 'full':
      return { connection: { kind: 'full', smallest: event.smallest }, waiting: { count: event.waiting, bytes: event.waitingBytes } };
    case 'deferred':
      return {
        connection: { kind: 'deferred', smallest: event.smallest },
        waiting: { count: event.waiting, bytes: event.waitingBytes },
      };
    case 'failed': {
      const { code, message } = event.problem;
      if (isRefusal(code)) return { ...before, connection: { kind: 'refused', code, message } };
      const retryAt = now + (event.retryIn ?? 0);
      if (isAbsence(code)) return { ...before, connection: { kind: 'offline', retryAt } };
      return { ...before, connection: { kind: 'failing', code, message, retryAt } };
    }
    case 'gone':
    case 'renewed':
    case 'instructed':
    case 'told-full':
    case 'trouble':
    case 'too-large':
    case 'ended':
      return before;
  }
};
