import type { TFunction } from 'i18next';
import type { Task, TaskResult } from '../../../protocol/bridge.ts';
import type { Format } from '../../format.ts';
import { sentences } from '../../sentences.ts';

const known = [
  'file-unwritable',
  'message-unknown',
  'token-missing',
  'token-unknown',
  'mailbox-full',
  'storage-full',
  'server-unreachable',
  'body-truncated',
  'message-damaged',
  'message-ended',
  'digest-mismatch',
] as const;
const refusals = ['file-unreadable', 'message-too-large'] as const;

const nameIn = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

/** What a task that ended well has done, in sentences. */
const resultWords = (t: TFunction, format: Format, result: TaskResult): string[] => {
  switch (result.kind) {
    case 'export':
      return [
        t('tasks.exported', { count: result.messages, name: nameIn(result.path) }),
        result.damaged > 0 ? t('tasks.exportedDamaged', { count: result.damaged }) : '',
        result.gone > 0 ? t('tasks.exportedGone', { count: result.gone }) : '',
      ];
    case 'import':
      return [
        t('tasks.imported', { count: result.messages }),
        result.known > 0 ? t('tasks.importedKnown', { count: result.known }) : '',
        result.refused > 0 ? t('tasks.importedRefused', { count: result.refused }) : '',
      ];
    case 'download':
      return [
        t('tasks.downloaded', { count: result.messages, name: nameIn(result.path) }),
        result.damaged > 0 ? t('tasks.downloadedDamaged', { count: result.damaged }) : '',
        result.gone > 0 ? t('tasks.downloadedGone', { count: result.gone }) : '',
      ];
    case 'save':
      return [t('toast.saved', { path: result.path })];
    case 'activity':
      return [t('tasks.activityWritten', { count: result.entries, name: nameIn(result.path) })];
    case 'rebuild':
      return [t('tasks.rebuilt', { count: result.messages })];
    case 'check':
      return [
        result.faults > 0
          ? t('tasks.checkedFaults', { count: result.faults })
          : t('tasks.checked', { count: result.messages, bytes: format.bytes(result.bytes) }),
      ];
  }
};

/** What a task says of itself: while it runs what it does, then what became of it. */
export const taskWords = (t: TFunction, format: Format, { kind, state }: Task): string => {
  switch (state.kind) {
    case 'running':
      return t(`tasks.running.${kind}`);
    case 'cancelled':
      return t(`tasks.cancelled.${kind}`);
    case 'failed': {
      const code = known.find((one) => one === state.problem.code);
      return sentences(t, t(`tasks.failed.${kind}`), code && t(`tasks.problem.${code}`));
    }
    case 'done':
      return sentences(t, ...resultWords(t, format, state.result));
  }
};

/** How far a task is. */
export const progressWords = (t: TFunction, format: Format, { unit, done, of }: Task): string => {
  if (unit === 'entries') return t('tasks.entries', { count: done });
  if (of === null) return t('tasks.preparing');
  return unit === 'bytes' ? t('tasks.bytes', { done: format.bytes(done), of: format.bytes(of) }) : t('tasks.messages', { done, of });
};

/** What of a result is listed one by one. */
export const listedOf = (t: TFunction, { state }: Task): { lines: readonly string[]; more: number } => {
  if (state.kind !== 'done') return { lines: [], more: 0 };
  const { result } = state;
  if (result.kind === 'import') {
    const lines = result.list.map(({ name, problem }) => {
      const code = refusals.find((one) => one === problem.code);
      return `${name}: ${t(`tasks.refused.${code ?? 'other'}`)}`;
    });
    return { lines, more: result.refused - lines.length };
  }
  if (result.kind === 'check') {
    const lines = result.list.map(({ uid, what }) => (uid === null ? t('tasks.file', { what }) : what || t('list.noSubject')));
    return { lines, more: result.faults - lines.length };
  }
  return { lines: [], more: 0 };
};
