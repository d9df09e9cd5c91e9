import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconQuestionMark } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AdminAnswer } from '../../../../protocol/admin.ts';
import type { ApiHealth, ApiMailbox } from '../../../../protocol/api.ts';
import type { ApiStatistics } from '../../../../protocol/statistics.ts';
import { useFormat } from '../../shared/format.tsx';
import { useServer } from '../host.ts';
import classes from './Glance.module.css';
import { nearestLimits } from './limits.ts';

type Health = {
  readonly words: 'well' | 'checking' | 'unfinished' | 'full' | 'damaged' | 'stopping';
  readonly tone: 'done' | 'full' | 'danger';
};

const healthOf = ({ checks: { store, integrity }, intake }: ApiHealth): Health => {
  if (store === 'damaged' || integrity === 'damaged') return { words: 'damaged', tone: 'danger' };
  if (store === 'stopping') return { words: 'stopping', tone: 'full' };
  if (store === 'full' || !intake) return { words: 'full', tone: 'full' };
  if (integrity === 'checking' || integrity === 'unfinished') return { words: integrity, tone: 'full' };
  return { words: 'well', tone: 'done' };
};

/** Limits that are shown. */
const shown = 3;

/** How the server is, what it holds, how near its limits are, and what waits for a person. */
export const Glance = ({
  health,
  stale,
  mailboxes,
  today,
  brakes,
  mailbox,
}: {
  /** As it is now; null: nobody knows. */
  health: ApiHealth | null | undefined;
  /** The rest is from before it ceased to answer. */
  stale: boolean;
  /** Those that are looked at. */
  mailboxes: readonly ApiMailbox[];
  today: ApiStatistics | undefined;
  brakes: AdminAnswer<'brakes'>['brakes'];
  mailbox: string | undefined;
}) => {
  const { t } = useTranslation();
  const format = useFormat();
  const { go } = useServer();
  const well = health && healthOf(health);
  const sum = (of: (box: ApiMailbox) => number): number => mailboxes.reduce((total, box) => total + of(box), 0);
  const uses = nearestLimits(mailboxes, shown);
  return (
    <div className={classes.glance}>
      {brakes.length > 0 && (
        <div className={classes.brakes}>
          <h2 className={classes.brakesTitle}>
            <IconAlertTriangle size={16} aria-hidden />
            {t('overview.brakes')}
          </h2>
          <ul>
            {brakes.map((brake) => (
              <li key={`${brake.mailbox} ${brake.folder}`}>
                <span>
                  {t('overview.brake', {
                    mailbox: brake.mailbox,
                    folder: t(`folders.${brake.folder}`),
                    count: brake.due,
                    stored: format.number(brake.stored),
                  })}
                </span>
                <Button variant="default" onClick={() => go({ view: 'retention', mailbox: brake.mailbox })}>
                  {t('overview.decide')}
                </Button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <dl className={classes.cells} data-stale={stale || undefined}>
        {health === null && (
          <div className={classes.cell}>
            <dt>{t('overview.health.label')}</dt>
            <dd className={classes.main}>
              <IconQuestionMark size={18} aria-hidden />
              {t('overview.health.unknown')}
            </dd>
          </div>
        )}
        {well && (
          <div className={classes.cell} data-tone={well.tone} data-health>
            <dt>{t('overview.health.label')}</dt>
            <dd className={classes.main}>
              {well.tone === 'done' ? <IconCircleCheck size={18} aria-hidden /> : <IconAlertTriangle size={18} aria-hidden />}
              {t(`overview.health.${well.words}`)}
            </dd>
            {well.words !== 'well' && <dd>{t(`overview.health.${well.words}More`)}</dd>}
          </div>
        )}
        <div className={classes.cell}>
          <dt>{t('overview.waits')}</dt>
          <dd className={classes.main}>
            <button type="button" className={classes.link} onClick={() => go({ view: 'delivery', mailbox })}>
              {t('count.messages', { count: sum(({ waiting }) => waiting) })}
            </button>
          </dd>
          <dd>{format.bytes(sum(({ waitingBytes }) => waitingBytes))}</dd>
        </div>
        <div className={classes.cell}>
          <dt>{t('overview.kept')}</dt>
          <dd className={classes.main}>
            <button type="button" className={classes.link} onClick={() => go({ view: 'processed', mailbox })}>
              {t('count.messages', { count: sum(({ processed }) => processed) })}
            </button>
          </dd>
          <dd>{format.bytes(sum(({ processedBytes }) => processedBytes))}</dd>
        </div>
        {today && (
          <div className={classes.cell}>
            <dt>{t('overview.today')}</dt>
            <dd className={classes.main}>{t('overview.arrived', { count: today.arrived.count })}</dd>
            <dd>{t('overview.acquired', { count: today.acquired.count })}</dd>
          </div>
        )}
        <div className={classes.cell} data-wide>
          <dt>{t('overview.limits')}</dt>
          {uses.length === 0 && <dd>{t('overview.noLimits')}</dd>}
          {uses.map(({ mailbox: name, kind, used, limit, share }) => {
            return (
              <dd key={`${name} ${kind}`} className={classes.use}>
                <span>{t(`overview.uses.${kind}`, { mailbox: name })}</span>
                <span className={classes.used}>
                  {kind === 'quota-bytes'
                    ? t('overview.use', { used: format.bytes(used), limit: format.bytes(limit) })
                    : t('overview.use', { used: format.number(used), limit: t('count.messages', { count: limit }) })}
                </span>
                <i className={classes.bar} data-full={share >= 0.9 || undefined}>
                  <i style={{ inlineSize: `${Math.min(1, share) * 100}%` }} />
                </i>
              </dd>
            );
          })}
        </div>
      </dl>
    </div>
  );
};
