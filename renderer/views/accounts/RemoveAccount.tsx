import { Button, Radio, Stack } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountInfo, OpenInstruction, Removal } from '../../../protocol/account.ts';
import type { LetterFolder, Status } from '../../../protocol/bridge.ts';
import { sentences } from '../../sentences.ts';
import { useApp } from '../../state/app.ts';
import { useAccountName } from '../account-name.ts';
import { CopyLine } from '../shared/CopyLine.tsx';
import { Details } from '../shared/Details.tsx';
import { Dialog } from '../shared/dialog/Dialog.tsx';
import { DialogActs } from '../shared/dialog/DialogActs.tsx';
import { useWork } from '../shared/dialog/useWork.ts';
import { Failed, Said } from '../shared/Said.tsx';
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

type Removed = Extract<Removal, { kind: 'removed' }>;

const Done = ({ removal, onClose }: { removal: Removed; onClose(): void }) => {
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
      <DialogActs cancel={null}>
        <Button data-autofocus onClick={onClose}>
          {t('accounts.removal.close')}
        </Button>
      </DialogActs>
    </div>
  );
};

/** Letters of an account; null until they are counted. */
const useLetters = (account: string): Readonly<Record<LetterFolder, number>> | null => {
  const { bridge } = useApp();
  const [letters, setLetters] = useState<Readonly<Record<LetterFolder, number>> | null>(null);
  useEffect(() => {
    void bridge.call('letters.counts', { account }).then((outcome) => {
      if (outcome.ok) setLetters(outcome.value);
    });
  }, [bridge, account]);
  return letters;
};

const Asking = ({ account, status, onDone }: { account: AccountInfo; status: Status | undefined; onDone(removal: Removed): void }) => {
  const { t } = useTranslation();
  const { bridge } = useApp();
  const [keepInbox, setKeepInbox] = useState(true);
  const [pending, setPending] = useState<Extract<Removal, { kind: 'pending' }> | null>(null);
  const { busy, problem, run } = useWork();
  const remove = (insist: boolean): void =>
    void run(
      () => bridge.call('accounts.remove', { account: account.id, insist, keepInbox }),
      (removal) => (removal.kind === 'removed' ? onDone(removal) : setPending(removal)),
    );
  const held = status ? Object.values(status.tally).reduce((sum, { count }) => sum + count, 0) : 0;
  const letters = useLetters(account.id);
  const known = status && letters;
  const some = held + (letters?.drafts ?? 0) + (letters?.sent ?? 0) > 0;
  const erase = sentences(
    t,
    !known && t('accounts.removal.eraseUnknown'),
    known && !some && t('accounts.removal.eraseNone'),
    t('accounts.removal.eraseHint', { count: held, unread: status?.unread ?? 0 }),
    t('accounts.removal.eraseDrafts', { count: letters?.drafts ?? 0 }),
    t('accounts.removal.eraseSent', { count: letters?.sent ?? 0 }),
    (some || !known) && t('accounts.removal.final'),
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
          <Said tone="danger">
            <p>{t('accounts.removal.pending', { count: pending.undone.length })}</p>
            <Undone undone={pending.undone} />
            <p>{t('accounts.removal.pendingMeans')}</p>
            <Details problem={pending.problem} />
          </Said>
        )}
      </div>
      <Failed words={t('accounts.removal.problem')} problem={problem} />
      <DialogActs>
        {pending && (
          <Button variant="default" className={classes.danger ?? ''} disabled={busy} onClick={() => remove(true)}>
            {t('accounts.removal.insist')}
          </Button>
        )}
        <Button {...(!pending && { color: 'red' })} loading={busy} onClick={() => remove(false)}>
          {t(pending ? 'act.tryAgain' : 'accounts.removal.act')}
        </Button>
      </DialogActs>
    </div>
  );
};

const Removing = ({ onClose, ...of }: { account: AccountInfo; status: Status | undefined; onClose(): void }) => {
  const [done, setDone] = useState<Removed | null>(null);
  return done ? <Done removal={done} onClose={onClose} /> : <Asking {...of} onDone={setDone} />;
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
  return (
    <Dialog opened={account !== null} onClose={onClose} title={account && t('accounts.removal.title', { name: nameOf(account) })} size="lg">
      {account && <Removing account={account} status={status} onClose={onClose} />}
    </Dialog>
  );
};
