import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../state/app.ts';
import { Dialog } from '../shared/dialog/Dialog.tsx';
import { DialogActs } from '../shared/dialog/DialogActs.tsx';
import { Group } from './parts.tsx';
import classes from './SettingsView.module.css';

/** All that is chosen for the whole app, back to how it came; asked before. */
export const ResetSettings = () => {
  const { t } = useTranslation();
  const { bridge, toast } = useApp();
  const [asking, setAsking] = useState(false);
  const reset = async (): Promise<void> => {
    setAsking(false);
    const outcome = await bridge.call('settings.reset');
    // What is set now is told to all views by itself.
    if (!outcome.ok) toast.set({ kind: 'problem', problem: outcome.problem });
  };
  return (
    <Group title={t('settings.reset')}>
      <p className={classes.hint}>{t('settings.resetKeeps')}</p>
      <div>
        <Button variant="default" onClick={() => setAsking(true)}>
          {t('settings.resetAct')}
        </Button>
      </div>
      <Dialog opened={asking} onClose={() => setAsking(false)} title={t('settings.resetAsk')}>
        <div className={classes.body}>
          <p className={classes.hint}>{t('settings.resetWhat')}</p>
          <p className={classes.hint}>{t('settings.resetKeeps')}</p>
          <DialogActs safe>
            <Button onClick={() => void reset()}>{t('settings.resetNow')}</Button>
          </DialogActs>
        </div>
      </Dialog>
    </Group>
  );
};
