import { expect, test } from 'vitest';
import type { DeviceEvent } from '#restante/main/sync/device';
import { initialStatus, judgeStatus } from '#restante/main/sync/status';
import { Problem, type ProblemCode } from '#restante/protocol/errors';

const head = { id: 1, uid: 'u', size: 1_000_000, sha256: new Uint8Array(32), type: '', subject: '', sender: '', acceptedAt: 0 };
const waiting = { waiting: 2, waitingBytes: 900, smallest: 400, room: 300, unit: 'bytes' } as const;

const after = (...events: DeviceEvent[]) => events.reduce((status, event) => judgeStatus(status, event, 1_000), initialStatus);
const failed = (code: ProblemCode, retryIn?: number): DeviceEvent => ({
  kind: 'failed',
  problem: new Problem(code, 'why'),
  ...(retryIn !== undefined && { retryIn }),
});

test('fetching n of m, and how much of a large one is here', () => {
  expect(after({ kind: 'received', message: head, left: 3 }).connection).toEqual({ kind: 'fetching', done: 1, of: 4, part: null });
  const arriving = after({ kind: 'received', message: head, left: 3 }, { kind: 'arriving', message: head, bytes: 262_144, left: 2 });
  expect(arriving.connection).toEqual({ kind: 'fetching', done: 1, of: 4, part: { bytes: 262_144, of: 1_000_000 } });
  expect(arriving.waiting.count).toBe(3);
});

test('full and deferred say what waits; idle, that nothing does', () => {
  for (const kind of ['full', 'deferred'] as const)
    expect(after({ kind, ...waiting })).toEqual({ connection: { kind, smallest: 400 }, waiting: { count: 2, bytes: 900 } });
  expect(after({ kind: 'full', ...waiting }, { kind: 'idle' })).toEqual({ connection: { kind: 'idle' }, waiting: { count: 0, bytes: 0 } });
});

test.each<[ProblemCode, object]>([
  ['server-unreachable', { kind: 'offline', retryAt: 1_500 }],
  ['body-truncated', { kind: 'offline', retryAt: 1_500 }],
  ['token-unknown', { kind: 'refused', code: 'token-unknown', message: 'why' }],
  ['mailbox-unknown', { kind: 'refused', code: 'mailbox-unknown', message: 'why' }],
  ['other-device', { kind: 'refused', code: 'other-device', message: 'why' }],
  ['storage-full', { kind: 'failing', code: 'storage-full', message: 'why', retryAt: 1_500 }],
  ['answer-invalid', { kind: 'failing', code: 'answer-invalid', message: 'why', retryAt: 1_500 }],
])('%s: what waits is still known', (code, connection) => {
  expect(after({ kind: 'full', ...waiting }, failed(code, 500))).toEqual({ connection, waiting: { count: 2, bytes: 900 } });
});
