import { expect, test } from 'vitest';
import type { Connection } from '#restante/protocol/bridge';
import { actOf } from '../../renderer/views/status/connection-act.ts';

const refused = (code: string): Connection => ({ kind: 'refused', code, message: '' });

test.each<[Connection, own: string | null, other: string | null]>([
  [{ kind: 'connecting' }, null, null],
  [{ kind: 'idle' }, 'fetch', 'fetch'],
  [{ kind: 'fetching', done: 1, of: 2, part: null }, null, null],
  [{ kind: 'full', smallest: 1 }, null, null],
  [{ kind: 'deferred', smallest: 1 }, 'waiting', 'waiting'],
  [{ kind: 'offline', retryAt: 1 }, 'tryNow', 'tryNow'],
  [refused('other-device'), 'takeOver', 'takeOver'],
  [refused('token-missing'), 'restartServer', 'settings'],
  [refused('token-unknown'), 'restartServer', 'settings'],
  [refused('token-scope'), 'restartServer', 'settings'],
  [refused('mailbox-unknown'), 'restartServer', 'settings'],
  [refused('mailbox-name-invalid'), 'restartServer', 'settings'],
  [{ kind: 'failing', code: 'storage-full', message: '', retryAt: 5 }, 'tryNow', 'tryNow'],
  [{ kind: 'failing', code: 'storage-newer', message: '', retryAt: 0 }, 'restartServer', 'restartServer'],
])('what can be done about %o', (connection, own, other) => {
  expect([actOf(connection, true), actOf(connection, false)]).toEqual([own, other]);
});
