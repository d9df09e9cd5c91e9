import { IconMailbox, IconServerOff } from '@tabler/icons-react';
import { Trans, useTranslation } from 'react-i18next';
import type { ServerInfo } from '../../../protocol/bridge.ts';
import { addressOf, httpCommand, smtpCommand } from '../../first-steps.ts';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';
import { CopyLine } from '../shared/CopyLine.tsx';
import { Notice } from '../shared/Notice.tsx';
import classes from './FirstSteps.module.css';

/** How to send to this mailbox, with lines that work when they are pasted. */
export const SendingHelp = ({ server }: { server: ServerInfo }) => {
  const { t } = useTranslation();
  const { platform } = useApp().info;
  const text = { subject: t('first.subject'), body: t('first.body') };
  const smtp = smtpCommand(server, platform, text);
  return (
    <div className={classes.ways}>
      {smtp !== null && (
        <section className={classes.way}>
          <h2>{t('first.smtp')}</h2>
          <CopyLine words={smtp} label={t('first.copySmtp')} />
          <p>{t('first.smtpHint', { address: addressOf(server), smtp: server.smtp })}</p>
        </section>
      )}
      <section className={classes.way}>
        <h2>{t('first.http')}</h2>
        <CopyLine words={httpCommand(server, platform, text)} label={t('first.copyHttp')} />
        <p>{t('first.httpHint')}</p>
      </section>
    </div>
  );
};

/** In place of list and message while the inbox is empty. */
export const FirstSteps = () => {
  const { t } = useTranslation();
  const app = useApp();
  const server = useValue(app.server);
  const status = useValue(app.status);
  const deleted = status?.tally.deleted.count ?? 0;
  if (server === undefined) return <div />;
  if (server === null) return <Notice icon={IconServerOff} title={t('server.stopped')} hint={t('first.stopped')} heading="h1" />;
  return (
    <div className={classes.page}>
      <div className={classes.column}>
        <IconMailbox className={classes.icon} size={40} stroke={1.25} aria-hidden />
        <h1 className={classes.title}>{t(deleted > 0 ? 'first.emptyAgain' : 'first.title')}</h1>
        <p className={classes.lead}>
          <Trans i18nKey="first.lead" components={{ mailbox: <strong>{server.mailbox}</strong> }} />
        </p>
        <p className={classes.lead}>{t('first.try')}</p>
        <SendingHelp server={server} />
      </div>
    </div>
  );
};
