import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ServerCheck } from '../../../protocol/administered.ts';
import type { ServerEntry } from '../../../protocol/bridge.ts';
import type { Problem } from '../../bridge.ts';
import { useApp } from '../../state/app.ts';
import classes from '../accounts/Accounts.module.css';
import { Secret } from '../accounts/Secret.tsx';
import { Details } from '../shared/Details.tsx';

const empty = { server: '', adminToken: '', label: '', insecure: false };

type Answer = ServerCheck | { readonly kind: 'problem'; readonly problem: Problem } | { readonly kind: 'missing' };

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
        {t(`servers.form.${answer.kind}`)}
        {answer.kind === 'problem' && <Details problem={answer.problem} />}
      </div>
    </div>
  );
};

const AddForm = ({ onAdded, onClose }: { onAdded(entry: ServerEntry): void; onClose(): void }) => {
  const { t } = useTranslation();
  const { bridge } = useApp();
  const [draft, setDraft] = useState(empty);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [busy, setBusy] = useState<'test' | 'add' | null>(null);
  // What was said was said of something else.
  const change = (part: Partial<typeof empty>): void => {
    setDraft({ ...draft, ...part });
    setAnswer(null);
  };
  const { label, ...question } = draft;
  const { server, adminToken, insecure } = question;
  const complete = server !== '' && adminToken !== '';
  const test = async (): Promise<void> => {
    if (!complete) return setAnswer({ kind: 'missing' });
    setBusy('test');
    setAnswer(null);
    const outcome = await bridge.call('servers.check', question);
    setBusy(null);
    setAnswer(outcome.ok ? outcome.value : { kind: 'problem', problem: outcome.problem });
  };
  const add = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!complete) return setAnswer({ kind: 'missing' });
    setBusy('add');
    setAnswer(null);
    const outcome = await bridge.call('servers.add', { ...question, label });
    setBusy(null);
    if (!outcome.ok) return setAnswer({ kind: 'problem', problem: outcome.problem });
    if (outcome.value.kind !== 'added') return setAnswer(outcome.value);
    onClose();
    onAdded(outcome.value.server);
  };
  const fault = answer?.kind === 'faulty' ? answer.fault : undefined;
  const wrong = (field: 'server' | 'token'): string | undefined =>
    fault !== undefined && fault.startsWith('token-') === (field === 'token') ? t(`servers.fault.${fault}`) : undefined;
  // Whoever has to mend something is led there.
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (fault !== undefined) form.current?.querySelector<HTMLElement>('input[aria-invalid="true"]')?.focus();
  }, [fault]);
  return (
    <form ref={form} className={classes.form} onSubmit={(event) => void add(event)}>
      <TextInput
        label={t('servers.form.server')}
        description={t('servers.form.serverHint')}
        value={server}
        error={wrong('server')}
        data-autofocus
        spellCheck={false}
        onChange={(event) => change({ server: event.currentTarget.value.trim(), insecure: false })}
      />
      {(fault === 'address-insecure' || insecure) && (
        <Checkbox
          label={t('servers.form.insecure')}
          description={t('servers.form.insecureHint')}
          checked={insecure}
          onChange={(event) => change({ insecure: event.currentTarget.checked })}
        />
      )}
      <Secret
        label={t('servers.form.token')}
        hint={t('servers.form.tokenHint')}
        value={adminToken}
        error={wrong('token')}
        onChange={(value) => change({ adminToken: value })}
      />
      <TextInput
        label={t('servers.form.label')}
        description={t('servers.form.labelHint')}
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
          {t('servers.form.add')}
        </Button>
        <Button variant="default" loading={busy === 'test'} disabled={busy === 'add'} onClick={() => void test()}>
          {t('servers.form.test')}
        </Button>
        <Button variant="subtle" color="gray" onClick={onClose}>
          {t('act.cancel')}
        </Button>
      </div>
    </form>
  );
};

/** Asks for a server and its admin token, tries them, and adds what works. */
export const AddServer = ({ opened, onAdded, onClose }: { opened: boolean; onAdded?(entry: ServerEntry): void; onClose(): void }) => {
  const { t } = useTranslation();
  return (
    <Modal opened={opened} onClose={onClose} title={t('servers.form.title')} size="lg" closeButtonProps={{ 'aria-label': t('act.close') }}>
      <AddForm onAdded={(entry) => onAdded?.(entry)} onClose={onClose} />
    </Modal>
  );
};
