import { Button, Checkbox } from '@mantine/core';
import { IconAlertTriangle, IconMailOff } from '@tabler/icons-react';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Again, Status, TraceRow } from '../../../protocol/bridge.ts';
import { senderName } from '../../sender.ts';
import { useApp } from '../../state/app.ts';
import { useTraces } from '../../state/traces.ts';
import { useValue } from '../../state/value.ts';
import { Details } from '../shared/Details.tsx';
import { useFormat, useMinute } from '../shared/format.tsx';
import { Notice } from '../shared/Notice.tsx';
import { type Column, VirtualTable } from '../shared/VirtualTable.tsx';
import classes from './CapacityView.module.css';

/** Messages in one call; the bridge takes no more. */
const batch = 1_000;

/** Whether what is fetched again has to wait for room. */
const isFull = (status: Status | null): boolean => status !== null && (status.connection.kind === 'full' || status.room <= 0);

/** Whether the server may have it: what ended there before it came is nowhere. */
const mayHave = (row: TraceRow): boolean => row.backAt === null && (row.because === 'overwritten' || row.because === 'deleted');

/** What is gone and why; what the server still has can be fetched again. */
export const GoneView = () => {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useMinute();
  const app = useApp();
  const { id: account } = useValue(app.account);
  const full = isFull(useValue(app.status));
  const pages = useTraces();
  const listing = useValue(pages.listing);
  const { rows, loaded, ended, problem } = listing;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Again['outcome']>>(new Map());
  const [busy, setBusy] = useState(false);
  const show = useCallback((first: number, last: number) => pages.show(first, last), [pages]);

  const again = useCallback(
    async (uids: readonly string[]): Promise<void> => {
      setBusy(true);
      const results: Again[] = [];
      for (let start = 0; start < uids.length; start += batch) {
        const outcome = await app.bridge.call('inbox.again', { account, uids: uids.slice(start, start + batch) });
        if (!outcome.ok) {
          app.toast.set({ kind: 'problem', problem: outcome.problem });
          break;
        }
        results.push(...outcome.value);
      }
      setBusy(false);
      setChosen(new Set());
      if (results.length === 0) return;
      setOutcomes((before) => new Map([...before, ...results.map(({ uid, outcome }) => [uid, outcome] as const)]));
      const lost = results.filter(({ outcome }) => outcome === 'gone').length;
      app.toast.set({ kind: 'again', coming: results.length - lost, lost, full: isFull(app.status.get()) });
    },
    [app, account],
  );

  const columns = useMemo((): Column<TraceRow>[] => {
    const subjectOf = (row: TraceRow): string => row.subject || t('list.noSubject');
    const senderOf = (row: TraceRow): string => senderName(row.from) || t('list.noSender');
    const toggle = (uid: string, on: boolean): void =>
      setChosen((before) => {
        const next = new Set(before);
        if (on) next.add(uid);
        else next.delete(uid);
        return next;
      });
    const state = (row: TraceRow, tabIndex: 0 | -1) => {
      if (row.backAt !== null) return t('gone.back', { date: format.shortTime(row.backAt, now) });
      const outcome = outcomes.get(row.uid);
      if (!mayHave(row)) return t('gone.never');
      if (outcome === 'coming' && full) return t('gone.waiting');
      if (outcome) return t(`gone.${outcome === 'gone' ? 'lost' : outcome}`);
      return (
        <Button
          size="compact-xs"
          variant="default"
          tabIndex={tabIndex}
          disabled={busy}
          aria-label={t('gone.againOne', { subject: subjectOf(row) })}
          onClick={() => void again([row.uid])}
        >
          {t('gone.again')}
        </Button>
      );
    };
    return [
      {
        id: 'choose',
        name: t('gone.choose'),
        hideName: true,
        cell: (row, tabIndex) =>
          mayHave(row) &&
          !outcomes.has(row.uid) && (
            <Checkbox
              size="xs"
              tabIndex={tabIndex}
              checked={chosen.has(row.uid)}
              aria-label={t('gone.chooseOne', { subject: subjectOf(row), sender: senderOf(row) })}
              onChange={(event) => toggle(row.uid, event.currentTarget.checked)}
            />
          ),
      },
      { id: 'from', name: t('server.from'), cell: (row) => <bdi>{senderOf(row)}</bdi>, hint: (row) => row.from },
      { id: 'subject', name: t('server.subject'), cell: (row) => <bdi>{subjectOf(row)}</bdi>, hint: subjectOf },
      { id: 'size', name: t('server.size'), numeric: true, wide: true, cell: (row) => format.bytes(row.bytes) },
      {
        id: 'because',
        name: t('gone.because'),
        cell: (row) => t(`gone.because_${row.because}`),
        hint: (row) => t(`gone.because_${row.because}`),
      },
      {
        id: 'when',
        name: t('gone.when'),
        numeric: true,
        cell: (row) => format.shortTime(row.goneAt, now),
        hint: (row) => format.fullTime(row.goneAt),
      },
      {
        id: 'state',
        name: t('gone.state'),
        hideName: true,
        cell: (row, tabIndex) => <span className={classes.state}>{state(row, tabIndex)}</span>,
      },
    ];
  }, [t, format, now, chosen, outcomes, busy, full, again]);

  return (
    <section className={classes.view} aria-label={t('gone.title')}>
      <header className={classes.header}>
        <h1 className={classes.title}>{t('gone.title')}</h1>
        {chosen.size > 0 && (
          <Button loading={busy} onClick={() => void again([...chosen])}>
            {t('gone.againChosen', { count: chosen.size })}
          </Button>
        )}
      </header>
      <div className={classes.about}>
        <p>{t('gone.about')}</p>
      </div>
      {problem && rows.length === 0 ? (
        <Notice icon={IconAlertTriangle} tone="danger" title={t('gone.problem')} heading="h2">
          <Button onClick={() => pages.retry()}>{t('act.tryAgain')}</Button>
          <Details problem={problem} />
        </Notice>
      ) : loaded && ended && rows.length === 0 ? (
        <Notice icon={IconMailOff} tone="done" title={t('gone.empty')} hint={t('gone.emptyHint')} heading="h2" />
      ) : (
        <VirtualTable
          label={t('gone.label')}
          listing={listing}
          total={rows.length}
          columns={columns}
          keyOf={(row) => String(row.key)}
          className={classes.gone ?? ''}
          isMarked={(row) => mayHave(row) && chosen.has(row.uid)}
          onShow={show}
        />
      )}
    </section>
  );
};
