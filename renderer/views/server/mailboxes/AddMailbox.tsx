import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mailboxName } from '../../../../protocol/mailbox.ts';
import { Dialog } from '../../shared/dialog/Dialog.tsx';
import { DialogActs } from '../../shared/dialog/DialogActs.tsx';
import { useWork } from '../../shared/dialog/useWork.ts';
import { Failed } from '../../shared/Said.tsx';
import { useServer } from '../host.ts';
import classes from './Mailboxes.module.css';
import { QuotaFields, quotaOf, type Sharing } from './QuotaFields.tsx';
import { type NewTokens, TokensOnce } from './TokensOnce.tsx';

const AddForm = ({ given, taken, onAdded }: { given: string; taken(name: string): boolean; onAdded(tokens: NewTokens): void }) => {
  const { t } = useTranslation();
  const { port } = useServer();
  const [name, setName] = useState(given);
  const [sharing, setSharing] = useState<Sharing>({ shared: false, quota: null });
  const { busy, problem, run, forget } = useWork();
  const quota = quotaOf(sharing);
  const wrong = (): string | undefined => {
    if (problem?.code === 'mailbox-exists' || taken(name)) return t('boxes.form.nameTaken');
    return name !== '' && !mailboxName.test(name) ? t('boxes.form.nameWrong') : undefined;
  };
  const ready = mailboxName.test(name) && !taken(name) && quota !== undefined;
  const add = (event: FormEvent): void => {
    event.preventDefault();
    if (!ready) return;
    void run(() => port.ask('addMailbox', { body: { name, shared: sharing.shared, ...(quota && { quota }) } }), onAdded);
  };
  return (
    <form className={classes.form} onSubmit={add}>
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
          forget();
        }}
      />
      <QuotaFields value={sharing} onChange={setSharing} />
      <Failed words={t('boxes.form.problem')} problem={problem?.code === 'mailbox-exists' ? null : problem} />
      <DialogActs>
        <Button type="submit" loading={busy} disabled={!ready}>
          {t('boxes.form.act')}
        </Button>
      </DialogActs>
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
    <Dialog
      opened={name !== null}
      onClose={close}
      title={tokens ? t('boxes.once.title', { name: tokens.mailbox }) : t('boxes.form.title')}
      size="lg"
      stays={tokens !== null}
    >
      {tokens ? <TokensOnce tokens={tokens} onKept={close} /> : name !== null && <AddForm given={name} taken={taken} onAdded={setTokens} />}
    </Dialog>
  );
};
