import { CloseButton } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { Header, MessageRow } from '../../../protocol/bridge.ts';
import { senderParts } from '../../sender.ts';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';
import { useAccountName } from '../account-name.ts';
import { useFormat } from '../shared/format.tsx';
import { Highlighted } from '../shared/Highlighted.tsx';
import { MessageFate } from './MessageFate.tsx';
import classes from './MessageHeader.module.css';

const AllHeaders = ({ headers, onClose }: { headers: readonly Header[]; onClose(): void }) => {
  const { t } = useTranslation();
  return (
    <section className={classes.all} aria-label={t('reading.headers')}>
      <CloseButton className={classes.close} size="sm" aria-label={t('reading.headersClose')} onClick={onClose} />
      <dl className={classes.headers} tabIndex={0}>
        {headers.map(({ name, value }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a header is known by its place alone
          <Fragment key={index}>
            <dt>{name}</dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
};

/** What matters about a message before its body: subject, who, when, how large, and what will become of it. */
export const MessageHeader = ({
  row,
  to,
  headers,
  onClose,
}: {
  row: MessageRow;
  to: string;
  /** All that the mail has, if they are asked for. */
  headers: readonly Header[];
  onClose(): void;
}) => {
  const { t } = useTranslation();
  const format = useFormat();
  const app = useApp();
  const together = useValue(app.together);
  const nameOf = useAccountName();
  const shown = useValue(app.account);
  const account = useValue(app.accounts).find(({ id }) => id === row.account) ?? shown;
  const parts = senderParts(row.from);
  return (
    <header className={classes.header}>
      <h2 className={classes.subject}>
        <bdi>{row.subject ? <Highlighted text={row.subject} /> : t('list.noSubject')}</bdi>
      </h2>
      <dl className={classes.facts}>
        <dt>{t('message.from')}</dt>
        <dd className={classes.from}>
          {parts ? (
            <>
              <bdi>
                <Highlighted text={parts.name} />
              </bdi>
              {/* Copied with the name, it is not glued to it. */}{' '}
              <bdi className={classes.address} title={parts.address}>
                <Highlighted text={parts.address} />
              </bdi>
            </>
          ) : (
            <bdi>{row.from ? <Highlighted text={row.from} /> : t('list.noSender')}</bdi>
          )}
        </dd>
        {to !== '' && (
          <>
            <dt>{t('message.to')}</dt>
            <dd>
              <bdi>{to}</bdi>
            </dd>
          </>
        )}
        {together && (
          <>
            <dt>{t('together.account')}</dt>
            <dd>
              <bdi>{nameOf(account)}</bdi>
            </dd>
          </>
        )}
        <dt>{t('message.received')}</dt>
        <dd className={classes.received}>
          <span>{format.fullTime(row.receivedAt)}</span>
          <span>{format.bytes(row.bytes)}</span>
        </dd>
      </dl>
      <MessageFate row={row} account={account} />
      {headers.length > 0 && <AllHeaders headers={headers} onClose={onClose} />}
    </header>
  );
};
