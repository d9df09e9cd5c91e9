import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountCheck, AccountFault } from '../../../protocol/account.ts';
import type { Problem } from '../../bridge.ts';
import { useApp } from '../../state/app.ts';
import { useAccountName } from '../account-name.ts';
import { Details } from '../shared/Details.tsx';
import classes from './Accounts.module.css';
import { Secret } from './Secret.tsx';

const empty = { server: '', mailbox: '', receiveToken: '', sendToken: '', label: '', insecure: false };
type Draft = typeof empty;

/** Which field a fault is of. */
const fieldOf = (fault: AccountFault): 'server' | 'mailbox' | 'receiveToken' => {
  if (fault.startsWith('mailbox-')) return 'mailbox';
  return fault.startsWith('token-') ? 'receiveToken' : 'server';
};

type Answer = AccountCheck | { readonly kind: 'problem'; readonly problem: Problem } | { readonly kind: 'missing' };

/** What the server said; what is wrong with a field stands at the field. */
const Said = ({ answer }: { answer: Answer | null }) => {
  const { t } = useTranslation();
  if (!answer) return null;
  if (answer.kind === 'faulty') return <Details problem={{ code: answer.fault, message: answer.message }} />;
  const sound = answer.kind === 'sound';
  const Icon = sound ? IconCircleCheck : IconAlertTriangle;
  return (
    <div className={classes.said} data-tone={sound ? 'done' : 'danger'}>
      <Icon size={18} stroke={1.75} aria-hidden />
      <div>
        {t(`accounts.form.${answer.kind}`)}
        {answer.kind === 'problem' && <Details problem={answer.problem} />}
      </div>
    </div>
  );
};

const AddForm = ({ onClose }: { onClose(): void }) => {
  const { t } = useTranslation();
  const app = useApp();
  const nameOf = useAccountName();
  const [draft, setDraft] = useState<Draft>(empty);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [busy, setBusy] = useState<'test' | 'add' | null>(null);
  // What was said was said of something else.
  const change = (part: Partial<Draft>): void => {
    setDraft({ ...draft, ...part });
    setAnswer(null);
  };
  const { server, mailbox, receiveToken, sendToken, label, insecure } = draft;
  const complete = server !== '' && mailbox !== '' && receiveToken !== '';
  const question = { server, mailbox, receiveToken, insecure };
  const test = async (): Promise<void> => {
    if (!complete) return setAnswer({ kind: 'missing' });
    setBusy('test');
    setAnswer(null);
    const outcome = await app.bridge.call('accounts.check', question);
    setBusy(null);
    setAnswer(outcome.ok ? outcome.value : { kind: 'problem', problem: outcome.problem });
  };
  const add = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!complete) return setAnswer({ kind: 'missing' });
    setBusy('add');
    setAnswer(null);
    const outcome = await app.bridge.call('accounts.add', { ...question, label, ...(sendToken !== '' && { sendToken }) });
    setBusy(null);
    if (!outcome.ok) return setAnswer({ kind: 'problem', problem: outcome.problem });
    if (outcome.value.kind !== 'added') return setAnswer(outcome.value);
    const { account } = outcome.value;
    app.selectAccount(account.id);
    app.toast.set({ kind: 'account-added', name: nameOf(account) });
    onClose();
  };
  const fault = answer?.kind === 'faulty' ? answer.fault : undefined;
  const wrong = (field: ReturnType<typeof fieldOf>): string | undefined =>
    fault !== undefined && fieldOf(fault) === field ? t(`accounts.fault.${fault}`) : undefined;
  // Whoever has to mend something is led there.
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (fault !== undefined) form.current?.querySelector<HTMLElement>('input[aria-invalid="true"]')?.focus();
  }, [fault]);
  return (
    <form ref={form} className={classes.form} onSubmit={(event) => void add(event)}>
      <TextInput
        label={t('accounts.form.server')}
        description={t('accounts.form.serverHint')}
        value={server}
        error={wrong('server')}
        data-autofocus
        spellCheck={false}
        onChange={(event) => change({ server: event.currentTarget.value.trim(), insecure: false })}
      />
      {(fault === 'address-insecure' || insecure) && (
        <Checkbox
          label={t('accounts.form.insecure')}
          description={t('accounts.form.insecureHint')}
          checked={insecure}
          onChange={(event) => change({ insecure: event.currentTarget.checked })}
        />
      )}
      <TextInput
        label={t('accounts.form.mailbox')}
        description={t('accounts.form.mailboxHint')}
        value={mailbox}
        error={wrong('mailbox')}
        spellCheck={false}
        onChange={(event) => change({ mailbox: event.currentTarget.value.trim() })}
      />
      <Secret
        label={t('accounts.form.receiveToken')}
        hint={t('accounts.form.receiveTokenHint')}
        value={receiveToken}
        error={wrong('receiveToken')}
        onChange={(value) => change({ receiveToken: value })}
      />
      <Secret
        label={t('accounts.form.sendToken')}
        hint={t('accounts.form.sendTokenHint')}
        value={sendToken}
        onChange={(value) => change({ sendToken: value })}
      />
      <TextInput
        label={t('accounts.form.label')}
        description={t('accounts.form.labelHint')}
        value={label}
        maxLength={100}
        onChange={(event) => change({ label: event.currentTarget.value })}
      />
      <div role="status">
        {busy === 'test' && <p className={classes.hint}>{t('accounts.form.testing')}</p>}
        <Said answer={answer} />
      </div>
      <div className={classes.acts}>
        <Button type="submit" loading={busy === 'add'} disabled={busy === 'test'}>
          {t('accounts.form.addAct')}
        </Button>
        <Button variant="default" loading={busy === 'test'} disabled={busy === 'add'} onClick={() => void test()}>
          {t('accounts.form.test')}
        </Button>
        <Button variant="subtle" color="gray" onClick={onClose}>
          {t('act.cancel')}
        </Button>
      </div>
    </form>
  );
};

/** An account of another server, or of another mailbox of the same. */
export const AddAccount = ({ opened, onClose }: { opened: boolean; onClose(): void }) => {
  const { t } = useTranslation();
  return (
    <Modal opened={opened} onClose={onClose} title={t('accounts.form.add')} size="lg" closeButtonProps={{ 'aria-label': t('act.close') }}>
      <AddForm onClose={onClose} />
    </Modal>
  );
};
