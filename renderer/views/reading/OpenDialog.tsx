import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Attachment } from '../../../protocol/bridge.ts';
import { Dialog } from '../shared/dialog/Dialog.tsx';
import { DialogActs } from '../shared/dialog/DialogActs.tsx';
import classes from './Dialogs.module.css';

/** Asks before the system opens a file that may do something by itself. */
export const OpenDialog = ({
  file,
  onOpen,
  onSave,
  onClose,
}: {
  file: Attachment | null;
  onOpen(): void;
  onSave(): void;
  onClose(): void;
}) => {
  const { t } = useTranslation();
  const then = (act: () => void) => () => {
    onClose();
    act();
  };
  return (
    <Dialog opened={file !== null} onClose={onClose} title={t('reading.openTitle')}>
      {file && (
        <div className={classes.body}>
          <p className={classes.address}>
            <bdi>{file.name}</bdi>
          </p>
          {file.disguised && (
            <p className={classes.warning} role="alert">
              <IconAlertTriangle size={18} stroke={1.6} aria-hidden />
              {t('reading.disguised')}
            </p>
          )}
          {file.danger && <p className={classes.words}>{t(`reading.danger.${file.danger}`)}</p>}
          <p className={classes.dim}>{t('reading.openHint')}</p>
          <DialogActs safe>
            <Button variant="default" onClick={then(onSave)}>
              {t('act.save')}
            </Button>
            <Button color="red" variant="light" onClick={then(onOpen)}>
              {t('reading.openAnyway')}
            </Button>
          </DialogActs>
        </div>
      )}
    </Dialog>
  );
};
