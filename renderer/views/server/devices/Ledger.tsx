import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AdminAnswer } from '../../../../protocol/admin.ts';
import { useFormat } from '../../shared/format.tsx';
import { Failed } from '../../shared/Said.tsx';
import { type Problem, useAsked, useServer } from '../host.ts';
import classes from '../mailboxes/Mailboxes.module.css';
import own from './Devices.module.css';
import { deviceName } from './device.ts';

type Entry = AdminAnswer<'ledger'>['entries'][number];

/** Lines that are shown at first, and added on demand. */
const page = 30;

/** What happened between a mailbox and its devices, the newest first. */
export const Ledger = ({ mailbox }: { mailbox: string }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const { port, ours } = useServer();
  const newest = useAsked('ledger', { path: { mailbox }, query: { limit: page } });
  /** Pages that were asked for, each behind the one before; `next` null: there is nothing behind. */
  const [older, setOlder] = useState<{ entries: readonly Entry[]; next: number | null } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  // New lines push others off the newest page: those were shown, and stay.
  const [seen, setSeen] = useState<readonly Entry[]>([]);
  const fresh = newest.value?.entries;
  const [last, setLast] = useState(fresh);
  if (fresh !== last) {
    setLast(fresh);
    if (fresh) setSeen((before) => [...fresh, ...before.filter(({ entry }) => !fresh.some((one) => one.entry === entry))]);
  }
  const entries = useMemo(() => [...seen, ...(older?.entries ?? [])], [seen, older]);
  const next = older ? older.next : (newest.value?.next ?? null);
  const many = new Set(entries.map(({ device }) => device)).size > 1;
  const more = async (): Promise<void> => {
    const before = entries.at(-1)?.entry;
    if (before === undefined) return;
    const outcome = await port.ask('ledger', { path: { mailbox }, query: { before, limit: page } });
    setProblem(outcome.ok ? null : outcome.problem);
    if (outcome.ok) setOlder({ entries: [...(older?.entries ?? []), ...outcome.value.entries], next: outcome.value.next });
  };
  return (
    <div className={classes.part}>
      <h2>{t('devices.ledger.title', { mailbox })}</h2>
      <p className={classes.hint}>{t('devices.ledger.about')}</p>
      {newest.value && entries.length === 0 && <p className={classes.hint}>{t('devices.ledger.none')}</p>}
      <ol className={own.ledger} aria-label={t('devices.ledger.title', { mailbox })}>
        {entries.map(({ entry, device, kind, at, waiting }) => (
          <li key={entry}>
            <time dateTime={at}>{format.fullTime(Date.parse(at))}</time>
            <span>
              {many && <bdi>{deviceName(t, device, ours)} </bdi>}
              {t(`devices.ledger.kind.${kind}`)}
            </span>
            <span className={own.count}>{waiting === null ? '' : t('devices.ledger.waiting', { count: waiting })}</span>
          </li>
        ))}
      </ol>
      <Failed words={t('devices.ledger.problem')} problem={problem ?? (newest.value ? null : newest.problem)} />
      {next !== null && (
        <div>
          <Button variant="default" onClick={() => void more()}>
            {t('devices.ledger.older')}
          </Button>
        </div>
      )}
    </div>
  );
};
