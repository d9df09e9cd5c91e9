import { Button } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { numberOf } from '../../../numbers.ts';
import { Dialog } from '../../shared/dialog/Dialog.tsx';
import { DialogActs } from '../../shared/dialog/DialogActs.tsx';
import { useWork } from '../../shared/dialog/useWork.ts';
import { useFormat } from '../../shared/format.tsx';
import { NumberField } from '../../shared/NumberField.tsx';
import { Failed } from '../../shared/Said.tsx';
import { useAsked, useServer } from '../host.ts';
import classes from './Mailboxes.module.css';

const Asking = ({ mailbox, onGone }: { mailbox: string; onGone(): void }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const { entry, port } = useServer();
  // Asked of the folders, not of the directory, which may lack it.
  const waiting = useAsked('messages', { query: { folder: 'delivery', mailbox, limit: 1 } }).value?.total;
  const kept = useAsked('messages', { query: { folder: 'processed', mailbox, limit: 1 } }).value?.total;
  const { value: known } = useAsked('tokens', { query: { mailbox } });
  const { value: boxes } = useAsked('mailboxes', {});
  const [typed, setTyped] = useState('');
  const { busy, problem, run } = useWork();
  if (!waiting || !kept) return null;
  const messages = waiting.count + kept.count;
  const tokens = known?.tokens ?? [];
  const own = boxes?.mailboxes.find(({ name }) => name === mailbox)?.ownRetention;
  const confirmed = messages === 0 || numberOf(typed.replaceAll(/[\s,.，．]/g, '')) === messages;
  const changed = problem?.code === 'mailbox-holds-messages';
  const remove = (event: FormEvent): void => {
    event.preventDefault();
    if (!confirmed) return;
    // What is there now may be another number.
    setTyped('');
    void run(() => port.ask('removeMailbox', { path: { mailbox }, query: { messages } }), onGone);
  };
  return (
    <form className={classes.form} onSubmit={remove}>
      <p>{t('boxes.remove.loses')}</p>
      <ul className={classes.loses}>
        {waiting.count > 0 && <li>{t('boxes.remove.waiting', { count: waiting.count, bytes: format.bytes(waiting.bytes) })}</li>}
        {kept.count > 0 && <li>{t('boxes.remove.processed', { count: kept.count, bytes: format.bytes(kept.bytes) })}</li>}
        {messages === 0 && <li>{t('boxes.remove.nothing')}</li>}
        {tokens.length > 0 && <li>{t('boxes.remove.tokens', { count: tokens.length })}</li>}
        {tokens.some(({ token }) => entry.tokens.includes(token)) && <li>{t('boxes.remove.used')}</li>}
        {own && <li>{t('boxes.remove.policy')}</li>}
      </ul>
      <p>{t('boxes.remove.stays')}</p>
      {messages > 0 && (
        <NumberField
          size="sm"
          label={t('boxes.remove.confirm')}
          description={t('boxes.remove.confirmHint', { count: messages })}
          value={typed}
          data-autofocus
          onChange={setTyped}
        />
      )}
      <div role="alert">{changed && <p className={classes.changed}>{t('boxes.remove.changed')}</p>}</div>
      <Failed words={t('boxes.remove.problem')} problem={changed ? null : problem} />
      <DialogActs>
        <Button type="submit" color="red" loading={busy} disabled={!confirmed}>
          {t('boxes.remove.confirmDo')}
        </Button>
      </DialogActs>
    </form>
  );
};

/** Asks before a mailbox goes, with what goes with it. @param mailbox null: closed */
export const RemoveMailbox = ({ mailbox, onGone, onClose }: { mailbox: string | null; onGone(): void; onClose(): void }) => {
  const { t } = useTranslation();
  return (
    <Dialog opened={mailbox !== null} onClose={onClose} title={mailbox !== null && t('boxes.remove.title', { name: mailbox })} size="lg">
      {mailbox !== null && <Asking mailbox={mailbox} onGone={onGone} />}
    </Dialog>
  );
};
