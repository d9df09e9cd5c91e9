import { Button, Modal, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mailboxName } from '../../../../protocol/mailbox.ts';
import { type Problem, useServer } from '../host.ts';
import { Failed } from './Failed.tsx';
import classes from './Mailboxes.module.css';
import { QuotaFields, quotaOf, type Sharing } from './QuotaFields.tsx';
import { type NewTokens, TokensOnce } from './TokensOnce.tsx';

const AddForm = ({
  given,
  taken,
  onAdded,
  onClose,
}: {
  given: string;
  taken(name: string): boolean;
  onAdded(tokens: NewTokens): void;
  onClose(): void;
}) => {
  const { t } = useTranslation();
  const { port } = useServer();
  const [name, setName] = useState(given);
  const [sharing, setSharing] = useState<Sharing>({ shared: false, quota: null });
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const quota = quotaOf(sharing);
  const wrong = (): string | undefined => {
    if (problem?.code === 'mailbox-exists' || taken(name)) return t('boxes.form.nameTaken');
    return name !== '' && !mailboxName.test(name) ? t('boxes.form.nameWrong') : undefined;
  };
  const ready = mailboxName.test(name) && !taken(name) && quota !== undefined;
  const add = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!ready) return;
    setBusy(true);
    setProblem(null);
    const outcome = await port.ask('addMailbox', { body: { name, shared: sharing.shared, ...(quota && { quota }) } });
    setBusy(false);
    if (outcome.ok) onAdded(outcome.value);
    else setProblem(outcome.problem);
  };
  return (
    <form className={classes.form} onSubmit={(event) => void add(event)}>
      <TextInput
        label={t('boxes.form.name')}
        description={t('boxes.form.nameHint')}
        value={name}
        error={wrong()}
        maxLength={100}
        data-autofocus
        spellCheck={false}
        onChange={(event) => {
          setName(event.currentTarget.value.trim());
          setProblem(null);
        }}
      />
      <QuotaFields value={sharing} onChange={setSharing} />
      <Failed words={t('boxes.form.problem')} problem={problem?.code === 'mailbox-exists' ? null : problem} />
      <div className={classes.acts}>
        <Button type="submit" loading={busy} disabled={!ready}>
          {t('boxes.form.act')}
        </Button>
        <Button variant="subtle" color="gray" onClick={onClose}>
          {t('act.cancel')}
        </Button>
      </div>
    </form>
  );
};

/** Adds a mailbox and shows its tokens, which stay until somebody says that they are kept. @param name what it is to be called; null: closed */
export const AddMailbox = ({ name, taken, onClose }: { name: string | null; taken(name: string): boolean; onClose(): void }) => {
  const { t } = useTranslation();
  const [tokens, setTokens] = useState<NewTokens | null>(null);
  const close = (): void => {
    setTokens(null);
    onClose();
  };
  return (
    <Modal
      opened={name !== null}
      onClose={close}
      title={tokens ? t('boxes.once.title', { name: tokens.mailbox }) : t('boxes.form.title')}
      size="lg"
      // What is shown this once does not go by a slip.
      withCloseButton={tokens === null}
      closeOnEscape={tokens === null}
      closeOnClickOutside={tokens === null}
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      {tokens ? (
        <TokensOnce tokens={tokens} onKept={close} />
      ) : (
        name !== null && <AddForm given={name} taken={taken} onAdded={setTokens} onClose={close} />
      )}
    </Modal>
  );
};
