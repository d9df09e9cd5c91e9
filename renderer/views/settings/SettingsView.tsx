import { Radio, SegmentedControl, Stack, Switch } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';
import { SendingHelp } from '../mail/FirstSteps.tsx';
import { CapSetting } from './CapSetting.tsx';
import classes from './SettingsView.module.css';

const Group = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className={classes.group}>
    <h2>{title}</h2>
    <div className={classes.body}>{children}</div>
  </section>
);

/** One of a few, side by side. */
const Choice = <T extends string>({
  label,
  value,
  options,
  onChoose,
}: {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChoose(value: T): void;
}) => (
  <div className={classes.choice}>
    <span aria-hidden>{label}</span>
    <SegmentedControl aria-label={label} value={value} data={[...options]} onChange={(chosen) => onChoose(chosen as T)} />
  </div>
);

/** Everything that the reader can choose; each choice is saved at once. */
export const SettingsView = () => {
  const { t } = useTranslation();
  const app = useApp();
  const settings = useValue(app.settings);
  const account = useValue(app.account);
  const server = useValue(app.server);
  const scroller = useRef<HTMLElement>(null);
  // Opened by a key, it takes the place of what had the focus.
  useEffect(() => {
    if (document.activeElement === document.body) scroller.current?.focus();
  }, []);
  const change: typeof app.changeSettings = (part) => app.changeSettings(part);
  return (
    <div className={classes.view}>
      <header className={classes.header}>
        <h1 className={classes.title}>{t('settings.title')}</h1>
        <p className={classes.saved}>{t('settings.saved')}</p>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section ref={scroller} className={classes.scroller} tabIndex={0} aria-label={t('settings.title')}>
        <div className={classes.column}>
          <Group title={t('settings.inbox')}>
            <CapSetting />
            <Switch
              label={t('settings.overwrite')}
              description={t('settings.overwriteHint')}
              checked={account.overwriteRead}
              onChange={(event) => void app.changeAccount({ overwriteRead: event.currentTarget.checked })}
            />
          </Group>
          <Group title={t('settings.server')}>
            <Radio.Group
              label={t('settings.after')}
              value={account.afterReceipt}
              onChange={(value) => void app.changeAccount({ afterReceipt: value === 'delete' ? 'delete' : 'move' })}
            >
              <Stack gap="sm" mt="sm">
                <Radio value="move" label={t('settings.move')} description={t('settings.moveHint')} />
                <Radio value="delete" label={t('settings.delete')} description={t('settings.deleteHint')} />
              </Stack>
            </Radio.Group>
          </Group>
          <Group title={t('settings.appearance')}>
            <Choice
              label={t('settings.theme')}
              value={settings.theme}
              options={(['system', 'light', 'dark'] as const).map((value) => ({ value, label: t(`settings.${value}`) }))}
              onChoose={(theme) => void change({ theme })}
            />
            <Choice
              label={t('settings.language')}
              value={settings.language}
              options={[
                { value: 'system', label: t('settings.system') },
                { value: 'en', label: 'English' },
                { value: 'ja', label: '日本語' },
              ]}
              onChoose={(language) => void change({ language })}
            />
          </Group>
          {server && (
            <Group title={t('settings.addresses')}>
              <p className={classes.hint}>{t('settings.addressesHint')}</p>
              <SendingHelp server={server} />
            </Group>
          )}
          <p className={classes.version}>{t('settings.version', { version: app.info.version, electron: app.info.electron })}</p>
        </div>
      </section>
    </div>
  );
};
