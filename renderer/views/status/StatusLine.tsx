import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCloudOff, IconLoader2, IconRefresh } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Outcome } from '../../../protocol/bridge.ts';
import { useApp } from '../../state/app.ts';
import { useAccountName } from '../account-name.ts';
import { useGo } from '../go.ts';
import { ActButton } from '../shared/ActButton.tsx';
import { Details } from '../shared/Details.tsx';
import { useFormat, useSecondsUntil } from '../shared/format.tsx';
import { actOf, type ConnectionAct } from './connection-act.ts';
import { connectionWords, toneOf } from './connection-words.ts';
import classes from './StatusLine.module.css';
import { useSpoken } from './useSpoken.ts';

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

const retryWords = (t: TFunction, seconds: number): string => {
  if (seconds <= 0) return t('status.retrying');
  return seconds < 120 ? t('status.retryIn', { seconds }) : t('status.retryInMinutes', { minutes: Math.round(seconds / 60) });
};

/** How the inbox stands to its server, in words, and what can be done about it. */
export const StatusLine = ({
  fetching,
  start,
  onFetch,
}: {
  fetching: boolean;
  /** Stands before the words. */
  start: ReactNode;
  onFetch(): void;
}) => {
  const { t } = useTranslation();
  const format = useFormat();
  const app = useApp();
  const go = useGo();
  const nameOf = useAccountName();
  const spoken = useSpoken();
  const { status, named } = spoken;
  const { id: account, own } = spoken.account;
  const connection = status?.connection;
  const retryAt = connection && 'retryAt' in connection && connection.retryAt > 0 ? connection.retryAt : null;
  const seconds = useSecondsUntil(retryAt);
  if (!status || !connection)
    return (
      <section className={classes.line} aria-label={t('status.label')}>
        {start}
      </section>
    );
  const tell = (outcome: Outcome<unknown>): void => {
    if (!outcome.ok) app.toast.set({ kind: 'problem', problem: outcome.problem });
  };
  const acts: Record<Exclude<ConnectionAct, 'fetch'>, { words: string; run: () => void }> = {
    tryNow: { words: t('act.tryNow'), run: onFetch },
    tryAgain: { words: t('act.tryAgain'), run: onFetch },
    takeOver: { words: t('act.useThisDevice'), run: () => void app.bridge.call('inbox.takeOver', { account }).then(tell) },
    restartServer: {
      // One that was not let start is tried again by being started.
      words: t(connection.kind === 'refused' ? 'act.restartServer' : 'act.tryAgain'),
      run: () => void app.bridge.call('server.restart').then(tell),
    },
    settings: { words: t('act.accountSettings'), run: () => go({ kind: 'settings', section: 'accounts' }) },
    waiting: {
      words: t('act.seeWaiting'),
      run: () => {
        app.leadAccount(account);
        go({ kind: 'waiting' });
      },
    },
  };
  const act = actOf(connection, own);
  const said = connection.kind === 'full' ? t('status.full') : connectionWords(t, status, own);
  const Icon = icons[connection.kind];
  // A large message moves by its bytes: among a few messages nothing would seem to move.
  const part = connection.kind === 'fetching' ? connection.part : null;
  const checking = fetching && connection.kind === 'idle';
  return (
    <section className={classes.line} aria-label={t('status.label')} data-tone={checking ? 'quiet' : toneOf(connection.kind)}>
      {start}
      <Icon className={classes.icon} size={16} stroke={1.75} aria-hidden data-turning={connection.kind === 'connecting' || undefined} />
      <p className={classes.words}>
        {checking ? t('status.checking') : named ? t('together.of', { name: nameOf(spoken.account), words: said }) : said}
        {part && <> · {t('status.part', { bytes: format.bytes(part.bytes), of: format.bytes(part.of) })}</>}
        {seconds !== null && (
          <>
            {t('between')}
            <span className={classes.retry}>{retryWords(t, seconds)}</span>
          </>
        )}
      </p>
      {connection.kind === 'fetching' && (
        <progress
          className={classes.progress}
          max={part?.of ?? connection.of}
          value={part?.bytes ?? connection.done}
          aria-label={connectionWords(t, status, own)}
        />
      )}
      {'code' in connection && <Details problem={connection} />}
      {act === 'fetch' ? (
        <ActButton icon={IconRefresh} name={t('act.fetch')} shortcut="F5" onClick={onFetch} />
      ) : (
        act && (
          <Button size="compact-xs" variant="default" onClick={acts[act].run}>
            {acts[act].words}
          </Button>
        )
      )}
    </section>
  );
};
