import { useTranslation } from 'react-i18next';
import type { ServerFault } from '../../../protocol/administered.ts';
import type { ServerEntry } from '../../../protocol/bridge.ts';
import { useApp } from '../../state/app.ts';
import { ConnectionForm } from '../accounts/ConnectionForm.tsx';
import { Secret } from '../accounts/Secret.tsx';
import { fieldOf, useConnection } from '../accounts/useConnection.ts';
import { Dialog } from '../shared/dialog/Dialog.tsx';

const empty = { server: '', adminToken: '', label: '', insecure: false };

const AddForm = ({ onAdded }: { onAdded(entry: ServerEntry): void }) => {
  const { t } = useTranslation();
  const { bridge } = useApp();
  const connection = useConnection<typeof empty, ServerFault>(empty, ({ server, adminToken }) => server !== '' && adminToken !== '');
  const { told, change } = connection;
  const { label, ...question } = connection.draft;
  const fault = told?.kind === 'faulty' ? told.fault : undefined;
  const wrong = fault && t(`servers.fault.${fault}`);
  return (
    <ConnectionForm
      group="servers"
      connection={connection}
      wrong={wrong}
      onTest={() => connection.test(() => bridge.call('servers.check', question))}
      onAdd={() =>
        connection.add(
          () => bridge.call('servers.add', { ...question, label }),
          ({ server }) => onAdded(server),
        )
      }
    >
      <Secret
        label={t('servers.form.token')}
        hint={t('servers.form.tokenHint')}
        value={question.adminToken}
        error={fault && fieldOf(fault) === 'token' ? wrong : undefined}
        onChange={(value) => change({ adminToken: value })}
      />
    </ConnectionForm>
  );
};

/** Asks for a server and its admin token, tries them, and adds what works. */
export const AddServer = ({ opened, onAdded, onClose }: { opened: boolean; onAdded?(entry: ServerEntry): void; onClose(): void }) => {
  const { t } = useTranslation();
  return (
    <Dialog opened={opened} onClose={onClose} title={t('servers.form.title')} size="lg">
      <AddForm
        onAdded={(entry) => {
          onClose();
          onAdded?.(entry);
        }}
      />
    </Dialog>
  );
};
