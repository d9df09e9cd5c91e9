import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCloudOff, IconLoader2, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';
import { useGo } from '../go.ts';
import { ActButton } from '../shared/ActButton.tsx';
import { Details } from '../shared/Details.tsx';
import { useSecondsUntil } from '../shared/format.tsx';
import { connectionWords, needsToken, toneOf } from './connection-words.ts';
import classes from './StatusLine.module.css';

const icons = {
  connecting: IconLoader2,
  idle: IconCheck,
  fetching: IconLoader2,
  full: IconAlertTriangle,
  deferred: IconAlertTriangle,
  offline: IconCloudOff,
  refused: IconAlertTriangle,
  failing: IconAlertTriangle,
};

/** How the inbox stands to its server, in words, and what can be done about it. */
export const StatusLine = ({ fetching, onFetch }: { fetching: boolean; onFetch(): void }) => {
  const { t } = useTranslation();
  const app = useApp();
  const { id: account, own } = useValue(app.account);
  const go = useGo();
  const status = useValue(app.status);
  const connection = status?.connection;
  const retryAt = connection && 'retryAt' in connection ? connection.retryAt : null;
  const seconds = useSecondsUntil(retryAt);
  if (!status || !connection) return <section className={classes.line} aria-label={t('status.label')} />;
  const takeOver = async (): Promise<void> => {
    const outcome = await app.bridge.call('inbox.takeOver', { account });
    if (!outcome.ok) app.toast.set({ kind: 'problem', problem: outcome.problem });
  };
  const Icon = icons[connection.kind];
  const checking = fetching && connection.kind === 'idle';
  return (
    <section className={classes.line} aria-label={t('status.label')} data-tone={checking ? 'quiet' : toneOf(connection.kind)}>
      <Icon className={classes.icon} size={16} stroke={1.75} aria-hidden data-turning={connection.kind === 'connecting' || undefined} />
      <p className={classes.words}>
        {checking ? t('status.checking') : connection.kind === 'full' ? t('status.full') : connectionWords(t, status, own)}
        {seconds !== null && (
          <>
            {' '}
            <span className={classes.retry}>{seconds > 0 ? t('status.retryIn', { seconds }) : t('status.retrying')}</span>
          </>
        )}
      </p>
      {connection.kind === 'fetching' && (
        <progress className={classes.progress} max={connection.of} value={connection.done} aria-label={connectionWords(t, status)} />
      )}
      {'code' in connection && <Details problem={connection} />}
      {needsToken(status, own) && (
        <Button size="compact-xs" variant="default" onClick={() => go({ kind: 'settings', section: 'accounts' })}>
          {t('accounts.editAccounts')}
        </Button>
      )}
      {connection.kind === 'refused' && connection.code === 'other-device' ? (
        <Button size="compact-xs" variant="default" onClick={() => void takeOver()}>
          {t('act.useThisDevice')}
        </Button>
      ) : retryAt !== null || connection.kind === 'refused' ? (
        <Button size="compact-xs" variant="default" onClick={onFetch}>
          {t(retryAt === null ? 'act.tryAgain' : 'act.tryNow')}
        </Button>
      ) : (
        connection.kind === 'idle' && <ActButton icon={IconRefresh} name={t('act.fetch')} shortcut="F5" onClick={onFetch} />
      )}
    </section>
  );
};
