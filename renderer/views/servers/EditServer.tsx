import { Button, Modal, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ServerFault } from '../../../protocol/administered.ts';
import type { ServerEntry } from '../../../protocol/bridge.ts';
import type { Problem } from '../../bridge.ts';
import { useApp } from '../../state/app.ts';
import classes from '../accounts/Accounts.module.css';
import { Secret } from '../accounts/Secret.tsx';
import { serverName } from '../server/server-name.ts';
import { Details } from '../shared/Details.tsx';

type Failure =
  | { readonly kind: 'fault'; readonly fault: ServerFault; readonly message: string }
  | { readonly kind: 'problem'; readonly problem: Problem };

const EditForm = ({ entry, onClose }: { entry: ServerEntry; onClose(): void }) => {
  const { t } = useTranslation();
  const { bridge } = useApp();
  const [label, setLabel] = useState(entry.label);
  const [adminToken, setAdminToken] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    const outcome = await bridge.call('servers.change', { server: entry.id, label, ...(adminToken !== '' && { adminToken }) });
    setBusy(false);
    if (!outcome.ok) return setFailure({ kind: 'problem', problem: outcome.problem });
    const { value } = outcome;
    if (value.kind === 'faulty') return setFailure({ kind: 'fault', fault: value.fault, message: value.message });
    onClose();
  };
  return (
    <form className={classes.form} onSubmit={(event) => void save(event)}>
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
        error={failure?.kind === 'fault' ? t(`servers.fault.${failure.fault}`) : undefined}
        onChange={setAdminToken}
      />
      <div role="alert">
        {failure?.kind === 'fault' && <Details problem={{ code: failure.fault, message: failure.message }} />}
        {failure?.kind === 'problem' && (
          <div className={classes.said} data-tone="danger">
            <div>
              {t('servers.change.problem')}
              <Details problem={failure.problem} />
            </div>
          </div>
        )}
      </div>
      <div className={classes.acts}>
        <Button type="submit" loading={busy}>
          {t('act.saveChange')}
        </Button>
        <Button variant="subtle" color="gray" onClick={onClose}>
          {t('act.cancel')}
        </Button>
      </div>
    </form>
  );
};

/** What a server is called, and a new admin token for it. */
export const EditServer = ({ entry, onClose }: { entry: ServerEntry | null; onClose(): void }) => {
  const { t } = useTranslation();
  return (
    <Modal
      opened={entry !== null}
      onClose={onClose}
      title={entry && t('servers.change.title', { name: serverName(t, entry) })}
      size="lg"
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      {entry && <EditForm entry={entry} onClose={onClose} />}
    </Modal>
  );
};
