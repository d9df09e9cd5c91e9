import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../shared/dialog/Dialog.tsx';
import { DialogActs } from '../../shared/dialog/DialogActs.tsx';
import { useFormat } from '../../shared/format.tsx';
import classes from './Acts.module.css';
import type { Chosen } from './useChoice.ts';

/** Asks before messages are deleted for good: how many, how large, and who has not got them. Null: nothing is asked. */
export const DeleteDialog = ({
  messages,
  onDelete,
  onClose,
}: {
  messages: readonly Chosen[] | null;
  onDelete(uids: readonly string[]): void;
  onClose(): void;
}) => {
  const { t } = useTranslation();
  const format = useFormat();
  const count = messages?.length ?? 0;
  const [only] = count === 1 ? (messages ?? []) : [];
  const tally = (is: (message: Chosen) => boolean): number => messages?.filter(is).length ?? 0;
  const facts = [
    ['undelivered', tally(({ folder }) => folder === 'delivery')],
    ['processed', tally(({ folder }) => folder === 'processed')],
    ['held', tally(({ held }) => held)],
  ] as const;
  return (
    <Dialog opened={messages !== null} onClose={onClose} title={t('serverFolder.delete.title')}>
      {messages && (
        <div className={classes.ask}>
          {only && (
            <p className={classes.subject}>
              <bdi>{t('serverFolder.delete.which', { subject: only.subject || t('list.noSubject') })}</bdi>
            </p>
          )}
          <p>{t('serverFolder.delete.ask', { count, bytes: format.bytes(messages.reduce((sum, { size }) => sum + size, 0)) })}</p>
          <ul>
            {facts.map(([fact, of]) => of > 0 && <li key={fact}>{t(`serverFolder.delete.${fact}`, { count: of })}</li>)}
            <li>{t('serverFolder.delete.record')}</li>
          </ul>
          <DialogActs safe>
            <Button
              color="red"
              onClick={() => {
                onClose();
                onDelete(messages.map(({ uid }) => uid));
              }}
            >
              {t('serverFolder.delete.confirm', { count })}
            </Button>
          </DialogActs>
        </div>
      )}
    </Dialog>
  );
};
