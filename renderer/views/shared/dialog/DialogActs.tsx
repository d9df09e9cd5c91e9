import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './Dialog.module.css';
import { useDialog } from './holding.ts';

/** The foot of a dialog: what leaves all as it is comes first, what was asked for last. */
export const DialogActs = ({
  cancel,
  safe = false,
  children,
}: {
  /** Instead of “Cancel”; null: there is nothing to be cancelled. */
  cancel?: string | null;
  /** To leave all as it is has the focus. */
  safe?: boolean;
  children?: ReactNode;
}) => {
  const { t } = useTranslation();
  const { held, close } = useDialog();
  return (
    <div className={classes.acts}>
      {cancel !== null && (
        <Button variant="default" disabled={held} data-autofocus={safe || undefined} onClick={close}>
          {cancel ?? t('act.cancel')}
        </Button>
      )}
      {children}
    </div>
  );
};
