import { Button } from '@mantine/core';
import { IconAlertTriangle, IconHourglassEmpty } from '@tabler/icons-react';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiMessage } from '../../../protocol/api.ts';
import { capToFit, whyWaiting } from '../../room.ts';
import { senderName } from '../../sender.ts';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';
import { useWaiting } from '../../state/waiting.ts';
import { useGo } from '../go.ts';
import { Details } from '../shared/Details.tsx';
import { useFormat, useMinute } from '../shared/format.tsx';
import { Notice } from '../shared/Notice.tsx';
import { type Column, VirtualTable } from '../shared/VirtualTable.tsx';
import classes from './CapacityView.module.css';
import { Enlarge, type Wish } from './Enlarge.tsx';

/** What waits at the server, why it does not come, and what can be done about it. Nothing there is marked by looking. */
export const WaitingView = () => {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useMinute();
  const app = useApp();
  const go = useGo();
  const account = useValue(app.account);
  const status = useValue(app.status);
  const { pages, total: totalOf } = useWaiting();
  const listing = useValue(pages.listing);
  const total = useValue(totalOf);
  const [wish, setWish] = useState<Wish | null>(null);
  const { rows, loaded, ended, problem } = listing;
  const show = useCallback((first: number, last: number) => pages.show(first, last), [pages]);

  const columns = useMemo((): Column<ApiMessage>[] => {
    const subjectOf = (row: ApiMessage): string => row.subject || t('list.noSubject');
    const why = (row: ApiMessage) => (status ? whyWaiting(row, status, account) : 'coming');
    const enlarge = (row: ApiMessage): void => {
      if (!status) return;
      const place = rows.indexOf(row);
      const sizes = rows.map(({ size }) => size);
      setWish({ row, before: place, needed: capToFit(status.tally, account, sizes, place) });
    };
    return [
      {
        id: 'from',
        name: t('server.from'),
        cell: (row) => <bdi>{senderName(row.sender) || t('list.noSender')}</bdi>,
        hint: (row) => row.sender,
      },
      { id: 'subject', name: t('server.subject'), cell: (row) => <bdi>{subjectOf(row)}</bdi>, hint: subjectOf },
      { id: 'size', name: t('server.size'), numeric: true, cell: (row) => format.bytes(row.size) },
      {
        id: 'arrived',
        name: t('server.arrived'),
        numeric: true,
        cell: (row) => format.shortTime(Date.parse(row.acceptedAt), now),
        hint: (row) => format.fullTime(Date.parse(row.acceptedAt)),
      },
      {
        id: 'why',
        name: t('waiting.why'),
        cell: (row) => (
          <span className={classes.why} data-why={why(row)}>
            {t(`waiting.why_${why(row)}`)}
          </span>
        ),
        hint: (row) => t(`waiting.why_${why(row)}`),
      },
      {
        id: 'act',
        name: t('waiting.act'),
        hideName: true,
        cell: (row, tabIndex) =>
          why(row) === 'too-large' && (
            <Button
              size="compact-xs"
              variant="default"
              tabIndex={tabIndex}
              aria-label={t('enlarge.forOne', { subject: subjectOf(row) })}
              onClick={() => enlarge(row)}
            >
              {t('enlarge.short')}
            </Button>
          ),
      },
    ];
  }, [t, format, now, rows, status, account]);

  const full = status?.connection.kind === 'full';
  return (
    <section className={classes.view} aria-label={t('waiting.title')}>
      <header className={classes.header}>
        <h1 className={classes.title}>{t('waiting.title')}</h1>
        {total && total.count > 0 && (
          <p className={classes.total}>{t('server.total', { count: total.count, bytes: format.bytes(total.bytes) })}</p>
        )}
      </header>
      <div className={classes.about}>
        <p>{t('waiting.about')}</p>
        {full && <Button onClick={() => go({ kind: 'room' })}>{t('meter.makeRoom')}</Button>}
      </div>
      {problem && rows.length === 0 ? (
        <Notice icon={IconAlertTriangle} tone="danger" title={t('waiting.problem')} heading="h2">
          <Button onClick={() => pages.retry()}>{t('act.tryAgain')}</Button>
          <Details problem={problem} />
        </Notice>
      ) : loaded && ended && rows.length === 0 ? (
        <Notice icon={IconHourglassEmpty} tone="done" title={t('waiting.empty')} hint={t('waiting.emptyHint')} heading="h2" />
      ) : (
        <VirtualTable
          label={t('waiting.label')}
          listing={listing}
          total={total?.count ?? 0}
          columns={columns}
          keyOf={(row) => row.uid}
          className={classes.waiting ?? ''}
          onShow={show}
        />
      )}
      <Enlarge wish={wish} onClose={() => setWish(null)} />
    </section>
  );
};
