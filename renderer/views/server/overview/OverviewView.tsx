import { NativeSelect, SegmentedControl } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ServerPlace } from '../../place.ts';
import { useAsked, useServer } from '../host.ts';
import { PartHead } from '../PartHead.tsx';
import { Unshown } from '../Unshown.tsx';
import { Glance } from './Glance.tsx';
import { commonPolicy } from './limits.ts';
import classes from './OverviewView.module.css';
import { Plots } from './Plots.tsx';
import type { Measure } from './points.ts';
import { type Range, ranges } from './ranges.ts';
import { useStatistics } from './use-statistics.ts';

/** How a server is: whether it is well, what it holds, and what happened over a time that is chosen. */
export const OverviewView = ({ place }: { place: ServerPlace }) => {
  const { t } = useTranslation();
  const { entry, go } = useServer();
  const { mailbox } = place;
  const [range, setRange] = useState<Range>('day');
  const [measure, setMeasure] = useState<Measure>('count');
  const running = entry.server !== null;
  const health = useAsked('ready', running ? {} : null);
  const boxes = useAsked('mailboxes', running ? {} : null);
  const brakes = useAsked('brakes', running ? {} : null);
  const { told, today, problem, again } = useStatistics(range, mailbox, running);
  const failed = health.problem ?? boxes.problem ?? brakes.problem ?? problem;
  const all = boxes.value?.mailboxes;
  const shown = all?.filter(({ name }) => mailbox === undefined || name === mailbox) ?? [];
  const names = all?.map(({ name }) => name) ?? [];
  return (
    <section className={classes.view} aria-label={t('serverSide.overview')}>
      <PartHead title={t('serverSide.overview')}>
        <NativeSelect
          aria-label={t('overview.mailbox')}
          value={mailbox ?? ''}
          data={[
            { value: '', label: t('overview.all') },
            ...(mailbox === undefined || names.includes(mailbox) ? names : [mailbox, ...names]).map((name) => ({
              value: name,
              label: name,
            })),
          ]}
          onChange={(event) => {
            const { value } = event.currentTarget;
            go({ view: 'overview', mailbox: value === '' ? undefined : value });
          }}
        />
        <SegmentedControl
          aria-label={t('overview.range')}
          value={range}
          data={ranges.map((value) => ({ value, label: t(`overview.ranges.${value}`) }))}
          onChange={(value) => setRange(ranges.find((one) => one === value) ?? 'day')}
        />
        <SegmentedControl
          aria-label={t('overview.measure')}
          value={measure}
          data={(['count', 'bytes'] as const).map((value) => ({ value, label: t(`overview.measures.${value}`) }))}
          onChange={(value) => setMeasure(value === 'bytes' ? 'bytes' : 'count')}
        />
      </PartHead>
      {(failed || !running) && told === undefined ? (
        <Unshown
          title={t('overview.problem')}
          problem={failed}
          onRetry={() => {
            health.again();
            boxes.again();
            brakes.again();
            again();
          }}
        />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        <section className={classes.scroller} tabIndex={0} aria-label={t('overview.glance')}>
          {(failed || !running) && (
            <div className={classes.stale} role="status">
              <IconAlertTriangle size={16} aria-hidden />
              {t('overview.stale')}
            </div>
          )}
          {all && told && (
            <>
              <Glance
                health={health.problem || !running ? null : health.value}
                stale={failed !== null || !running}
                mailboxes={shown}
                today={today}
                brakes={(brakes.value?.brakes ?? []).filter((brake) => mailbox === undefined || brake.mailbox === mailbox)}
                mailbox={mailbox}
              />
              <Plots told={told.value} range={told.range} measure={measure} policy={commonPolicy(shown)} />
            </>
          )}
        </section>
      )}
    </section>
  );
};
