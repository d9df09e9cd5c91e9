import { Button, Modal, Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountInfo, OpenInstruction, Removal } from '../../../protocol/account.ts';
import type { Status } from '../../../protocol/bridge.ts';
import type { Problem } from '../../bridge.ts';
import { sentences } from '../../sentences.ts';
import { useApp } from '../../state/app.ts';
import { useAccountName } from '../account-name.ts';
import { CopyLine } from '../shared/CopyLine.tsx';
import { Details } from '../shared/Details.tsx';
import classes from './Accounts.module.css';

/** Messages that are named one by one. */
const named = 20;

const Undone = ({ undone }: { undone: readonly OpenInstruction[] }) => {
  const { t } = useTranslation();
  return (
    <ul className={classes.undone}>
      {undone.slice(0, named).map(({ id, uid }) => (
        <li key={`${id} ${uid}`}>{t('accounts.removal.number', { id })}</li>
      ))}
      {undone.length > named && <li>…</li>}
    </ul>
  );
};

const Done = ({ removal, onClose }: { removal: Extract<Removal, { kind: 'removed' }>; onClose(): void }) => {
  const { t } = useTranslation();
  const { undone, folder } = removal;
  return (
    <div className={classes.form} role="status">
      <p>{t('accounts.removal.done')}</p>
      {undone.length > 0 && (
        <>
          <p>{t('accounts.removal.undone', { count: undone.length })}</p>
          <Undone undone={undone} />
        </>
      )}
      <p>{t(folder === null ? 'accounts.removal.erased' : 'accounts.removal.kept')}</p>
      {folder !== null && <CopyLine words={[folder]} label={t('accounts.removal.copy')} />}
      <div className={classes.acts}>
        <Button onClick={onClose}>{t('accounts.removal.close')}</Button>
      </div>
    </div>
  );
};

const Asking = ({
  account,
  status,
  onDone,
  onClose,
}: {
  account: AccountInfo;
  status: Status | undefined;
  onDone(removal: Extract<Removal, { kind: 'removed' }>): void;
  onClose(): void;
}) => {
  const { t } = useTranslation();
  const { bridge } = useApp();
  const [keepInbox, setKeepInbox] = useState(true);
  const [pending, setPending] = useState<Extract<Removal, { kind: 'pending' }> | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const remove = async (insist: boolean): Promise<void> => {
    setBusy(true);
    setProblem(null);
    const outcome = await bridge.call('accounts.remove', { account: account.id, insist, keepInbox });
    setBusy(false);
    if (!outcome.ok) return setProblem(outcome.problem);
    if (outcome.value.kind === 'removed') return onDone(outcome.value);
    setPending(outcome.value);
  };
  const held = status ? Object.values(status.tally).reduce((sum, { count }) => sum + count, 0) : 0;
  const erase = sentences(
    t,
    t('accounts.removal.eraseHint', { count: held, unread: status?.unread ?? 0 }),
    held > 0 && t(account.afterReceipt === 'move' ? 'accounts.removal.copies' : 'accounts.removal.noCopies'),
  );
  return (
    <div className={classes.form}>
      <p>{t('accounts.removal.first')}</p>
      <p>{t('accounts.removal.waits', { count: status?.waiting.count ?? 0 })}</p>
      <Radio.Group
        label={t('accounts.removal.inbox')}
        value={keepInbox ? 'keep' : 'erase'}
        onChange={(value) => setKeepInbox(value === 'keep')}
      >
        <Stack gap="sm" mt="sm">
          <Radio value="keep" label={t('accounts.removal.keep')} description={t('accounts.removal.keepHint')} data-autofocus />
          <Radio value="erase" label={t('accounts.removal.erase')} description={erase} />
        </Stack>
      </Radio.Group>
      <div role="status">
        {busy && <p className={classes.hint}>{t('accounts.removal.busy')}</p>}
        {pending && !busy && (
          <div className={classes.said} data-tone="danger">
            <div>
              <p>{t('accounts.removal.pending', { count: pending.undone.length })}</p>
              <Undone undone={pending.undone} />
              <p>{t('accounts.removal.pendingMeans')}</p>
              <Details problem={pending.problem} />
            </div>
          </div>
        )}
        {problem && (
          <div className={classes.said} data-tone="danger">
            <div>
              {t('accounts.removal.problem')}
              <Details problem={problem} />
            </div>
          </div>
        )}
      </div>
      <div className={classes.acts}>
        {pending ? (
          <>
            <Button loading={busy} onClick={() => void remove(false)}>
              {t('act.tryAgain')}
            </Button>
            <Button variant="default" className={classes.danger ?? ''} disabled={busy} onClick={() => void remove(true)}>
              {t('accounts.removal.insist')}
            </Button>
          </>
        ) : (
          <Button variant="default" className={classes.danger ?? ''} loading={busy} onClick={() => void remove(false)}>
            {t('accounts.removal.act')}
          </Button>
        )}
        <Button variant="subtle" color="gray" onClick={onClose}>
          {t('act.cancel')}
        </Button>
      </div>
    </div>
  );
};

/** Asks before an account goes, says what becomes of its messages, and what could not be told to its server. */
export const RemoveAccount = ({
  account,
  status,
  onClose,
}: {
  account: AccountInfo | null;
  status: Status | undefined;
  onClose(): void;
}) => {
  const { t } = useTranslation();
  const nameOf = useAccountName();
  const [done, setDone] = useState<Extract<Removal, { kind: 'removed' }> | null>(null);
  const close = (): void => {
    setDone(null);
    onClose();
  };
  return (
    <Modal
      opened={account !== null}
      onClose={close}
      title={account && t('accounts.removal.title', { name: nameOf(account) })}
      size="lg"
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      {done ? (
        <Done removal={done} onClose={close} />
      ) : (
        account && <Asking account={account} status={status} onDone={setDone} onClose={close} />
      )}
    </Modal>
  );
};
