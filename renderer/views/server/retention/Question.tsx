import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiPreview } from '../../../../protocol/api.ts';
import { Dialog } from '../../shared/dialog/Dialog.tsx';
import { DialogActs } from '../../shared/dialog/DialogActs.tsx';
import { useFormat } from '../../shared/format.tsx';
import classes from './Policy.module.css';
import { askedFor } from './target.ts';
import { useAmount } from './useAmount.ts';

/** Asks before much goes that cannot be brought back; to keep it comes first. */
export const Ask = ({
  opened,
  title,
  keep,
  go,
  onKeep,
  onGo,
  children,
}: {
  opened: boolean;
  title: string;
  keep: string;
  go: string;
  onKeep(): void;
  onGo(): void;
  children: ReactNode;
}) => (
  <Dialog opened={opened} onClose={onKeep} title={title}>
    <div className={classes.body}>
      {children}
      <DialogActs cancel={keep} safe>
        <Button color="red" onClick={onGo}>
          {go}
        </Button>
      </DialogActs>
    </div>
  </Dialog>
);

/** The brake's question, before it is saved what it would hold. */
export const Question = ({ preview, onKeep, onGo }: { preview: ApiPreview | null; onKeep(): void; onGo(announced: ApiPreview): void }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const amount = useAmount();
  if (!preview) return null;
  const goes = preview.folders.reduce((sum, { now }) => ({ count: sum.count + now.count, bytes: sum.bytes + now.bytes }), {
    count: 0,
    bytes: 0,
  });
  const stored = preview.folders.reduce((sum, one) => sum + (one.now.count > 0 ? one.stored.count : 0), 0);
  return (
    <Ask
      opened
      title={t('policy.askTitle', { messages: t('count.messages', { count: goes.count }) })}
      keep={t('policy.askKeep')}
      go={t('policy.askGo', { count: goes.count })}
      onKeep={onKeep}
      onGo={() => onGo(preview)}
    >
      <p>{t('policy.ask', { count: goes.count, bytes: format.bytes(goes.bytes), stored })}</p>
      {askedFor(preview).map(({ folder, now }) => (
        <p key={folder}>{t(`policy.askPart_${folder}`, { amount: amount(now) })}</p>
      ))}
      <p>{t('policy.askWhy')}</p>
      <p>{t('policy.askSafe')}</p>
    </Ask>
  );
};
