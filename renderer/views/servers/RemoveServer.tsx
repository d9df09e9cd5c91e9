import { Button, Group, Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ServerEntry } from '../../../protocol/bridge.ts';
import type { Problem } from '../../bridge.ts';
import { useApp } from '../../state/app.ts';
import classes from '../accounts/Accounts.module.css';
import { serverName } from '../server/server-name.ts';
import { Details } from '../shared/Details.tsx';

const Asking = ({ entry, onClose }: { entry: ServerEntry; onClose(): void }) => {
  const { t } = useTranslation();
  const { bridge } = useApp();
  const [problem, setProblem] = useState<Problem | null>(null);
  const remove = async (): Promise<void> => {
    const outcome = await bridge.call('servers.remove', { server: entry.id });
    if (outcome.ok) onClose();
    else setProblem(outcome.problem);
  };
  return (
    <div className={classes.form}>
      <p>{t('servers.removal.means')}</p>
      <p>{t('servers.removal.stays')}</p>
      <div role="alert">
        {problem && (
          <div className={classes.said} data-tone="danger">
            <div>
              {t('servers.removal.problem')}
              <Details problem={problem} />
            </div>
          </div>
        )}
      </div>
      <Group justify="flex-end" gap="sm">
        <Button variant="default" data-autofocus onClick={onClose}>
          {t('act.cancel')}
        </Button>
        <Button color="red" onClick={() => void remove()}>
          {t('servers.removal.act')}
        </Button>
      </Group>
    </div>
  );
};

/** Asks before a server is forgotten, and says what stays. */
export const RemoveServer = ({ entry, onClose }: { entry: ServerEntry | null; onClose(): void }) => {
  const { t } = useTranslation();
  return (
    <Modal
      opened={entry !== null}
      onClose={onClose}
      title={entry && t('servers.removal.title', { name: serverName(t, entry) })}
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      {entry && <Asking entry={entry} onClose={onClose} />}
    </Modal>
  );
};
