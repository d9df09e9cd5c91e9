import { Button, Switch } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BundledState } from '../../../../protocol/bridge.ts';
import { inert } from '../../shared/inert.ts';
import { Group } from '../parts.tsx';
import settings from '../SettingsView.module.css';
import classes from './Bundled.module.css';
import { PortField, portIn } from './PortField.tsx';
import { Trouble } from './Trouble.tsx';
import { useChange } from './use-change.ts';

const portOf = (address: string | null | undefined): number | null => (address ? Number(address.split(':').at(-1)) : null);

/** One port: what is in force, and another one to be used. */
const Door = ({
  label,
  inForce,
  asked,
  words,
  onUse,
  busy,
}: {
  label: string;
  /** The port that it listens on. */
  inForce: number | null;
  asked: number | null;
  /** What it listens on, in words. */
  words: string;
  onUse(port: number): void;
  busy: boolean;
}) => {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const inUse = asked ?? inForce;
  // While the server is restarted nothing is in force: what was stays to be seen.
  const [known, setKnown] = useState(inUse);
  const [typed, setTyped] = useState<string | null>(null);
  const wanted = typed === null ? null : portIn(typed);
  if (inUse !== null && inUse !== known) {
    setKnown(inUse);
    // What was typed is in use now; or it was the former one, and nothing else is wanted.
    if (wanted === inUse || wanted === known) setTyped(null);
  }
  const different = wanted !== null && wanted !== known && inForce !== null;
  const use = (): void => {
    if (!different || busy) return;
    // Its button goes when the port is in use.
    field.current?.focus();
    onUse(wanted);
  };
  return (
    <div className={classes.field}>
      <div className={settings.inline}>
        <PortField ref={field} label={label} value={typed ?? known} onChange={setTyped} onEnter={use} />
        {different && (
          <Button {...inert(busy)} aria-label={`${t('bundled.useIt')}: ${label} ${wanted}`} onClick={use}>
            {t('bundled.useIt')}
          </Button>
        )}
      </div>
      <p className={settings.hint}>{words}</p>
      {different && <p className={settings.hint}>{t('bundled.moves')}</p>}
    </div>
  );
};

/** Where programs on this computer reach the server. */
export const Addresses = ({ state }: { state: BundledState }) => {
  const { t } = useTranslation();
  const { doors, taken, settings: chosen } = state;
  const { busy, problem, change } = useChange();
  const refused = problem ?? null;
  return (
    <Group title={t('bundled.addresses')}>
      <p className={settings.hint}>{t('bundled.addressesHint')}</p>
      {taken.length > 0 && (
        <p className={classes.trouble} role="status">
          {t('bundled.taken', { addresses: taken.join(', ') })}
        </p>
      )}
      <Door
        label={t('bundled.httpPort')}
        inForce={portOf(doors?.http)}
        asked={chosen.httpPort}
        words={doors ? t('bundled.inForce', { http: doors.http }) : ''}
        busy={busy}
        onUse={(httpPort) => void change({ httpPort })}
      />
      <Switch
        label={t('bundled.smtp')}
        description={t(chosen.smtp ? 'bundled.smtpOn' : 'bundled.smtpOff')}
        checked={chosen.smtp}
        // Not disabled: it would lose the focus.
        aria-disabled={busy}
        onChange={(event) => !busy && void change({ smtp: event.currentTarget.checked })}
      />
      {chosen.smtp && (
        <Door
          label={t('bundled.smtpPort')}
          inForce={portOf(doors?.smtp)}
          asked={chosen.smtpPort}
          words={doors?.smtp ? t('bundled.inForceSmtp', { smtp: doors.smtp }) : ''}
          busy={busy}
          onUse={(smtpPort) => void change({ smtpPort })}
        />
      )}
      {refused && <Trouble title={t('bundled.goesOn')} problem={refused} />}
    </Group>
  );
};
