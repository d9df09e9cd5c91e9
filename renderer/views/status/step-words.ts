import type { TFunction } from 'i18next';
import { sentences } from '../../sentences.ts';
import { countOf } from '../../state/mark.ts';
import type { Toast } from '../../state/toasts.ts';
import type { Step } from '../../state/undo.ts';

type Done = Extract<Toast, { kind: 'done' | 'undone' | 'redone' }>;

/** What a step did. */
const actOf = ({ change }: Step): 'deleted' | 'restored' | 'protected' | 'unprotected' | 'read' | 'unread' => {
  if (change.deleted !== undefined) return change.deleted ? 'deleted' : 'restored';
  if (change.protected !== undefined) return change.protected ? 'protected' : 'unprotected';
  return change.read ? 'read' : 'unread';
};

/** What was done, taken back or done again; and to how many it could not be. */
export const stepWords = (t: TFunction, { kind, step, count }: Done): string => {
  if (kind === 'done') return t(`undo.${actOf(step)}`, { count });
  const missing = countOf(step.messages) - count;
  if (count === 0) return t('undo.allMissing', { count: missing });
  const said = t(kind === 'undone' ? 'undo.undone' : 'undo.redone', { act: t(`undo.of.${actOf(step)}`, { count }) });
  return sentences(t, said, missing > 0 && t('undo.missing', { count: missing }));
};
