import { Button, Modal, Radio, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { tokenScopes } from '../../../../protocol/api.ts';
import { type Problem, useServer } from '../host.ts';
import { Copyable } from './Copyable.tsx';
import { Failed } from './Failed.tsx';
import classes from './Mailboxes.module.css';

type Scope = (typeof tokenScopes)[number];
interface Added {
  readonly scope: Scope;
  readonly secret: string;
}
const copyNames = { receive: 'copyReceive', send: 'copySend', admin: 'copyAdmin', monitor: 'copyMonitor' } as const;

const AddForm = ({ mailbox, onAdded, onClose }: { mailbox: string | null; onAdded(added: Added): void; onClose(): void }) => {
  const { t } = useTranslation();
  const { port } = useServer();
  const scopes: readonly Scope[] = mailbox === null ? ['send', 'monitor', 'admin'] : ['receive', 'send'];
  const [scope, setScope] = useState<Scope>(scopes[0] ?? 'send');
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const add = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    const body = { scope, ...(mailbox !== null && { mailbox }), ...(note.trim() !== '' && { note: note.trim() }) };
    const outcome = await port.ask('addToken', { body });
    setBusy(false);
    if (outcome.ok) onAdded(outcome.value);
    else setProblem(outcome.problem);
  };
  return (
    <form className={classes.form} onSubmit={(event) => void add(event)}>
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
      <div className={classes.acts}>
        <Button type="submit" loading={busy}>
          {t('tokens.addAct')}
        </Button>
        <Button variant="subtle" color="gray" onClick={onClose}>
          {t('act.cancel')}
        </Button>
      </div>
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
    <Modal
      opened={opened}
      onClose={close}
      title={t(added ? 'tokens.shownTitle' : 'tokens.addTitle')}
      size="lg"
      withCloseButton={added === null}
      closeOnEscape={added === null}
      closeOnClickOutside={added === null}
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      {added ? (
        <div className={classes.form}>
          <p>{t('boxes.once.about')}</p>
          <div className={classes.secret}>
            <h3>{t(`boxes.once.${added.scope}`)}</h3>
            <Copyable words={[added.secret]} label={t(`boxes.once.${copyNames[added.scope]}`)} />
          </div>
          <div className={classes.acts}>
            <Button onClick={close}>{t('boxes.once.keptOne')}</Button>
          </div>
        </div>
      ) : (
        <AddForm mailbox={mailbox} onAdded={setAdded} onClose={close} />
      )}
    </Modal>
  );
};
