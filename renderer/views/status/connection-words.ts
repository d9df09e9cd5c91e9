import type { TFunction } from 'i18next';
import type { Connection, Status } from '../../../protocol/bridge.ts';

const known = [
  'token-missing',
  'token-unknown',
  'token-scope',
  'mailbox-unknown',
  'other-device',
  'storage-full',
  'storage-failed',
  'server-unreachable',
  'answer-invalid',
  'digest-mismatch',
  'body-truncated',
  'folder-in-use',
] as const;

/** The words for a code of the registry, or for all others of its kind. */
export const problemWords = (t: TFunction, code: string, otherwise: 'refused' | 'failing'): string =>
  t(`problem.${known.find((one) => one === code) ?? otherwise}`);

/** Of an account of another server, whose tokens the reader entered. */
const byToken: ReadonlySet<string> = new Set(['token-missing', 'token-unknown', 'token-scope']);
export const needsToken = ({ connection }: Status, own: boolean): boolean =>
  !own && connection.kind === 'refused' && byToken.has(connection.code);

/** What the connection says of itself, without a countdown: this is also read aloud. @param own of the app's own server */
export const connectionWords = (t: TFunction, status: Status, own = true): string => {
  const { connection, waiting } = status;
  if (needsToken(status, own)) return t('problem.token');
  switch (connection.kind) {
    case 'connecting':
    case 'idle':
      return t(`status.${connection.kind}`);
    case 'fetching':
      return t('status.fetching', { done: connection.done, of: connection.of });
    case 'full':
      return t('status.fullWaiting', { count: waiting.count });
    case 'deferred':
      return t('status.deferred', { count: waiting.count });
    case 'offline':
      return t('status.offline', { count: waiting.count });
    case 'refused':
    case 'failing':
      return problemWords(t, connection.code, connection.kind);
  }
};

export const toneOf = (kind: Connection['kind']): 'quiet' | 'done' | 'full' | 'danger' => {
  switch (kind) {
    case 'idle':
      return 'done';
    case 'full':
    case 'deferred':
    case 'offline':
      return 'full';
    case 'refused':
    case 'failing':
      return 'danger';
    case 'connecting':
    case 'fetching':
      return 'quiet';
  }
};
