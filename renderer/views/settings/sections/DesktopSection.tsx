import { Button, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../../state/app.ts';
import { useDesktop } from '../../../state/desktop.ts';
import { useValue } from '../../../state/value.ts';
import { Group } from '../parts.tsx';
import classes from '../SettingsView.module.css';

/** When the app runs, what it opens, and which keys it takes. */
export const DesktopSection = () => {
  const { t } = useTranslation();
  const app = useApp();
  const { keepRunning, singleKeys } = useValue(app.settings);
  const { desktop, change } = useDesktop();
  return (
    <>
      <Group title={t('desktop.title')}>
        <Switch
          label={t('desktop.keepRunning')}
          description={t(keepRunning ? 'desktop.keepRunningHint' : 'desktop.keepRunningOff')}
          checked={keepRunning}
          onChange={(event) => void app.changeSettings({ keepRunning: event.currentTarget.checked })}
        />
        {desktop?.startAtLogin !== undefined && desktop.startAtLogin !== null && (
          <Switch
            label={t('desktop.startAtLogin')}
            description={t('desktop.startAtLoginHint')}
            checked={desktop.startAtLogin}
            onChange={(event) => change({ startAtLogin: event.currentTarget.checked })}
          />
        )}
        {desktop?.mailto !== undefined && desktop.mailto !== null && (
          <div className={classes.choice}>
            <div>
              {t('desktop.mailto')}
              <p className={classes.hint}>{t(desktop.mailto ? 'desktop.mailtoOn' : 'desktop.mailtoOff')}</p>
            </div>
            {!desktop.mailto && (
              <Button variant="default" onClick={() => change({ mailto: true })}>
                {t('desktop.mailtoClaim')}
              </Button>
            )}
          </div>
        )}
      </Group>
      <Group title={t('desktop.keyboard')}>
        <Switch
          label={t('desktop.singleKeys')}
          description={t('desktop.singleKeysHint')}
          checked={singleKeys}
          onChange={(event) => void app.changeSettings({ singleKeys: event.currentTarget.checked })}
        />
        <div>
          <Button variant="default" onClick={() => app.commands.run('help')}>
            {t('desktop.showKeys')}
          </Button>
        </div>
      </Group>
    </>
  );
};
