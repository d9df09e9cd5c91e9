import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { httpCommand } from '../../../first-steps.ts';
import { shellWord } from '../../../shell.ts';
import { CopyLine } from '../../shared/CopyLine.tsx';
import { DialogActs } from '../../shared/dialog/DialogActs.tsx';
import { useServer } from '../host.ts';
import classes from './Mailboxes.module.css';

export interface NewTokens {
  readonly mailbox: string;
  readonly receiveToken: string;
  readonly sendToken: string;
}

/** How lines are quoted where this window runs. */
const platform = (): string => (navigator.userAgent.includes('Windows') ? 'win32' : 'linux');

/** The tokens of a new mailbox, this once, and lines that use them. */
export const TokensOnce = ({ tokens, onKept }: { tokens: NewTokens; onKept(): void }) => {
  const { t } = useTranslation();
  const { entry } = useServer();
  const { mailbox, receiveToken, sendToken } = tokens;
  const http = entry.server ?? '';
  const file = `${mailbox}.token`;
  const receive = [
    'restante',
    'receive',
    '--server',
    shellWord(http, platform()),
    '--mailbox',
    mailbox,
    '--token-file',
    file,
    '--inbox',
    mailbox,
    '--cap',
    '1000',
  ];
  const send = httpCommand({ http, smtp: null, mailbox, sendToken }, platform(), {
    subject: t('first.subject'),
    body: t('first.body'),
  });
  return (
    <div className={classes.form}>
      <p>{t('boxes.once.about')}</p>
      <div className={classes.secret}>
        <h3>{t('boxes.once.receive')}</h3>
        <CopyLine words={[receiveToken]} label={t('boxes.once.copyReceive')} />
      </div>
      <div className={classes.secret}>
        <h3>{t('boxes.once.send')}</h3>
        <CopyLine words={[sendToken]} label={t('boxes.once.copySend')} />
      </div>
      <div className={classes.secret}>
        <h3>{t('boxes.once.device', { file })}</h3>
        <CopyLine words={receive} label={t('boxes.once.copyDevice')} />
        <p className={classes.hint}>{t('boxes.once.app')}</p>
      </div>
      <div className={classes.secret}>
        <h3>{t('boxes.once.sender')}</h3>
        <CopyLine words={send} label={t('boxes.once.copySender')} />
      </div>
      <DialogActs cancel={null}>
        <Button onClick={onKept}>{t('boxes.once.kept')}</Button>
      </DialogActs>
    </div>
  );
};
