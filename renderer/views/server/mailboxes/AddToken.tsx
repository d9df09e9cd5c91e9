import { Button, Radio, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { tokenScopes } from '../../../../protocol/api.ts';
import { CopyLine } from '../../shared/CopyLine.tsx';
import { Dialog } from '../../shared/dialog/Dialog.tsx';
import { DialogActs } from '../../shared/dialog/DialogActs.tsx';
import { useWork } from '../../shared/dialog/useWork.ts';
import { Failed } from '../../shared/Said.tsx';
import { useServer } from '../host.ts';
import classes from './Mailboxes.module.css';

type Scope = (typeof tokenScopes)[number];
interface Added {
  readonly scope: Scope;
  readonly secret: string;
}
const copyNames = { receive: 'copyReceive', send: 'copySend', admin: 'copyAdmin', monitor: 'copyMonitor' } as const;

const AddForm = ({ mailbox, onAdded }: { mailbox: string | null; onAdded(added: Added): void }) => {
  const { t } = useTranslation();
  const { port } = useServer();
  const scopes: readonly Scope[] = mailbox === null ? ['send', 'monitor', 'admin'] : ['receive', 'send'];
  const [scope, setScope] = useState<Scope>(scopes[0] ?? 'send');
  const [note, setNote] = useState('');
  const { busy, problem, run } = useWork();
  const add = (event: FormEvent): void => {
    event.preventDefault();
    const body = { scope, ...(mailbox !== null && { mailbox }), ...(note.trim() !== '' && { note: note.trim() }) };
    void run(() => port.ask('addToken', { body }), onAdded);
  };
  return (
    <form className={classes.form} onSubmit={add}>
      <Radio.Group label={t('tokens.scopeLabel')} value={scope} onChange={(value) => setScope(value as Scope)}>
        <Stack gap="sm" mt="sm">
          {scopes.map((one) => (
            <Radio key={one} value={one} label={t(`tokens.scopes.${mailbox === null && one === 'send' ? 'sendAll' : one}`)} />
          ))}
        </Stack>
      </Radio.Group>
      <TextInput
        label={t('tokens.note')}
        description={t('tokens.noteHint')}
        value={note}
        maxLength={100}
        data-autofocus
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Failed words={t('tokens.addProblem')} problem={problem} />
      <DialogActs>
        <Button type="submit" loading={busy}>
          {t('tokens.addAct')}
        </Button>
      </DialogActs>
    </form>
  );
};

/** Adds a token and shows its secret, which stays until somebody says that it is kept. @param mailbox null: of the server */
export const AddToken = ({ opened, mailbox, onClose }: { opened: boolean; mailbox: string | null; onClose(): void }) => {
  const { t } = useTranslation();
  const [added, setAdded] = useState<Added | null>(null);
  const close = (): void => {
    setAdded(null);
    onClose();
  };
  return (
    <Dialog opened={opened} onClose={close} title={t(added ? 'tokens.shownTitle' : 'tokens.addTitle')} size="lg" stays={added !== null}>
      {added ? (
        <div className={classes.form}>
          <p>{t('boxes.once.about')}</p>
          <div className={classes.secret}>
            <h3>{t(`boxes.once.${added.scope}`)}</h3>
            <CopyLine words={[added.secret]} label={t(`boxes.once.${copyNames[added.scope]}`)} />
          </div>
          <DialogActs cancel={null}>
            <Button onClick={close}>{t('boxes.once.keptOne')}</Button>
          </DialogActs>
        </div>
      ) : (
        <AddForm mailbox={mailbox} onAdded={setAdded} />
      )}
    </Dialog>
  );
};
