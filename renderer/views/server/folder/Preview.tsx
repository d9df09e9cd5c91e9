import { Button, CloseButton } from '@mantine/core';
import { IconLock, IconMailSearch } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AdminAnswer } from '../../../../protocol/admin.ts';
import type { Retention } from '../../../../protocol/bridge.ts';
import { Details } from '../../shared/Details.tsx';
import { useFormat, useMinute } from '../../shared/format.tsx';
import { Notice } from '../../shared/Notice.tsx';
import { useAsked, useServer } from '../host.ts';
import { endingOf } from './ending.ts';
import classes from './Preview.module.css';

type Detail = AdminAnswer<'message'>;

/** Steps of a history that are shown; the whole of it is elsewhere. */
const stepsShown = 6;
const envelopeShown = ['via', 'client', 'sender', 'recipient', 'tls'] as const;

const Facts = ({ detail, policy }: { detail: Detail; policy: Retention | null }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useMinute();
  const { go } = useServer();
  const { folder, held, enteredAt, history, envelope } = detail;
  const since = { date: format.fullTime(Date.parse(enteredAt)) };
  const steps = history.slice(-stepsShown);
  const came = envelopeShown.flatMap((key) => {
    const value = envelope[key];
    return value === undefined || value === null || value === ''
      ? []
      : [{ key, value: typeof value === 'object' ? JSON.stringify(value) : String(value) }];
  });
  const fact = (name: string, value: ReactNode) => (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
  return (
    <>
      <dl className={classes.facts}>
        {fact(t('serverFolder.preview.from'), <bdi>{detail.sender || t('list.noSender')}</bdi>)}
        {fact(t('serverFolder.preview.mailbox'), detail.mailbox)}
        {fact(t('serverFolder.preview.arrived'), `${format.fullTime(Date.parse(detail.acceptedAt))} · ${format.bytes(detail.size)}`)}
        {folder !== 'ended' && (
          <>
            {fact(
              t('serverFolder.preview.where'),
              t(folder === 'delivery' ? 'serverFolder.preview.inDelivery' : 'serverFolder.preview.inProcessed', since),
            )}
            {fact(t('serverFolder.preview.ends'), endingOf(t, format, { ends: detail.ends, folder, held }, policy, now).why)}
          </>
        )}
      </dl>
      {held && (
        <p className={classes.held}>
          <IconLock size={14} stroke={1.8} aria-hidden />
          {t('serverFolder.preview.held')}
        </p>
      )}
      <details className={classes.more}>
        <summary>{t('serverFolder.preview.history')}</summary>
        <ol>
          {steps.map(({ kind, at }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a step is known by its place alone
            <li key={index}>
              <time dateTime={at}>{format.fullTime(Date.parse(at))}</time> {t(`serverFolder.preview.step.${kind}`)}
            </li>
          ))}
        </ol>
        <Button size="compact-xs" variant="default" onClick={() => go({ view: 'activity', uid: detail.uid })}>
          {t('serverFolder.preview.activity')}
        </Button>
      </details>
      {came.length > 0 && (
        <details className={classes.more}>
          <summary>{t('serverFolder.preview.facts')}</summary>
          <dl className={classes.facts}>
            {came.map(({ key, value }) => (
              <div key={key} className={classes.pair}>
                {fact(t(`serverFolder.preview.envelope.${key}`), <bdi>{value}</bdi>)}
              </div>
            ))}
          </dl>
        </details>
      )}
    </>
  );
};

const Message = ({ uid, policyOf }: { uid: string; policyOf(mailbox: string): Retention | null }) => {
  const { t } = useTranslation();
  const { Content } = useServer();
  const { value: detail, problem, again } = useAsked('message', { path: { uid } });
  if (!detail) {
    if (problem?.code === 'message-unknown') return <Notice icon={IconMailSearch} title={t('serverFolder.preview.gone')} />;
    return (
      problem && (
        <Notice icon={IconMailSearch} tone="danger" title={t('serverFolder.preview.problem')} hint={t('serverFolder.preview.problemHint')}>
          <Button variant="default" onClick={again}>
            {t('act.tryAgain')}
          </Button>
          <Details problem={problem} />
        </Notice>
      )
    );
  }
  const ended = detail.folder === 'ended';
  return (
    <>
      <h2 className={classes.subject}>
        <bdi>{detail.subject || t('list.noSubject')}</bdi>
      </h2>
      <Facts detail={detail} policy={policyOf(detail.mailbox)} />
      {ended ? (
        <Notice icon={IconMailSearch} title={t('serverFolder.preview.ended')} hint={t('serverFolder.preview.endedHint')} />
      ) : (
        <div className={classes.content}>
          <Content uid={uid} />
        </div>
      )}
    </>
  );
};

/** The chosen message as the server has it. Looking marks nothing. @param uid null: none */
export const Preview = ({
  uid,
  policyOf,
  onClose,
}: {
  uid: string | null;
  policyOf(mailbox: string): Retention | null;
  onClose(): void;
}) => {
  const { t } = useTranslation();
  return (
    <aside className={classes.preview} aria-label={t('serverFolder.preview.label')}>
      <CloseButton className={classes.close} size="sm" aria-label={t('serverFolder.preview.close')} onClick={onClose} />
      {/* Focusable, so that the keyboard can scroll it. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable */}
      <section className={classes.scroller} tabIndex={0} aria-label={t('serverFolder.preview.label')}>
        {uid !== null ? (
          <Message key={uid} uid={uid} policyOf={policyOf} />
        ) : (
          <Notice icon={IconMailSearch} title={t('serverFolder.preview.none')} hint={t('serverFolder.preview.noneHint')} />
        )}
      </section>
    </aside>
  );
};
