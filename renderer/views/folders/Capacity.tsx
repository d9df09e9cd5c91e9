import { Button, Tooltip } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Status } from '../../../protocol/bridge.ts';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';
import type { Place } from '../place.ts';
import classes from './Capacity.module.css';
import { useMeter } from './useMeter.ts';

/** How the inbox is filled, and what waits for room. */
export const Capacity = ({ status, onGo }: { status: Status; onGo(place: Place): void }) => {
  const { t } = useTranslation();
  const { meter, summary, parts } = useMeter(status, useValue(useApp().account));
  const full = status.connection.kind === 'full' || status.room <= 0;
  const waiting = status.waiting.count;
  const over = meter.used > meter.limit;
  return (
    <div className={classes.capacity} data-full={full || undefined}>
      <Tooltip
        multiline
        label={
          <dl className={classes.legend}>
            {parts.map(({ name, text, amount }) => (
              <div key={name}>
                <dt>
                  <i className={classes.swatch} data-name={name} />
                  {text}
                </dt>
                <dd>{amount}</dd>
              </div>
            ))}
          </dl>
        }
        classNames={{ tooltip: classes.tooltip ?? '' }}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: a <meter> shows one value, this one shows its parts */}
        <div
          className={classes.meter}
          role="meter"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: focus names its parts, as hovering does
          tabIndex={0}
          aria-label={t('meter.label')}
          aria-valuemin={0}
          aria-valuemax={meter.limit}
          aria-valuenow={Math.min(meter.used, meter.limit)}
          aria-valuetext={`${summary}. ${parts.map(({ text, amount }) => `${text} ${amount}`).join(', ')}`}
        >
          <div className={classes.bar}>
            {meter.segments
              .filter((segment) => segment.amount > 0)
              .map(({ name, share }) => (
                <i key={name} className={classes.segment} data-name={name} style={{ flexGrow: share }} />
              ))}
          </div>
          <p className={classes.summary}>{summary}</p>
        </div>
      </Tooltip>
      {full ? (
        <>
          <p className={classes.sentence}>
            <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
            {over ? t('meter.over') : t('status.fullWaiting', { count: waiting })}
          </p>
          <Button className={classes.act} variant="default" onClick={() => onGo({ kind: 'room' })}>
            {t('meter.makeRoom')}
          </Button>
        </>
      ) : (
        waiting > 0 && (
          <button type="button" className={classes.waiting} onClick={() => onGo({ kind: 'waiting' })}>
            {status.connection.kind === 'deferred' ? t('meter.deferred', { count: waiting }) : t('count.waiting', { count: waiting })}
          </button>
        )
      )}
    </div>
  );
};
