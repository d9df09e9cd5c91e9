import { Button, TextInput } from '@mantine/core';
import { IconPaperclip, IconSend, IconTrash } from '@tabler/icons-react';
import { type DragEvent, type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Letter, type LetterFile, letterLimits, type Outcome } from '../../../protocol/bridge.ts';
import { deliveryWords } from '../../delivery-words.ts';
import { sentences } from '../../sentences.ts';
import { useApp } from '../../state/app.ts';
import { type Fields, type Saved, useDraft } from '../../state/draft.ts';
import { useValue, type Value } from '../../state/value.ts';
import { Details } from '../shared/Details.tsx';
import { useFormat } from '../shared/format.tsx';
import classes from './ComposeForm.module.css';
import { Files } from './Files.tsx';
import { Recipients } from './Recipients.tsx';
import type { Start } from './useComposition.ts';
import { canReach, useRecipients } from './useRecipients.ts';
import { useSending } from './useSending.ts';
import { Writing } from './Writing.tsx';

/** Whether it is on the disk, said only when it is so. */
const SavedState = ({ of }: { of: Value<Saved> }) => {
  const { t } = useTranslation();
  const saved = useValue(of);
  return (
    <span className={classes.saved} role="status" data-failed={saved.kind === 'failed' || undefined}>
      {saved.kind === 'blank' ? '' : t(`letters.${saved.kind}`)}
      {saved.kind === 'failed' && <Details problem={saved.problem} />}
    </span>
  );
};

const hasFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files');

