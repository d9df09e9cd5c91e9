import { Button, CloseButton } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { putBack } from '../../search.ts';
import { sentences } from '../../sentences.ts';
import { useApp } from '../../state/app.ts';
import { type Notice, stays } from '../../state/toasts.ts';
import { useUndo } from '../../state/use-undo.ts';
import { useValue } from '../../state/value.ts';
import { useGo } from '../go.ts';
import { Details } from '../shared/Details.tsx';
import { useFormat } from '../shared/format.tsx';
import { actedWords } from './acted-words.ts';
import { LetterAct, LetterWords } from './LetterNotice.tsx';
import { stepWords } from './step-words.ts';
import classes from './Toasts.module.css';

/** How long a notice stays, in ms; what needs a person's eye stays until it is closed. */
const stay = 8_000;

const Words = ({ notice: { toast, count } }: { notice: Notice }) => {
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
      return t('search.removed', { name: toast.search.name });
    case 'saved':
      return t('toast.saved', { path: toast.path });
    case 'room': {
      const done = { count: toast.uids.length, bytes: format.bytes(toast.bytes) };
      return sentences(
        t,
        toast.act === 'delete' ? t('room.doneDelete', done) : t('room.doneRead', done),
        t('room.coming', { count: toast.coming }),
      );
    }
    case 'again':
      return sentences(
        t,
        toast.full ? t('gone.toldRoom', { count: toast.coming }) : t('gone.toldComing', { count: toast.coming }),
        t('gone.toldLost', { count: toast.lost }),
      );
    case 'too-large':
    case 'ended': {
      if (count > 1) return toast.kind === 'ended' ? t('trouble.endedMore', { count }) : t('trouble.too-largeMore', { count });
      const { from, bytes } = toast.message;
      return t(`trouble.${toast.kind}`, { from: from || t('trouble.nobody'), size: format.bytes(bytes) });
    }
    case 'fallbacks':
      return t('trouble.fallbacks', { count: toast.names.length });
    case 'letter':
      return <LetterWords toast={toast} />;
    case 'discarded':
      return t('letters.toast.discarded');
    case 'server-acted':
      return actedWords(t, toast);
    case 'policy-saved':
      return toast.goes ? t('policy.toastSavedGoes', { count: toast.goes }) : t('policy.toastSaved');
    case 'policy-unsaved':
      return t('policy.toastUnsaved');
    case 'account-added':
      return t('accounts.form.added', { name: toast.name });
    case 'problem':
      return t('toast.problem');
    case 'trouble': {
      const { code } = toast.problem;
      const known = (['digest-mismatch', 'instruction-refused', 'message-unreadable'] as const).find((one) => one === code);
      return t(`trouble.${known ?? 'other'}`);
    }
  }
};

/** What a notice offers to take back, to do again, or to look at. */
const useAct = ({ id, toast }: Notice): { name: string; act(): void } | null => {
  const { t } = useTranslation();
  const app = useApp();
  const go = useGo();
  const { undo, redo } = useUndo();
  const close = (): void => app.toast.close(id);
  switch (toast.kind) {
    case 'done':
    case 'redone':
    case 'room':
      return undo ? { name: t('act.undo'), act: undo } : null;
    case 'undone':
      return redo ? { name: t('undo.redo'), act: redo } : null;
    case 'server-acted': {
      const { undo: takeBack } = toast;
      if (!takeBack) return null;
      const back = (): void => {
        close();
        takeBack();
      };
      return { name: t('act.undo'), act: back };
    }
    case 'search-removed': {
      const put = (): void => {
        close();
        void app.changeSettings({ searches: putBack(app.settings.get().searches, toast.search, toast.at) });
      };
      return { name: t('act.undo'), act: put };
    }
    case 'trouble': {
      const { account, uid } = toast;
      const { code } = toast.problem;
      if (code === 'instruction-refused' && uid !== null) {
        const show = (): void => {
          close();
          app.link.set({ kind: 'message', account, uid });
        };
        return { name: t('trouble.showMessage'), act: show };
      }
      if (code !== 'digest-mismatch' && code !== 'message-unreadable') return null;
      const show = (): void => {
        close();
        if (app.account.get().id !== account) app.selectAccount(account);
        go({ kind: 'waiting' });
      };
      return { name: t('trouble.showWaiting'), act: show };
    }
    case 'too-large':
    case 'ended': {
      const show = (): void => {
        close();
        if (app.account.get().id !== toast.account) app.selectAccount(toast.account);
        go({ kind: toast.kind === 'ended' ? 'gone' : 'waiting' });
      };
      return { name: t(toast.kind === 'ended' ? 'trouble.showGone' : 'trouble.showWaiting'), act: show };
    }
    default:
      return null;
  }
};

const OneToast = ({ notice }: { notice: Notice }) => {
  const { t } = useTranslation();
  const { toast: toasts } = useApp();
  const act = useAct(notice);
  const [held, hold] = useState(false);
  const { id, toast, count } = notice;
  const passes = !stays(toast);
  useEffect(() => {
    // What is pointed at, or has the focus, is being read.
    if (!passes || held) return;
    const timer = setTimeout(() => toasts.close(id), stay);
    return () => clearTimeout(timer);
  }, [toasts, id, passes, held]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it is not operated, only left alone while it is looked at
    <div
      className={classes.toast}
      data-kind={toast.kind}
      onMouseEnter={() => hold(true)}
      onMouseLeave={() => hold(false)}
      onFocus={() => hold(true)}
      onBlur={() => hold(false)}
    >
      <p className={classes.words}>
        <Words notice={notice} />
        {count > 1 && 'problem' in toast && ` (${t('trouble.times', { count })})`}
      </p>
      {'problem' in toast && <Details problem={toast.problem} />}
      {toast.kind === 'fallbacks' && <Details problem={{ code: 'settings.json', message: toast.names.join(', ') }} />}
      {(toast.kind === 'letter' || toast.kind === 'discarded') && <LetterAct toast={toast} onClose={() => toasts.close(id)} />}
      {act && (
        <Button size="compact-xs" variant="light" onClick={act.act}>
          {act.name}
        </Button>
      )}
      <CloseButton size="sm" aria-label={t('act.close')} onClick={() => toasts.close(id)} />
    </div>
  );
};

/** Short notices at the foot of the window, the newest undermost. */
export const Toasts = () => {
  const { t } = useTranslation();
  const notices = useValue(useApp().toast.notices);
  return (
    <section className={classes.place} aria-label={t('toast.label')}>
      <div role="status" aria-atomic="false" className={classes.stack}>
        {notices.map((notice) => (
          <OneToast key={notice.id} notice={notice} />
        ))}
      </div>
    </section>
  );
};
