import { Button, NativeSelect, Switch } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BundledState, Reach } from '../../../../protocol/bridge.ts';
import { everyAddress } from '../../../../protocol/bundled.ts';
import { useApp } from '../../../state/app.ts';
import { CopyLine } from '../../shared/CopyLine.tsx';
import { useMinute } from '../../shared/format.tsx';
import { inert } from '../../shared/inert.ts';
import { Group } from '../parts.tsx';
import settings from '../SettingsView.module.css';
import classes from './Bundled.module.css';
import { Certificate } from './Certificate.tsx';
import { PortField, portIn } from './PortField.tsx';
import { Trouble } from './Trouble.tsx';
import { useChange } from './use-change.ts';

/** Beside those of this computer. */
const usual = { host: everyAddress, http: 7_427, smtp: 7_428 };

/** How others reach it; read anew when the server is another, and every minute, since networks come and go. */
const useReach = (state: BundledState): [Reach | null, () => Promise<void>] => {
  const { bridge } = useApp();
  const [reach, setReach] = useState<Reach | null>(null);
  const read = useCallback(async (): Promise<void> => {
    const outcome = await bridge.call('bundled.reach');
    if (outcome.ok) setReach(outcome.value);
  }, [bridge]);
  const minute = useMinute();
  const { process, network } = state;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it says depends on them
  useEffect(() => void read(), [read, minute, process.kind, network]);
  return [reach, read];
};

const Means = () => {
  const { t } = useTranslation();
  return (
    <div className={classes.part}>
      <h3>{t('bundled.means')}</h3>
      <ul className={classes.means}>
        <li>{t('bundled.meansWho')}</li>
        <li>{t('bundled.meansFirewall')}</li>
        <li>{t('bundled.meansTokens')}</li>
        <li>{t('bundled.meansSmtp')}</li>
      </ul>
    </div>
  );
};

const Reached = ({ reach }: { reach: Reach }) => {
  const { t } = useTranslation();
  const lines = (addresses: readonly string[]) => (
    <div className={classes.lines}>
      {addresses.map((address) => (
        <CopyLine key={address} words={[address]} label={t('bundled.copyAddress', { address })} />
      ))}
    </div>
  );
  return (
    <div className={classes.part}>
      <h3>{t('bundled.reach')}</h3>
      {lines(reach.http)}
      {reach.smtp.length > 0 && (
        <>
          <p className={settings.hint}>{t('bundled.reachSmtp')}</p>
          {lines(reach.smtp)}
        </>
      )}
      <p className={settings.hint}>{t('bundled.reachName')}</p>
    </div>
  );
};

/** Whether other machines reach the server, and how; never without encryption. */
export const Network = ({ state }: { state: BundledState }) => {
  const { t } = useTranslation();
  const { network: chosen } = state.settings;
  const [reach, readAgain] = useReach(state);
  const { busy, problem, change } = useChange();
  const [host, setHost] = useState<string>(chosen?.host ?? usual.host);
  const [http, setHttp] = useState<number | string>(chosen?.http ?? usual.http);
  const [smtp, setSmtp] = useState<number | string>(chosen?.smtp ?? usual.smtp);
  const [withSmtp, setWithSmtp] = useState(chosen ? chosen.smtp !== null : true);
  const now = useMinute();
  const on = chosen?.on === true;
  const judged = reach?.chosen.judged;
  const another = judged?.ok === true && judged.facts.fingerprint !== reach?.certificate?.fingerprint;
  const files = another ? 'chosen' : chosen ? 'current' : undefined;
  const expired = another && judged.facts.until < now;
  const whole = portIn(http) !== null && (!withSmtp || portIn(smtp) !== null);
  const wanted = { host, http: portIn(http) ?? 0, smtp: withSmtp ? portIn(smtp) : null };
  const same = on && !another && chosen.host === host && chosen.http === wanted.http && chosen.smtp === wanted.smtp;
  const ready = files !== undefined && whole && !expired && !busy;
  const open = (): void => {
    if (files && ready) void change({ network: { ...wanted, certificate: files } }).then(readAgain);
  };
  const addresses = reach?.addresses ?? [];
  const hosts = [
    { value: everyAddress, label: t('bundled.every') },
    ...addresses.map(({ address, name }) => ({ value: address, label: t('bundled.hostOf', { address, name }) })),
    // One that this computer does not have at the moment.
    ...(host === everyAddress || addresses.some(({ address }) => address === host) ? [] : [{ value: host, label: host }]),
  ];
  return (
    <Group title={t('bundled.network')}>
      {on && state.network?.kind === 'refused' ? (
        <Trouble title={t('bundled.networkRefused')} problem={state.network} />
      ) : (
        <p className={classes.state} role="status" aria-label={t('bundled.network')}>
          {t(on ? 'bundled.networkOn' : 'bundled.networkOff')}
        </p>
      )}
      {reach && state.network?.kind === 'open' && <Reached reach={reach} />}
      <Means />
      {reach && <Certificate reach={reach} onChosen={() => void readAgain()} />}
      <NativeSelect
        className={classes.host}
        label={t('bundled.host')}
        value={host}
        data={hosts}
        onChange={(event) => setHost(event.currentTarget.value)}
      />
      <PortField label={t('bundled.netHttp')} value={http} onChange={setHttp} />
      <Switch label={t('bundled.netSmtp')} checked={withSmtp} onChange={(event) => setWithSmtp(event.currentTarget.checked)} />
      {withSmtp && <PortField label={t('bundled.netSmtpPort')} value={smtp} onChange={setSmtp} />}
      {problem && <Trouble title={t('bundled.goesOn')} problem={problem} />}
      {!files && <p className={settings.hint}>{t('bundled.needFiles')}</p>}
      <div className={settings.inline}>
        {(!same || state.network?.kind === 'refused') && (
          <Button {...inert(!ready)} onClick={open}>
            {t(!on ? 'bundled.open' : same ? 'bundled.tryAgain' : 'bundled.apply')}
          </Button>
        )}
        {on && (
          <Button variant="default" {...inert(busy)} onClick={() => !busy && void change({ network: null })}>
            {t('bundled.close')}
          </Button>
        )}
      </div>
    </Group>
  );
};
