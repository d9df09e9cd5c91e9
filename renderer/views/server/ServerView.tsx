import { Button } from '@mantine/core';
import { IconAlertTriangle, IconChecks, IconHourglassEmpty, IconServerOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../state/app.ts';
import { useRetention } from '../../state/retention.ts';
import type { ServerList } from '../../state/server-list.ts';
import { useValue } from '../../state/value.ts';
import { Details } from '../shared/Details.tsx';
import { useFormat } from '../shared/format.tsx';
import { Notice } from '../shared/Notice.tsx';
import { RetentionPolicy } from './RetentionPolicy.tsx';
import { ServerTable } from './ServerTable.tsx';
import classes from './ServerView.module.css';

/** A folder of the server: how long it keeps messages, and which it holds. */
export const ServerView = ({ list }: { list: ServerList }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const server = useValue(useApp().server);
  const { rows, loaded, ended, problem } = useValue(list.pages.listing);
  const total = useValue(list.total);
  const retention = useRetention();
  const { folder } = list;
  const name = t(`folders.${folder}`);
  const empty = loaded && ended && rows.length === 0;
  return (
    <section className={classes.view} aria-label={name}>
      <header className={classes.header}>
        <h1 className={classes.title}>{name}</h1>
        {total && total.count > 0 && (
          <p className={classes.total}>{t('server.total', { count: total.count, bytes: format.bytes(total.bytes) })}</p>
        )}
      </header>
      <div className={classes.about}>
        <p>{t(`server.${folder}About`)}</p>
        {retention.policy && <RetentionPolicy folder={folder} policy={retention.policy} onSave={retention.save} />}
      </div>
      {server === null && rows.length === 0 ? (
        <Notice icon={IconServerOff} title={t('server.stopped')} hint={t('server.stoppedHint')} heading="h2" />
      ) : problem && rows.length === 0 ? (
        <Notice icon={IconAlertTriangle} tone="danger" title={t('server.problem')} heading="h2">
          <Button onClick={() => list.pages.retry()}>{t('act.tryAgain')}</Button>
          <Details problem={problem} />
        </Notice>
      ) : empty ? (
        <Notice
          icon={folder === 'delivery' ? IconHourglassEmpty : IconChecks}
          title={t(folder === 'delivery' ? 'server.emptyDelivery' : 'server.emptyProcessed')}
          hint={t(folder === 'delivery' ? 'server.emptyDeliveryHint' : 'server.emptyProcessedHint')}
          heading="h2"
        />
      ) : (
        <ServerTable list={list} policy={retention.policy} />
      )}
    </section>
  );
};
