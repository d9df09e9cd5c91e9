import { Button } from '@mantine/core';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { ownAccount } from '../../../../protocol/account.ts';
import type { BundledState } from '../../../../protocol/bridge.ts';
import { useAnswer } from '../../../state/answer.ts';
import { useApp } from '../../../state/app.ts';
import { problemOf } from '../../../state/retry.ts';
import { useFormat, useMinute } from '../../shared/format.tsx';
import { inert } from '../../shared/inert.ts';
import { Group } from '../parts.tsx';
import settings from '../SettingsView.module.css';
import classes from './Bundled.module.css';
import { Trouble } from './Trouble.tsx';

/** What is wrong with its store while it runs. */
const useStore = (running: boolean): 'full' | 'damaged' | null => {
  const app = useApp();
  const port = app.servers.port(ownAccount);
  const ask = useCallback(() => port.ask('ready'), [port]);
  const { answer } = useAnswer(port.changed, running ? ask : null, problemOf);
  const store = answer?.ok ? answer.value.checks.store : null;
  return store === 'full' || store === 'damaged' ? store : null;
};

/** Whether the server runs, and what ails it. */
export const Condition = ({ state }: { state: BundledState }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useMinute();
  const { bridge, toast } = useApp();
  const { process, crashes } = state;
  const store = useStore(process.kind === 'running');
  const stopping = process.kind === 'stopping';
  const restart = async (): Promise<void> => {
    if (stopping) return;
    const outcome = await bridge.call('server.restart');
    if (!outcome.ok) toast.set({ kind: 'problem', problem: outcome.problem });
  };
  return (
    <Group title={t('bundled.title')}>
      <p className={classes.state} role="status" aria-label={t('bundled.title')}>
        {process.kind === 'running' ? t('bundled.running', { time: format.fullTime(process.since) }) : t(`bundled.${process.kind}`)}
      </p>
      {process.kind === 'refused' && <Trouble title={t('bundled.refused')} problem={process} />}
      {store && <p className={classes.trouble}>{t(`bundled.${store}`)}</p>}
      {crashes.last !== null && (
        <p className={settings.hint}>{t('bundled.crashes', { count: crashes.count, time: format.shortTime(crashes.last, now) })}</p>
      )}
      <div className={settings.choice}>
        <p className={settings.hint}>{t('bundled.restartHint')}</p>
        <Button variant="default" {...inert(stopping)} onClick={() => void restart()}>
          {t('bundled.restart')}
        </Button>
      </div>
    </Group>
  );
};
