import { Switch, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Settings } from '../../../../protocol/bridge.ts';
import { useApp } from '../../../state/app.ts';
import { useDesktop } from '../../../state/desktop.ts';
import { useValue } from '../../../state/value.ts';
import { Group } from '../parts.tsx';
import classes from '../SettingsView.module.css';

type Notifications = Settings['notifications'];

/** When and how the reader is told of new messages. */
export const NotificationsSection = () => {
  const { t, i18n } = useTranslation();
  const app = useApp();
  const { notifications } = useValue(app.settings);
  const { desktop } = useDesktop();
  const { on, preview, quiet } = notifications;
  const change = (next: Partial<Notifications>): void => void app.changeSettings({ notifications: { ...notifications, ...next } });
  /** A time that is half typed is none yet. */
  const changeTime = (which: 'from' | 'to', time: string): void => {
    if (/^\d\d:\d\d$/.test(time)) change({ quiet: { ...quiet, [which]: time } });
  };
  const paused = desktop?.pausedUntil ?? null;
  return (
    <Group title={t('desktop.notifications')}>
      <Switch
        label={t('desktop.notify')}
        description={t('desktop.notifyHint')}
        checked={on}
        onChange={(event) => change({ on: event.currentTarget.checked })}
      />
      {on && desktop && !desktop.notifications && <p className={classes.hint}>{t('desktop.notOffered')}</p>}
      {on && paused !== null && (
        <p className={classes.hint}>
          {t('desktop.paused', { time: new Intl.DateTimeFormat(i18n.language, { timeStyle: 'short' }).format(paused) })}
        </p>
      )}
      <Switch
        label={t('desktop.preview')}
        description={t('desktop.previewHint')}
        checked={preview}
        disabled={!on}
        onChange={(event) => change({ preview: event.currentTarget.checked })}
      />
      <Switch
        label={t('desktop.quiet')}
        description={t('desktop.quietHint')}
        checked={quiet.on}
        disabled={!on}
        onChange={(event) => change({ quiet: { ...quiet, on: event.currentTarget.checked } })}
      />
      {quiet.on && (
        <div className={classes.inline}>
          {(['from', 'to'] as const).map((which) => (
            <TextInput
              key={which}
              type="time"
              label={t(`desktop.${which}`)}
              defaultValue={quiet[which]}
              disabled={!on}
              onChange={(event) => changeTime(which, event.currentTarget.value)}
            />
          ))}
        </div>
      )}
    </Group>
  );
};
