import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BundledState } from '../../../../protocol/bridge.ts';
import { useApp } from '../../../state/app.ts';
import { Choice, Group } from '../parts.tsx';
import settings from '../SettingsView.module.css';
import { Trouble } from './Trouble.tsx';
import { useChange } from './use-change.ts';

/** What the server writes down of itself. */
export const LogGroup = ({ state }: { state: BundledState }) => {
  const { t } = useTranslation();
  const app = useApp();
  const { change, problem } = useChange();
  const [lines, setLines] = useState<readonly string[] | null>(null);
  const read = async (): Promise<void> => {
    const outcome = await app.bridge.call('bundled.log');
    if (outcome.ok) setLines(outcome.value);
    else app.toast.set({ kind: 'problem', problem: outcome.problem });
  };
  return (
    <Group title={t('bundled.logTitle')}>
      <p className={settings.hint}>{t('bundled.logAbout')}</p>
      <Choice
        label={t('bundled.logLevel')}
        value={state.settings.level}
        options={[
          { value: 'warn', label: t('bundled.levelWarn') },
          { value: 'debug', label: t('bundled.levelDebug') },
        ]}
        onChoose={(level) => void change({ level })}
      />
      {problem && <Trouble title={t('bundled.goesOn')} problem={problem} />}
      <div className={settings.inline}>
        <Button variant="default" onClick={() => void read()}>
          {t(lines === null ? 'bundled.showLog' : 'bundled.readAgain')}
        </Button>
        <Button variant="default" onClick={() => app.commands.run('logs')}>
          {t('bundled.openLogs')}
        </Button>
      </div>
      {lines !== null &&
        (lines.length === 0 ? (
          <p className={settings.hint}>{t('bundled.logEmpty')}</p>
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
          <section className={settings.bundle} tabIndex={0} aria-label={t('bundled.logLabel')}>
            <pre>{lines.join('\n')}</pre>
          </section>
        ))}
    </Group>
  );
};
