import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ApiMessage } from '../../../protocol/api.ts';
import type { AccountInfo } from '../../../protocol/bridge.ts';
import { capSteps } from '../../cap-steps.ts';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';
import { Dialog } from '../shared/dialog/Dialog.tsx';
import { DialogActs } from '../shared/dialog/DialogActs.tsx';
import { useFormat } from '../shared/format.tsx';
import classes from './Enlarge.module.css';

/** A message that waits, and the smallest cap with which it comes. */
export interface Wish {
  readonly row: ApiMessage;
  /** Messages that wait before it. */
  readonly before: number;
  readonly needed: number;
}

/** A round size that suffices. */
const roundUp = (unit: AccountInfo['cap']['unit'], needed: number): number => capSteps[unit].find((step) => step >= needed) ?? needed;

/** Asks before the inbox is enlarged for a message, and says what that means. */
export const Enlarge = ({ wish, onClose }: { wish: Wish | null; onClose(): void }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const app = useApp();
  const { cap } = useValue(app.account);
  const limit = wish ? roundUp(cap.unit, wish.needed) : 0;
  const written = cap.unit === 'messages' ? format.number : format.bytes;
  const amount = cap.unit === 'messages' ? t('count.messages', { count: limit }) : format.bytes(limit);
  const enlarge = (): void => {
    void app.changeAccount({ cap: { unit: cap.unit, limit } });
    onClose();
  };
  return (
    <Dialog opened={wish !== null} onClose={onClose} title={t('enlarge.title')}>
      {wish && (
        <div className={classes.body}>
          <p>{t(cap.unit === 'messages' ? 'enlarge.messages' : 'enlarge.bytes', { cap: written(limit), before: written(cap.limit) })}</p>
          <p>
            {wish.before > 0
              ? t('enlarge.before', { count: wish.before, size: format.bytes(wish.row.size) })
              : t('enlarge.alone', { size: format.bytes(wish.row.size) })}
          </p>
          <p className={classes.hint}>{t('enlarge.stays')}</p>
          <DialogActs>
            <Button data-autofocus onClick={enlarge}>
              {t('enlarge.act', { cap: amount })}
            </Button>
          </DialogActs>
        </div>
      )}
    </Dialog>
  );
};
