import { Button } from '@mantine/core';
import { IconDevices } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sentences } from '../../../sentences.ts';
import { Dialog } from '../../shared/dialog/Dialog.tsx';
import { DialogActs } from '../../shared/dialog/DialogActs.tsx';
import { useWork } from '../../shared/dialog/useWork.ts';
import { useFormat } from '../../shared/format.tsx';
import { Notice } from '../../shared/Notice.tsx';
import { Failed } from '../../shared/Said.tsx';
import { type Problem, useServer } from '../host.ts';
import classes from '../mailboxes/Mailboxes.module.css';
import { PartHead } from '../PartHead.tsx';
import { Unshown } from '../Unshown.tsx';
import own from './Devices.module.css';
import { type Device, deviceName } from './device.ts';
import { Ledger } from './Ledger.tsx';
import { TestNotification } from './TestNotification.tsx';

const Facts = ({ device }: { device: Device }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const time = (at: string | null): string => (at === null ? t('devices.facts.never') : format.fullTime(Date.parse(at)));
  const { room } = device;
  const rows: [string, string][] = [
    ...(device.device === '' ? [] : [[t('devices.device'), device.device] as [string, string]]),
    [t('devices.facts.last'), time(device.lastAt)],
    [t('devices.facts.first'), time(device.firstAt)],
    [t('devices.facts.notified'), time(device.notifiedAt)],
    [t('devices.facts.acquired'), time(device.acquiredAt)],
    [t('devices.facts.room'), room === null ? t('devices.roomNever') : room === 0 ? t('devices.roomNone') : format.bytes(room)],
    ...(device.deferredAt === null ? [] : [[t('devices.facts.deferred'), time(device.deferredAt)] as [string, string]]),
    [t('devices.facts.retries'), format.number(device.retries)],
  ];
  return (
    <div className={classes.part}>
      <p>
        {sentences(
          t,
          t(device.connected ? 'devices.facts.connected' : 'devices.facts.away'),
          t(device.owner ? 'devices.owner' : 'devices.notOwner'),
        )}
      </p>
      <dl className={own.facts}>
        {rows.map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
};

/** Asks before a device is forgotten. */
const Forget = ({ device, onGone }: { device: Device; onGone(): void }) => {
  const { t } = useTranslation();
  const { port } = useServer();
  const { busy, problem, run } = useWork();
  const { mailbox, device: name, owner } = device;
  return (
    <div className={classes.form}>
      <p>{t(owner ? 'devices.forget.owner' : 'devices.forget.other', { mailbox })}</p>
      <p>{t('devices.forget.stays')}</p>
      <Failed words={t('devices.forget.problem')} problem={problem} />
      <DialogActs safe>
        <Button
          color="red"
          loading={busy}
          onClick={() => void run(() => port.ask('forgetDevice', { path: { mailbox, device: name } }), onGone)}
        >
          {t('devices.forget.confirm')}
        </Button>
      </DialogActs>
    </div>
  );
};

/** One device: how it stands, the test of the way to it, and what was between it and the server. @param device undefined: not there */
export const DevicePage = ({
  id: { mailbox, device: given },
  device,
  known,
  problem,
  onRetry,
  onBack,
}: {
  id: Pick<Device, 'mailbox' | 'device'>;
  device: Device | undefined;
  known: boolean;
  /** Why nothing newer is known of it. */
  problem: Problem | null;
  onRetry(): void;
  onBack(): void;
}) => {
  const { t } = useTranslation();
  const { go, ours } = useServer();
  const [forgetting, setForgetting] = useState<Device | null>(null);
  const name = deviceName(t, given, ours);
  return (
    <section className={classes.view} aria-label={name}>
      <PartHead title={name} back={{ to: t('devices.all'), go: onBack }}>
        <Button variant="default" onClick={() => go({ view: 'mailboxes', mailbox })}>
          {t('boxes.open', { name: mailbox })}
        </Button>
      </PartHead>
      <div />
      {!known && problem && <Unshown title={t('devices.problem')} problem={problem} onRetry={onRetry} />}
      {!device && known && (
        <Notice icon={IconDevices} title={t('devices.gone')} heading="h2">
          <Button onClick={onBack}>{t('devices.all')}</Button>
        </Notice>
      )}
      {device && (
        <div className={classes.page}>
          <div className={classes.column}>
            <Facts device={device} />
            <TestNotification device={device} />
            <Ledger mailbox={mailbox} />
            {given === '' ? (
              <p className={classes.hint}>{t('devices.forget.unnamed')}</p>
            ) : (
              <div>
                <Button variant="default" className={classes.danger ?? ''} onClick={() => setForgetting(device)}>
                  {t('devices.forget.act')}
                </Button>
              </div>
            )}
          </div>
        </div>
      )}
      <Dialog opened={forgetting !== null} onClose={() => setForgetting(null)} title={t('devices.forget.title', { device: name })}>
        {forgetting && <Forget device={forgetting} onGone={onBack} />}
      </Dialog>
    </section>
  );
};
