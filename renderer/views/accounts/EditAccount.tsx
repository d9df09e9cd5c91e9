import { Button, Modal, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountFault, AccountInfo } from '../../../protocol/account.ts';
import type { Problem } from '../../bridge.ts';
import { useApp } from '../../state/app.ts';
import { useAccountName } from '../account-name.ts';
import { Details } from '../shared/Details.tsx';
import classes from './Accounts.module.css';
import { Secret } from './Secret.tsx';

type Failure =
  | { readonly kind: 'fault'; readonly fault: AccountFault; readonly message: string }
  | { readonly kind: 'problem'; readonly problem: Problem };

const EditForm = ({ account, onClose }: { account: AccountInfo; onClose(): void }) => {
  const { t } = useTranslation();
  const { bridge } = useApp();
  const [label, setLabel] = useState(account.label);
  const [receiveToken, setReceiveToken] = useState('');
  const [sendToken, setSendToken] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    const tokens = { ...(receiveToken !== '' && { receiveToken }), ...(sendToken !== '' && { sendToken }) };
    const outcome = await bridge.call('accounts.change', { account: account.id, label, ...tokens });
    setBusy(false);
    if (!outcome.ok) return setFailure({ kind: 'problem', problem: outcome.problem });
    const { value } = outcome;
    if (value.kind === 'faulty') return setFailure({ kind: 'fault', fault: value.fault, message: value.message });
    onClose();
  };
  return (
    <form className={classes.form} onSubmit={(event) => void save(event)}>
      <p className={classes.hint}>{t('accounts.change.server', { mailbox: account.mailbox, server: account.server ?? '' })}</p>
      <TextInput
        label={t('accounts.form.label')}
        description={t('accounts.form.labelHint')}
        value={label}
        maxLength={100}
        data-autofocus
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
      {account.own ? (
        <p className={classes.hint}>{t('accounts.change.ownTokens')}</p>
      ) : (
        <>
          <Secret
            label={t('accounts.change.token')}
            hint={t('accounts.change.tokenHint')}
            value={receiveToken}
            error={failure?.kind === 'fault' ? t(`accounts.fault.${failure.fault}`) : undefined}
            onChange={setReceiveToken}
          />
          <Secret
            label={t('accounts.change.sendToken')}
            hint={t(account.canSend ? 'accounts.change.sendTokenHint' : 'accounts.change.sendTokenNone')}
            value={sendToken}
            onChange={setSendToken}
          />
        </>
      )}
      <div role="alert">
        {failure?.kind === 'fault' && <Details problem={{ code: failure.fault, message: failure.message }} />}
        {failure?.kind === 'problem' && (
          <div className={classes.said} data-tone="danger">
            <div>
              {t('accounts.change.problem')}
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

/** What an account is called, and new tokens for it. */
export const EditAccount = ({ account, onClose }: { account: AccountInfo | null; onClose(): void }) => {
  const { t } = useTranslation();
  const nameOf = useAccountName();
  return (
    <Modal
      opened={account !== null}
      onClose={onClose}
      title={account && t('accounts.change.title', { name: nameOf(account) })}
      size="lg"
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      {account && <EditForm account={account} onClose={onClose} />}
    </Modal>
  );
};
