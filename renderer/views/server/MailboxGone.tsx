import { Button } from '@mantine/core';
import { IconMailbox } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ServerPlace } from '../place.ts';
import { Notice } from '../shared/Notice.tsx';
import { useAsked, useServer } from './host.ts';
import { PartHead } from './PartHead.tsx';
import classes from './ServerView.module.css';

/** Whether the mailbox of a place was removed, as far as is known. One that the directory lacks still holds messages. */
export const useGone = (mailbox: string | undefined): boolean => {
  const { value } = useAsked('mailboxes', mailbox === undefined ? null : {});
  if (mailbox === undefined || !value) return false;
  return !value.mailboxes.some(({ name }) => name === mailbox) && !value.missing.includes(mailbox);
};

/** In place of a part that is about a mailbox which is not there any more: of nothing it could be said that it waits, or is safe. */
export const MailboxGone = ({ place: { view, mailbox = '' } }: { place: ServerPlace }) => {
  const { t } = useTranslation();
  const { go } = useServer();
  return (
    <section className={classes.gone} aria-label={t(`serverSide.${view}`)}>
      <PartHead title={t(`serverSide.${view}`)} />
      <Notice icon={IconMailbox} title={t('boxes.gone', { name: mailbox })} heading="h2">
        <Button onClick={() => go({ view })}>{t('boxes.showAll')}</Button>
      </Notice>
    </section>
  );
};
