import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../../state/app.ts';
import { inert } from '../../shared/inert.ts';
import { Group } from '../parts.tsx';
import classes from '../SettingsView.module.css';

/** What the app tells of itself: its logs, and a bundle that is shown before it is saved. */
export const DiagnosticsSection = () => {
  const { t } = useTranslation();
  const app = useApp();
  const [text, setText] = useState<string | null>(null);
  const [reading, setReading] = useState(false);
  const read = async (): Promise<void> => {
    if (reading) return;
    setReading(true);
    const outcome = await app.bridge.call('diagnostics.read');
    setReading(false);
    if (outcome.ok) setText(outcome.value.text);
    else app.toast.set({ kind: 'problem', problem: outcome.problem });
  };
  const save = async (): Promise<void> => {
    const outcome = await app.bridge.call('diagnostics.save');
    if (!outcome.ok) app.toast.set({ kind: 'problem', problem: outcome.problem });
    else if (outcome.value) app.toast.set({ kind: 'saved', path: outcome.value.path });
  };
  return (
    <Group title={t('desktop.diagnostics')}>
      <div className={classes.choice}>
        <p className={classes.hint}>{t('desktop.logs')}</p>
        <Button variant="default" onClick={() => app.commands.run('logs')}>
          {t('desktop.openLogs')}
        </Button>
      </div>
      <p className={classes.hint}>{t('desktop.bundle')}</p>
      <div className={classes.inline}>
        <Button variant="default" {...inert(reading)} onClick={() => void read()}>
          {t(reading ? 'desktop.readingBundle' : 'desktop.showBundle')}
        </Button>
        {text !== null && <Button onClick={() => void save()}>{t('desktop.saveBundle')}</Button>}
      </div>
      {text !== null && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        <section className={classes.bundle} tabIndex={0} aria-label={t('desktop.bundleLabel')}>
          <pre>{text}</pre>
        </section>
      )}
    </Group>
  );
};
