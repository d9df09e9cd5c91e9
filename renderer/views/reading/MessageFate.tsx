import { IconAlertTriangle, IconLock } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { AccountInfo, AtServer, MessageRow } from '../../../protocol/bridge.ts';
import type { Format } from '../../format.ts';
import { sentences } from '../../sentences.ts';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';
import { type Copy, isAt, useCopy, useWhereabouts } from '../../state/whereabouts.ts';
import { useGo } from '../go.ts';
import { useFormat, useMinute } from '../shared/format.tsx';
import { LinkButton } from '../shared/LinkButton.tsx';
import classes from './MessageFate.module.css';

/** What becomes of a message here. */
const fateOf = (t: TFunction, row: MessageRow, account: AccountInfo, next: boolean): string => {
  if (row.deleted) return next ? t('where.nextDeleted') : t('fate.deleted');
  if (row.protected) return t('fate.protected');
  if (!row.read) return t('fate.unread');
  if (next) return t('where.next');
  return account.overwriteRead ? t('fate.overwritable') : t('fate.kept');
};

const refusalOf = (t: TFunction, reason: string): string => {
  const known = (['mismatch', 'unknown'] as const).find((one) => one === reason);
  return t('where.refused', { reason: known ? t(`where.reason.${known}`) : t('where.reason.other', { reason }) });
};

/** Where else it is. What a server says of itself goes before what it was told. */
const elsewhere = (t: TFunction, format: Format, now: number, told: AtServer | null, copy: Copy | null): string => {
  if (!copy) return told === null || told.kind === 'refused' ? '' : t(told.kind === 'deleted' ? 'where.only' : `where.${told.kind}`);
  switch (copy.folder) {
    case 'delivery':
      return t(told?.kind === 'telling' ? 'where.telling' : 'where.delivery');
    case 'processed':
      return copy.ends ? t('where.processedUntil', { date: format.date(Date.parse(copy.ends.at), now) }) : t('where.processed');
    case 'ended':
      return t('where.only');
  }
};

/** When a message will be overwritten and where else it is, in one line; it leads there, if its server is administered from here. */
export const MessageFate = ({ row, account }: { row: MessageRow; account: AccountInfo }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useMinute();
  const go = useGo();
  const app = useApp();
  const entry = useValue(app.servers.servers).find((one) => isAt(account, one));
  const found = useWhereabouts(row.account, row.uid);
  const copy = useCopy(entry, row.uid);
  const here = found?.kind === 'here' ? found : null;
  const told = here?.server ?? null;
  const words = sentences(
    t,
    fateOf(t, row, account, here?.next ?? false),
    told?.kind === 'refused' && refusalOf(t, told.reason),
    elsewhere(t, format, now, told, copy),
  );
  const show = (server: string, { folder, mailbox }: Copy): void =>
    go({ kind: 'server', server, view: folder === 'ended' ? 'activity' : folder, uid: row.uid, ...(mailbox !== '' && { mailbox }) });
  return (
    <p className={classes.fate}>
      {told?.kind === 'refused' ? (
        <IconAlertTriangle size={14} stroke={1.8} aria-hidden />
      ) : (
        row.protected && <IconLock size={14} stroke={1.8} aria-hidden />
      )}
      <span>
        {words}{' '}
        {entry && copy && (
          <LinkButton onClick={() => show(entry.id, copy)}>{t(copy.folder === 'ended' ? 'where.showHistory' : 'where.show')}</LinkButton>
        )}
      </span>
    </p>
  );
};
