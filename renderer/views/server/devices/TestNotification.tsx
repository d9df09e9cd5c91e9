import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconHourglass } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiNotificationTest } from '../../../../protocol/api.ts';
import { Details } from '../../shared/Details.tsx';
import { useFormat, useMinute } from '../../shared/format.tsx';
import { inert } from '../../shared/inert.ts';
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
  const [late, setLate] = useState(false);
  const report = value ?? begun;
  const lost = problem?.code === 'test-unknown';
  const unfollowed = late && problem !== null && !lost && !report.over;
  const ended = report.over || lost || unfollowed;
  useEffect(() => {
    if (ended) onOver();
  }, [ended, onOver]);
  useEffect(() => {
    if (ended) return;
    // Should a change not be told, the end of it is asked for.
    const timer = setTimeout(() => {
      setLate(true);
      again();
    }, begun.within + 500);
    return () => clearTimeout(timer);
  }, [ended, again, begun.within]);
  if (lost) return <p className={classes.changed}>{t('devices.test.lost')}</p>;
  return (
    <>
      <ol className={own.hops} aria-label={t('devices.test.hops')}>
        {linesOf(t, format, now, report, device)
          .filter(({ tone }) => !unfollowed || tone !== 'wait')
          .map((line) => (
            <Hop key={line.key} line={line} />
          ))}
      </ol>
      {unfollowed && (
        <div className={classes.changed}>
          <p>{t('devices.test.unfollowed')}</p>
          <Details problem={problem} />
        </div>
      )}
    </>
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
    if (busy) return;
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
        <Button {...inert(busy)} onClick={() => void begin()}>
          {t(begun ? 'devices.test.again' : 'devices.test.act')}
        </Button>
      </div>
      <Failed words={t('devices.test.problem')} problem={problem} />
      <div role="status">{begun && <Hops key={begun.test} begun={begun} device={device} onOver={over} />}</div>
    </div>
  );
};
