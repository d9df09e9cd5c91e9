import { Button } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../state/app.ts';
import { useCommands } from '../../state/use-commands.ts';
import { useValue } from '../../state/value.ts';
import { accountName } from '../account-name.ts';
import { Dialog } from '../shared/dialog/Dialog.tsx';
import { DialogActs } from '../shared/dialog/DialogActs.tsx';
import { useFormat } from '../shared/format.tsx';
import classes from './Dialogs.module.css';

/** Offers to import, and says what that means before any file is chosen. */
export const ImportDialog = () => {
  const { t } = useTranslation();
  const format = useFormat();
  const app = useApp();
  const account = useValue(app.account);
  const status = useValue(app.status);
  const [opened, setOpened] = useState(false);
  const about = useId();
  useCommands({ import: () => setOpened(true) });
  const start = async (): Promise<void> => {
    setOpened(false);
    const outcome = await app.bridge.call('task.import', { account: account.id });
    if (!outcome.ok) app.toast.set({ kind: 'problem', problem: outcome.problem });
    else if (outcome.value) app.tasks.told(outcome.value);
  };
  const name = accountName(t, account);
  const room = status?.room ?? 0;
  return (
    <Dialog opened={opened} onClose={() => setOpened(false)} title={t('tasks.import.title')} aria-describedby={about}>
      <div className={classes.dialog}>
        <div id={about} className={classes.about}>
          {account.canSend ? (
            <>
              <p>{t('tasks.import.about', { account: name })}</p>
              <p>{t('tasks.import.twice')}</p>
              <p>
                {account.cap.unit === 'messages'
                  ? t('tasks.import.room', { count: room })
                  : t('tasks.import.roomBytes', { size: format.bytes(room) })}
              </p>
            </>
          ) : (
            <p>{t('tasks.import.cannot', { account: name })}</p>
          )}
        </div>
        <DialogActs cancel={t(account.canSend ? 'act.cancel' : 'act.close')}>
          {account.canSend && <Button onClick={() => void start()}>{t('tasks.import.start')}</Button>}
        </DialogActs>
      </div>
    </Dialog>
  );
};
