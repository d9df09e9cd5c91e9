import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconHourglass } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiNotificationTest } from '../../../../protocol/api.ts';
import { useFormat, useMinute } from '../../shared/format.tsx';
import { Failed } from '../../shared/Said.tsx';
import { type Problem, useAsked, useServer } from '../host.ts';
import classes from '../mailboxes/Mailboxes.module.css';
import own from './Devices.module.css';
import type { Device } from './device.ts';
import { type Line, linesOf } from './hops.ts';

const icons = { done: IconCircleCheck, full: IconHourglass, danger: IconAlertTriangle, wait: IconCircleDashed };

const Hop = ({ line: { tone, words, todo, ms } }: { line: Line }) => {
  const { t } = useTranslation();
  const Icon = icons[tone];
  return (
    <li className={own.hop} data-tone={tone}>
      <Icon size={18} stroke={1.75} aria-hidden />
      <span>{words}</span>
      <span className={own.ms}>{ms === undefined ? '' : t('devices.test.after', { ms })}</span>
      {todo !== undefined && <span className={own.todo}>{todo}</span>}
    </li>
  );
};

const Hops = ({ begun, device, onOver }: { begun: ApiNotificationTest; device: Device; onOver(): void }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useMinute();
  const { mailbox, test } = begun;
  // Each hop is told as a change at the server.
  const { value, problem, again } = useAsked('notificationTest', begun.over ? null : { path: { mailbox, test } });
  const report = value ?? begun;
  const { over } = report;
  useEffect(() => {
    if (over) return onOver();
    // Should a change not be told, the end of it is asked for.
    const timer = setTimeout(again, begun.within + 500);
    return () => clearTimeout(timer);
  }, [over, onOver, again, begun.within]);
  if (problem?.code === 'test-unknown') return <p className={classes.changed}>{t('devices.test.lost')}</p>;
  return (
    <ol className={own.hops} aria-label={t('devices.test.hops')}>
      {linesOf(t, format, now, report, device).map((line) => (
        <Hop key={line.key} line={line} />
      ))}
    </ol>
  );
};

/** Notifies a device and shows how far that came, hop by hop, as it becomes known. */
export const TestNotification = ({ device }: { device: Device }) => {
  const { t } = useTranslation();
  const { port } = useServer();
  const [begun, setBegun] = useState<ApiNotificationTest | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [over] = useState(() => () => setBusy(false));
  const begin = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    const outcome = await port.ask('testNotification', { path: { mailbox: device.mailbox }, body: { device: device.device } });
    if (outcome.ok) return setBegun(outcome.value);
    setBusy(false);
    setBegun(null);
    setProblem(outcome.problem);
  };
  return (
    <div className={classes.part}>
      <h2>{t('devices.test.title')}</h2>
      <p className={classes.hint}>{t('devices.test.about')}</p>
      <div>
        <Button loading={busy} onClick={() => void begin()}>
          {t(begun ? 'devices.test.again' : 'devices.test.act')}
        </Button>
      </div>
      <Failed words={t('devices.test.problem')} problem={problem} />
      <div role="status">{begun && <Hops key={begun.test} begun={begun} device={device} onOver={over} />}</div>
    </div>
  );
};
