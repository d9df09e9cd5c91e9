import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AccountInfo, MessageRow } from '../../../protocol/bridge.ts';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';
import { useFormat } from '../shared/format.tsx';
import { Highlighted } from '../shared/Highlighted.tsx';
import classes from './MessageHeader.module.css';

const fateOf = (row: MessageRow, account: AccountInfo): 'deleted' | 'protected' | 'unread' | 'overwritable' | 'kept' => {
  if (row.deleted) return 'deleted';
  if (row.protected) return 'protected';
  if (!row.read) return 'unread';
  return account.overwriteRead ? 'overwritable' : 'kept';
};

/** What matters about a message before its body: subject, who, when, how large, and what will become of it. */
export const MessageHeader = ({ row, to }: { row: MessageRow; to: string }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const account = useValue(useApp().account);
  const fate = fateOf(row, account);
  return (
    <header className={classes.header}>
      <h2 className={classes.subject}>
        <bdi>{row.subject ? <Highlighted text={row.subject} /> : t('list.noSubject')}</bdi>
      </h2>
      <dl className={classes.facts}>
        <dt>{t('message.from')}</dt>
        <dd className={classes.from}>
          <bdi>{row.from ? <Highlighted text={row.from} /> : t('list.noSender')}</bdi>
        </dd>
        {to !== '' && (
          <>
            <dt>{t('message.to')}</dt>
            <dd>
              <bdi>{to}</bdi>
            </dd>
          </>
        )}
        <dt>{t('message.received')}</dt>
        <dd>
          {format.fullTime(row.receivedAt)} · {format.bytes(row.bytes)}
        </dd>
      </dl>
      <p className={classes.fate}>
        {fate === 'protected' && <IconLock size={14} stroke={1.8} aria-hidden />}
        {t(`fate.${fate}`)}
      </p>
    </header>
  );
};