/** To, subject, text and attachments; saved as they are written. */
export const ComposeForm = ({ id, host, start }: { id: string; host: string; start: Start }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const app = useApp();
  const { id: account, mailbox, own } = useValue(app.account);
  /** What is written now: a key that sends comes before what it took in is drawn. */
  const fields = useRef<Fields>(start.fields);
  const [shown, setShown] = useState<Pick<Fields, 'to' | 'subject'>>(start.fields);
  const [files, setFiles] = useState(start.files);
  const [copying, setCopying] = useState(0);
  const [over, setOver] = useState(false);
  const [missing, setMissing] = useState(false);
  const [sending, setSending] = useState(false);
  const draft = useDraft({ id, ...start });
  const allowed = useSending();
  const faults = useRecipients(shown.to, host);
  const to = useRef<HTMLInputElement>(null);
  const text = useRef<HTMLTextAreaElement>(null);

  const change = (next: Partial<Pick<Fields, 'to' | 'subject'>>): void => {
    fields.current = { ...fields.current, ...next };
    setShown(fields.current);
    draft.change(fields.current);
    if (next.to) setMissing(false);
  };
  const write = useCallback(
    (text: string): void => {
      fields.current = { ...fields.current, text };
      draft.change(fields.current);
    },
    [draft],
  );
  const leave = useCallback((): void => void draft.flush(), [draft]);
  const attach = async (work: () => Promise<Outcome<Letter>>): Promise<void> => {
    setCopying((n) => n + 1);
    await draft.flush(true);
    const outcome = await work();
    setCopying((n) => n - 1);
    if (!outcome.ok) app.toast.set({ kind: 'problem', problem: outcome.problem });
    // Some may have been attached before one could not be read.
    const letter = outcome.ok
      ? outcome.value
      : await app.bridge.call('letters.read', { account, id }).then((read) => (read.ok ? read.value : null));
    if (letter) setFiles(letter.files);
  };
  const choose = async (): Promise<void> => {
    const outcome = await app.bridge.call('letters.choose');
    const chosen = outcome.ok ? outcome.value?.chosen : undefined;
    if (!outcome.ok) app.toast.set({ kind: 'problem', problem: outcome.problem });
    if (chosen !== undefined) await attach(() => app.bridge.call('letters.attachChosen', { account, id, chosen }));
  };
  const detach = async (file: LetterFile): Promise<void> => {
    const outcome = await app.bridge.call('letters.detach', { account, id, file: file.id });
    if (outcome.ok) setFiles(outcome.value.files);
    else app.toast.set({ kind: 'problem', problem: outcome.problem });
  };
  const close = (): void => {
    // Meanwhile another may be written.
    if (app.letters.composing.get()?.id === id) app.letters.close();
  };
  const send = async (): Promise<void> => {
    if (sending || copying > 0) return;
    const recipients = fields.current.to;
    if (recipients.length === 0) setMissing(true);
    if (recipients.length === 0 || !canReach(recipients, host)) return to.current?.focus();
    setSending(true);
    await draft.flush(true);
    const sent = await app.letters.send({ account, id });
    setSending(false);
    if (!sent) return;
    draft.end();
    close();
  };
  const discard = async (): Promise<void> => {
    await draft.flush();
    draft.end();
    close();
    if (draft.saved.get().kind !== 'blank') await app.letters.remove({ account, id }, true);
  };

  const { attaches } = start;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it opens
  useEffect(() => {
    if (attaches !== undefined) {
      const file = crypto.randomUUID();
      void attach(() => app.bridge.call('letters.attachMessage', { account, id, file, uid: attaches }));
    }
    if (start.fields.to.length === 0) to.current?.focus();
    else {
      text.current?.focus();
      text.current?.setSelectionRange(0, 0);
    }
  }, []);

  const key = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void send();
  };
  const drop = (event: DragEvent): void => {
    setOver(false);
    if (!hasFiles(event)) return;
    event.preventDefault();
    const dropped = [...event.dataTransfer.files];
    if (dropped.length > 0) void attach(() => app.bridge.drop({ account, id }, dropped));
  };
  const drag = (event: DragEvent): void => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    setOver(true);
  };
  const fault = missing && shown.to.length === 0 ? t('letters.missing') : sentences(t, ...faults);
  const failed = start.deliveries.filter(({ delivery }) => delivery.kind === 'refused' || delivery.kind === 'unsure');
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys and drops of all the fields within
    <div
      className={classes.form}
      data-over={over || undefined}
      onKeyDown={key}
      onDragOver={drag}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <div className={classes.fields}>
        {allowed?.to === 'nobody' && <p className={classes.note}>{t(own ? 'letters.cannotOwn' : 'letters.cannotHint')}</p>}
        {allowed?.to === 'own' && <p className={classes.note}>{t('letters.onlyOwn', { mailbox })}</p>}
        {allowed?.to === 'unsure' && <p className={classes.note}>{t('letters.offline')}</p>}
        {start.unreachable !== null && (
          <div className={classes.note} role="note">
            <p>{start.unreachable === '' ? t('letters.noAddress') : t('letters.elsewhere', { address: start.unreachable })}</p>
            {start.unreachable !== '' && (
              <Button
                variant="default"
                onClick={() => void app.bridge.call('app.mailto', { address: start.unreachable ?? '', subject: shown.subject })}
              >
                {t('letters.mailProgram')}
              </Button>
            )}
          </div>
        )}
        {failed.map((one) => (
          <p key={one.mailbox} className={classes.note} data-failed>
            {t('letters.of', { mailbox: one.mailbox, words: deliveryWords(t, format, one.delivery).words })}
          </p>
        ))}
        <Recipients ref={to} to={shown.to} known={allowed?.known ?? []} host={host} fault={fault} onChange={(to) => change({ to })} />
        <TextInput
          label={t('letters.subject')}
          maxLength={letterLimits.subject}
          value={shown.subject}
          onChange={(event) => change({ subject: event.currentTarget.value })}
        />
        <Writing ref={text} initial={start.fields.text} onWrite={write} onLeave={leave} />
        <Files files={files} copying={copying > 0} onRemove={(file) => void detach(file)} />
      </div>
      <footer className={classes.foot} data-foot>
        <Button
          leftSection={<IconSend size={14} aria-hidden />}
          loading={sending}
          disabled={copying > 0}
          aria-keyshortcuts="Control+Enter"
          onClick={() => void send()}
        >
          {t('letters.send')}
        </Button>
        <Button variant="default" leftSection={<IconPaperclip size={14} aria-hidden />} onClick={() => void choose()}>
          {t('letters.attach')}
        </Button>
        <SavedState of={draft.saved} />
        <Button variant="subtle" color="gray" leftSection={<IconTrash size={14} aria-hidden />} onClick={() => void discard()}>
          {t('letters.discard')}
        </Button>
      </footer>
      {over && (
        <p className={classes.drop} aria-hidden>
          {t('letters.drop')}
        </p>
      )}
    </div>
  );
};
