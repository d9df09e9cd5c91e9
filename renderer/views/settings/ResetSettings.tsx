import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../state/app.ts';
import { Group } from './parts.tsx';
import classes from './SettingsView.module.css';

/** All that is chosen for the whole app, back to how it came; asked before. */
export const ResetSettings = () => {
  const { t } = useTranslation();
  const { bridge, toast } = useApp();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const reset = async (): Promise<void> => {
    setBusy(true);
    const outcome = await bridge.call('settings.reset');
    setBusy(false);
    setAsking(false);
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
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('settings.resetAsk')}
        closeButtonProps={{ 'aria-label': t('act.close') }}
      >
        <div className={classes.body}>
          <p className={classes.hint}>{t('settings.resetWhat')}</p>
          <p className={classes.hint}>{t('settings.resetKeeps')}</p>
          <div className={classes.inline}>
            <Button loading={busy} onClick={() => void reset()}>
              {t('settings.resetNow')}
            </Button>
            <Button variant="default" data-autofocus onClick={() => setAsking(false)}>
              {t('act.cancel')}
            </Button>
          </div>
        </div>
      </Modal>
    </Group>
  );
};
