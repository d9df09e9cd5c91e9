import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { sentences } from '../../../sentences.ts';
import { Dialog } from '../../shared/dialog/Dialog.tsx';
import { DialogActs } from '../../shared/dialog/DialogActs.tsx';
import { useFormat } from '../../shared/format.tsx';
import classes from './Acts.module.css';
import type { Chosen } from './useChoice.ts';

/**
 * Asks before messages are deleted for good: how many, how large, and who has not got them. What leaves the folder meanwhile is not
 * what was asked about any more, and stays. @param asked null: nothing is asked @param messages what is chosen now
 */
export const DeleteDialog = ({
  asked,
  messages: chosen,
  onDelete,
  onClose,
}: {
  asked: readonly string[] | null;
  messages: readonly Chosen[];
  onDelete(uids: readonly string[]): void;
  onClose(): void;
}) => {
  const { t } = useTranslation();
  const format = useFormat();
  const meant = new Set(asked);
  const messages = chosen.filter(({ uid }) => meant.has(uid));
  const count = messages.length;
  const left = meant.size - count;
  const [only] = meant.size === 1 ? messages : [];
  const tally = (is: (message: Chosen) => boolean): number => messages.filter(is).length;
  const facts = [
    ['undelivered', tally(({ folder }) => folder === 'delivery')],
    ['processed', tally(({ folder }) => folder === 'processed')],
    ['held', tally(({ held }) => held)],
  ] as const;
  const ask = t('serverFolder.delete.ask', { count, bytes: format.bytes(messages.reduce((sum, { size }) => sum + size, 0)) });
  return (
    <Dialog opened={asked !== null} onClose={onClose} title={t('serverFolder.delete.title')}>
      {asked && (
        <div className={classes.ask}>
          {only && (
            <p className={classes.subject}>
              <bdi>{t('serverFolder.delete.which', { subject: only.subject || t('list.noSubject') })}</bdi>
            </p>
          )}
          <p role="status">{sentences(t, left > 0 && t('serverFolder.delete.left', { count: left }), count > 0 && ask)}</p>
          {count > 0 && (
            <ul>
              {facts.map(([fact, of]) => of > 0 && <li key={fact}>{t(`serverFolder.delete.${fact}`, { count: of })}</li>)}
              <li>{t('serverFolder.delete.record')}</li>
            </ul>
          )}
          <DialogActs safe {...(count === 0 && { cancel: t('act.close') })}>
            {count > 0 && (
              <Button
                color="red"
                onClick={() => {
                  onClose();
                  onDelete(messages.map(({ uid }) => uid));
                }}
              >
                {t('serverFolder.delete.confirm', { count })}
              </Button>
            )}
          </DialogActs>
        </div>
      )}
    </Dialog>
  );
};
