import { Button } from '@mantine/core';
import { IconAlertTriangle, IconChecks, IconHourglassEmpty, IconServerOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useServerList } from '../../../state/server-list.ts';
import { useValue } from '../../../state/value.ts';
import type { ServerPlace } from '../../place.ts';
import { Details } from '../../shared/Details.tsx';
import { useFormat } from '../../shared/format.tsx';
import { Notice } from '../../shared/Notice.tsx';
import { useAsked, useServer } from '../host.ts';
import { PolicyLine } from '../retention/PolicyLine.tsx';
import classes from './FolderView.module.css';
import { ServerTable } from './ServerTable.tsx';

/** A folder of the server: how long it keeps messages, and which it holds. */
export const FolderView = ({ place }: { place: ServerPlace }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const { entry, port } = useServer();
  const list = useServerList(port, place.view === 'delivery' ? 'delivery' : 'processed', place.mailbox);
  const { value: boxes } = useAsked('mailboxes', {});
  const mailbox = place.mailbox ?? (boxes?.mailboxes.length === 1 ? boxes.mailboxes[0]?.name : undefined);
  const { rows, loaded, ended, problem } = useValue(list.pages.listing);
  const total = useValue(list.total);
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
        {mailbox !== undefined && <PolicyLine folder={folder} mailbox={mailbox} />}
      </div>
      {entry.server === null && rows.length === 0 ? (
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
        <ServerTable list={list} policy={boxes?.mailboxes.find(({ name }) => name === mailbox)?.retention ?? null} />
      )}
    </section>
  );
};
