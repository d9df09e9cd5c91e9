import { Button, Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { BackupState, BundledState } from '../../../../protocol/bridge.ts';
import { shellWord } from '../../../shell.ts';
import { useApp } from '../../../state/app.ts';
import { CopyLine } from '../../shared/CopyLine.tsx';
import { useFormat } from '../../shared/format.tsx';
import { Group } from '../parts.tsx';
import settings from '../SettingsView.module.css';
import classes from './Bundled.module.css';
import { Trouble } from './Trouble.tsx';

const Running = ({ backup }: { backup: Extract<BackupState, { kind: 'copying' | 'verifying' }> }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const { bridge } = useApp();
  const copying = backup.kind === 'copying';
  const part = copying && backup.of > 0 ? (100 * backup.bytes) / backup.of : 0;
  return (
    <div className={classes.progress}>
      <p className={classes.amount} role="status">
        {t(copying ? 'bundled.copying' : 'bundled.verifying', { path: backup.path })}
      </p>
      <Progress value={copying ? part : 100} aria-label={t('bundled.backup')} />
      {copying && backup.of > 0 && (
        <p className={classes.amount}>{t('bundled.copied', { bytes: format.bytes(backup.bytes), of: format.bytes(backup.of) })}</p>
      )}
      <div>
        <Button variant="default" onClick={() => void bridge.call('bundled.cancelBackup')}>
          {t('bundled.cancelBackup')}
        </Button>
      </div>
    </div>
  );
};

/** Copies of all that the server holds, and how to go back to one. */
export const BackupGroup = ({ state }: { state: BundledState }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const { bridge, toast, info } = useApp();
  const quoted = (path: string): string => shellWord(path, info.platform);
  const { backup, lastBackup, folder } = state;
  const underWay = backup.kind === 'copying' || backup.kind === 'verifying';
  const start = async (): Promise<void> => {
    const outcome = await bridge.call('bundled.backup');
    if (!outcome.ok) toast.set({ kind: 'problem', problem: outcome.problem });
  };
  return (
    <Group title={t('bundled.backup')}>
      <p className={settings.hint}>{t('bundled.backupHint')}</p>
      {underWay && <Running backup={backup} />}
      {backup.kind === 'failed' && <Trouble title={t('bundled.backupFailed')} problem={backup} />}
      {(backup.kind === 'cancelled' || backup.kind === 'broken') && (
        <p className={settings.hint} role="status">
          {t(`bundled.${backup.kind}`)}
        </p>
      )}
      <div className={settings.choice}>
        <p className={classes.amount}>
          {lastBackup
            ? t('bundled.lastBackup', {
                time: format.fullTime(lastBackup.at),
                count: lastBackup.messages,
                bytes: format.bytes(lastBackup.bytes),
              })
            : t('bundled.noBackup')}
        </p>
        {!underWay && (
          <Button variant="default" onClick={() => void start()}>
            {t('bundled.backupNow')}
          </Button>
        )}
      </div>
      {lastBackup && (
        <>
          <CopyLine words={[lastBackup.path]} label={t('bundled.copyBackup')} />
          <div>
            <Button variant="default" onClick={() => void bridge.call('bundled.showBackup')}>
              {t('bundled.showBackup')}
            </Button>
          </div>
          <div className={classes.part}>
            <h3>{t('bundled.restore')}</h3>
            <p className={settings.hint}>{t('bundled.restoreHint')}</p>
            <CopyLine
              words={['restante admin restore', quoted(lastBackup.path), '--data', quoted(folder)]}
              label={t('bundled.copyRestore')}
            />
          </div>
        </>
      )}
    </Group>
  );
};
