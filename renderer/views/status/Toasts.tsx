import { Button, CloseButton } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { type Toast, useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';
import { Details } from '../shared/Details.tsx';
import { useFormat } from '../shared/format.tsx';
import { LetterAct, LetterWords } from './LetterNotice.tsx';
import classes from './Toasts.module.css';

/** How long a notice stays, in ms; what needs a person's eye stays until it is closed. */
const stay = 8_000;

const Words = ({ toast }: { toast: Toast }) => {
  const { t } = useTranslation();
  const format = useFormat();
  switch (toast.kind) {
    case 'deleted':
      return t('toast.deleted', { count: toast.uids.length });
    case 'restored':
      return t('toast.restored', { count: toast.count });
    case 'saved':
      return t('toast.saved', { path: toast.path });
    case 'too-large': {
      const { from, bytes } = toast.message;
      return t('trouble.too-large', { from: from || t('trouble.nobody'), size: format.bytes(bytes) });
    }
    case 'letter':
      return <LetterWords toast={toast} />;
    case 'discarded':
      return t('letters.toast.discarded');
    case 'problem':
      return t('toast.problem');
    case 'trouble': {
      const { code } = toast.problem;
      const known = (['digest-mismatch', 'instruction-refused', 'message-unreadable'] as const).find((one) => one === code);
      return t(`trouble.${known ?? 'other'}`);
    }
  }
};

/** One short notice at a time, at the foot of the window. */
export const Toasts = ({ onUndo }: { onUndo(): void }) => {
  const { t } = useTranslation();
  const app = useApp();
  const toast = useValue(app.toast);
  useEffect(() => {
    const lasting = toast?.kind === 'letter' && toast.what !== 'sent' && toast.what !== 'waiting';
    if (!toast || 'problem' in toast || toast.kind === 'too-large' || lasting) return;
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
            {toast.kind === 'deleted' && (
              <Button size="compact-xs" variant="light" onClick={onUndo}>
                {t('act.undo')}
              </Button>
            )}
            {(toast.kind === 'letter' || toast.kind === 'discarded') && <LetterAct toast={toast} />}
            <CloseButton size="sm" aria-label={t('act.close')} onClick={() => app.toast.set(null)} />
          </div>
        )}
      </div>
    </section>
  );
};
