import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AccountFault } from '../../../protocol/account.ts';
import { useApp } from '../../state/app.ts';
import { useAccountName } from '../account-name.ts';
import { Dialog } from '../shared/dialog/Dialog.tsx';
import { ConnectionForm } from './ConnectionForm.tsx';
import { Secret } from './Secret.tsx';
import { fieldOf, useConnection } from './useConnection.ts';

const empty = { server: '', mailbox: '', receiveToken: '', sendToken: '', label: '', insecure: false };

const AddForm = ({ onClose }: { onClose(): void }) => {
  const { t } = useTranslation();
  const app = useApp();
  const nameOf = useAccountName();
  const connection = useConnection<typeof empty, AccountFault>(
    empty,
    ({ server, mailbox, receiveToken }) => server !== '' && mailbox !== '' && receiveToken !== '',
  );
  const { told, change } = connection;
  const { sendToken, label, ...question } = connection.draft;
  const { mailbox, receiveToken } = question;
  const fault = told?.kind === 'faulty' ? told.fault : undefined;
  const wrong = fault && t(`accounts.fault.${fault}`);
  return (
    <ConnectionForm
      group="accounts"
      connection={connection}
      wrong={wrong}
      onTest={() => connection.test(() => app.bridge.call('accounts.check', question))}
      onAdd={() =>
        connection.add(
          () => app.bridge.call('accounts.add', { ...question, label, ...(sendToken !== '' && { sendToken }) }),
          ({ account }) => {
            app.selectAccount(account.id);
            app.toast.set({ kind: 'account-added', name: nameOf(account) });
            onClose();
          },
        )
      }
    >
      <TextInput
        label={t('accounts.form.mailbox')}
        description={t('accounts.form.mailboxHint')}
        value={mailbox}
        error={fault && fieldOf(fault) === 'mailbox' ? wrong : undefined}
        spellCheck={false}
        onChange={(event) => change({ mailbox: event.currentTarget.value.trim() })}
      />
      <Secret
        label={t('accounts.form.receiveToken')}
        hint={t('accounts.form.receiveTokenHint')}
        value={receiveToken}
        error={fault && fieldOf(fault) === 'token' ? wrong : undefined}
        onChange={(value) => change({ receiveToken: value })}
      />
      <Secret
        label={t('accounts.form.sendToken')}
        hint={t('accounts.form.sendTokenHint')}
        value={sendToken}
        onChange={(value) => change({ sendToken: value })}
      />
    </ConnectionForm>
  );
};

/** An account of another server, or of another mailbox of the same. */
export const AddAccount = ({ opened, onClose }: { opened: boolean; onClose(): void }) => {
  const { t } = useTranslation();
  return (
    <Dialog opened={opened} onClose={onClose} title={t('accounts.form.title')} size="lg">
      <AddForm onClose={onClose} />
    </Dialog>
  );
};
