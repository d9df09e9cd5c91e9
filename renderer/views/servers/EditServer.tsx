import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ServerCheck } from '../../../protocol/administered.ts';
import type { ServerEntry } from '../../../protocol/bridge.ts';
import { useApp } from '../../state/app.ts';
import classes from '../accounts/Accounts.module.css';
import { Secret } from '../accounts/Secret.tsx';
import { serverName } from '../server/server-name.ts';
import { Details } from '../shared/Details.tsx';
import { Dialog } from '../shared/dialog/Dialog.tsx';
import { DialogActs } from '../shared/dialog/DialogActs.tsx';
import { useWork } from '../shared/dialog/useWork.ts';
import { Failed } from '../shared/Said.tsx';

const EditForm = ({ entry, onClose }: { entry: ServerEntry; onClose(): void }) => {
  const { t } = useTranslation();
  const { bridge } = useApp();
  const [label, setLabel] = useState(entry.label);
  const [adminToken, setAdminToken] = useState('');
  const [faulty, setFaulty] = useState<Extract<ServerCheck, { kind: 'faulty' }> | null>(null);
  const { busy, problem, run } = useWork();
  const save = (event: FormEvent): void => {
    event.preventDefault();
    setFaulty(null);
    void run(
      () => bridge.call('servers.change', { server: entry.id, label, ...(adminToken !== '' && { adminToken }) }),
      (value) => (value.kind === 'faulty' ? setFaulty(value) : onClose()),
    );
  };
  return (
    <form className={classes.form} onSubmit={save}>
      <p className={classes.hint}>{entry.server}</p>
      <TextInput
        label={t('servers.form.label')}
        description={t('servers.form.labelHint')}
        value={label}
        maxLength={100}
        data-autofocus
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
      <Secret
        label={t('servers.change.token')}
        hint={t('servers.change.tokenHint')}
        value={adminToken}
        error={faulty ? t(`servers.fault.${faulty.fault}`) : undefined}
        onChange={setAdminToken}
      />
      <div role="alert">{faulty && <Details problem={{ code: faulty.fault, message: faulty.message }} />}</div>
      <Failed words={t('servers.change.problem')} problem={problem} />
      <DialogActs>
        <Button type="submit" loading={busy}>
          {t('act.saveChange')}
        </Button>
      </DialogActs>
    </form>
  );
};

/** What a server is called, and a new admin token for it. */
export const EditServer = ({ entry, onClose }: { entry: ServerEntry | null; onClose(): void }) => {
  const { t } = useTranslation();
  return (
    <Dialog opened={entry !== null} onClose={onClose} title={entry && t('servers.change.title', { name: serverName(t, entry) })} size="lg">
      {entry && <EditForm entry={entry} onClose={onClose} />}
    </Dialog>
  );
};
