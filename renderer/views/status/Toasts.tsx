import { Button, CloseButton } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { type Toast, useApp } from '../../state/app.ts';
import { useUndo } from '../../state/use-undo.ts';
import { useValue } from '../../state/value.ts';
import { Details } from '../shared/Details.tsx';
import { useFormat } from '../shared/format.tsx';
import { stepWords } from './step-words.ts';
import classes from './Toasts.module.css';

/** How long a notice stays, in ms; what needs a person's eye stays until it is closed. */
const stay = 8_000;

const Words = ({ toast }: { toast: Toast }) => {
  const { t } = useTranslation();
  const format = useFormat();
  switch (toast.kind) {
    case 'done':
    case 'undone':
    case 'redone':
      return stepWords(t, toast);
    case 'purged':
      return t('purge.done', { count: toast.count });
    case 'search-saved':
      return t('search.kept', { name: toast.name });
    case 'search-removed':
      return t('search.removed', { name: toast.name });
    case 'saved':
      return t('toast.saved', { path: toast.path });
    case 'too-large': {
      const { from, bytes } = toast.message;
      return t('trouble.too-large', { from: from || t('trouble.nobody'), size: format.bytes(bytes) });
    }
    case 'problem':
      return t('toast.problem');
    case 'trouble': {
      const { code } = toast.problem;
      const known = (['digest-mismatch', 'instruction-refused', 'message-unreadable'] as const).find((one) => one === code);
      return t(`trouble.${known ?? 'other'}`);
    }
  }
};

/** What a notice offers to take back, or to do again. */
const useWayBack = (toast: Toast | null): { name: string; act(): void } | null => {
  const { t } = useTranslation();
  const app = useApp();
  const { undo, redo } = useUndo();
  switch (toast?.kind) {
    case 'done':
    case 'redone':
      return undo ? { name: t('act.undo'), act: undo } : null;
    case 'undone':
      return redo ? { name: t('undo.redo'), act: redo } : null;
    case 'search-removed': {
      const put = (): void => {
        app.toast.set(null);
        void app.changeSettings({ searches: toast.searches });
      };
      return { name: t('act.undo'), act: put };
    }
    default:
      return null;
  }
};

/** One short notice at a time, at the foot of the window. */
export const Toasts = () => {
  const { t } = useTranslation();
  const app = useApp();
  const toast = useValue(app.toast);
  const back = useWayBack(toast);
  useEffect(() => {
    if (!toast || 'problem' in toast || toast.kind === 'too-large') return;
    const timer = setTimeout(() => app.toast.set(null), stay);
    return () => clearTimeout(timer);
  }, [app, toast]);
  return (
    <section className={classes.place} aria-label={t('toast.label')}>
      <div role="status">
        {toast && (
          <div className={classes.toast} data-kind={toast.kind}>
            <p className={classes.words}>
              <Words toast={toast} />
            </p>
            {'problem' in toast && <Details problem={toast.problem} />}
            {back && (
              <Button size="compact-xs" variant="light" onClick={back.act}>
                {back.name}
              </Button>
            )}
            <CloseButton size="sm" aria-label={t('act.close')} onClick={() => app.toast.set(null)} />
          </div>
        )}
      </div>
    </section>
  );
};
