import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ServerEntry } from '../../../protocol/bridge.ts';
import { useApp } from '../../state/app.ts';
import classes from '../accounts/Accounts.module.css';
import { serverName } from '../server/server-name.ts';
import { Dialog } from '../shared/dialog/Dialog.tsx';
import { DialogActs } from '../shared/dialog/DialogActs.tsx';
import { useWork } from '../shared/dialog/useWork.ts';
import { Failed } from '../shared/Said.tsx';

const Asking = ({ entry, onClose }: { entry: ServerEntry; onClose(): void }) => {
  const { t } = useTranslation();
  const { bridge } = useApp();
  const { busy, problem, run } = useWork();
  return (
    <div className={classes.form}>
      <p>{t('servers.removal.means')}</p>
      <p>{t('servers.removal.stays')}</p>
      <Failed words={t('servers.removal.problem')} problem={problem} />
      <DialogActs safe>
        <Button color="red" loading={busy} onClick={() => void run(() => bridge.call('servers.remove', { server: entry.id }), onClose)}>
          {t('servers.removal.act')}
        </Button>
      </DialogActs>
    </div>
  );
};

/** Asks before a server is forgotten, and says what stays. */
export const RemoveServer = ({ entry, onClose }: { entry: ServerEntry | null; onClose(): void }) => {
  const { t } = useTranslation();
  return (
    <Dialog opened={entry !== null} onClose={onClose} title={entry && t('servers.removal.title', { name: serverName(t, entry) })}>
      {entry && <Asking entry={entry} onClose={onClose} />}
    </Dialog>
  );
};
