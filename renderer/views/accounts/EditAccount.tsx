import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountCheck, AccountInfo } from '../../../protocol/account.ts';
import { useApp } from '../../state/app.ts';
import { useAccountName } from '../account-name.ts';
import { Details } from '../shared/Details.tsx';
import { Dialog } from '../shared/dialog/Dialog.tsx';
import { DialogActs } from '../shared/dialog/DialogActs.tsx';
import { useWork } from '../shared/dialog/useWork.ts';
import { Failed } from '../shared/Said.tsx';
import classes from './Accounts.module.css';
import { Secret } from './Secret.tsx';

const EditForm = ({ account, onClose }: { account: AccountInfo; onClose(): void }) => {
  const { t } = useTranslation();
  const { bridge } = useApp();
  const [label, setLabel] = useState(account.label);
  const [receiveToken, setReceiveToken] = useState('');
  const [sendToken, setSendToken] = useState('');
  const [faulty, setFaulty] = useState<Extract<AccountCheck, { kind: 'faulty' }> | null>(null);
  const { busy, problem, run } = useWork();
  const save = (event: FormEvent): void => {
    event.preventDefault();
    setFaulty(null);
    const tokens = { ...(receiveToken !== '' && { receiveToken }), ...(sendToken !== '' && { sendToken }) };
    void run(
      () => bridge.call('accounts.change', { account: account.id, label, ...tokens }),
      (value) => (value.kind === 'faulty' ? setFaulty(value) : onClose()),
    );
  };
  return (
    <form className={classes.form} onSubmit={save}>
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
            error={faulty ? t(`accounts.fault.${faulty.fault}`) : undefined}
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
      <div role="alert">{faulty && <Details problem={{ code: faulty.fault, message: faulty.message }} />}</div>
      <Failed words={t('accounts.change.problem')} problem={problem} />
      <DialogActs>
        <Button type="submit" loading={busy}>
          {t('act.saveChange')}
        </Button>
      </DialogActs>
    </form>
  );
};

/** What an account is called, and new tokens for it. */
export const EditAccount = ({ account, onClose }: { account: AccountInfo | null; onClose(): void }) => {
  const { t } = useTranslation();
  const nameOf = useAccountName();
  return (
    <Dialog opened={account !== null} onClose={onClose} title={account && t('accounts.change.title', { name: nameOf(account) })} size="lg">
      {account && <EditForm account={account} onClose={onClose} />}
    </Dialog>
  );
};
