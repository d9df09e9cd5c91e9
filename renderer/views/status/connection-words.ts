import type { TFunction } from 'i18next';
import type { Connection, Status } from '../../../protocol/bridge.ts';

/** Of the app's own server, which can let this computer in anew. */
const knownOfOwn = ['token-missing', 'token-unknown', 'token-scope', 'mailbox-unknown'] as const;

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
  'folder-unusable',
  'storage-newer',
  'directory-damaged',
  'too-many-requests',
] as const;

/** The words for a code of the registry, or for all others of its kind. */
const problemWords = (t: TFunction, code: string, otherwise: 'refused' | 'failing', own: boolean): string => {
  const ofOwn = own && knownOfOwn.find((one) => one === code);
  return ofOwn ? t(`problemOwn.${ofOwn}`) : t(`problem.${known.find((one) => one === code) ?? otherwise}`);
};

/**
 * What the connection says of itself, without a countdown: this is also read aloud.
 * @param own the account is of the app's own server
 */
export const connectionWords = (t: TFunction, { connection, waiting }: Status, own: boolean): string => {
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
      return problemWords(t, connection.code, connection.kind, own);
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
