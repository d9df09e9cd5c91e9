import type { TFunction } from 'i18next';
import { sentences } from '../../sentences.ts';
import { countOf } from '../../state/mark.ts';
import type { Toast } from '../../state/toasts.ts';
import type { Step } from '../../state/undo.ts';

type Done = Extract<Toast, { kind: 'done' | 'undone' | 'redone' }>;

/** What a step did to so many messages. */
const actWords = (t: TFunction, { change }: Step, count: number): string => {
  if (change.deleted !== undefined) return t(change.deleted ? 'undo.deleted' : 'undo.restored', { count });
  if (change.protected !== undefined) return t(change.protected ? 'undo.protected' : 'undo.unprotected', { count });
  return t(change.read ? 'undo.read' : 'undo.unread', { count });
};

/** What was done, taken back or done again; and to how many it could not be. */
export const stepWords = (t: TFunction, { kind, step, count }: Done): string => {
  if (kind === 'done') return actWords(t, step, count);
  const missing = countOf(step.messages) - count;
  if (count === 0) return t('undo.allMissing', { count: missing });
  const said = t(kind === 'undone' ? 'undo.undone' : 'undo.redone', { act: actWords(t, step, count) });
  return sentences(t, said, missing > 0 && t('undo.missing', { count: missing }));
};
