import { Button, Group, Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Problem, useAsked, useServer } from '../host.ts';
import { Failed } from './Failed.tsx';
import classes from './Mailboxes.module.css';
import type { Token } from './TokenList.tsx';

const Asking = ({ token: { token, scope, mailbox, note }, onClose }: { token: Token; onClose(): void }) => {
  const { t } = useTranslation();
  const { entry, port } = useServer();
  const { value } = useAsked('devices', scope === 'receive' && mailbox !== undefined ? { query: { mailbox } } : null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const names = (value?.devices ?? []).filter(({ connected }) => connected).map(({ device }) => device || t('devices.unnamed'));
  const revoke = async (): Promise<void> => {
    setBusy(true);
    const outcome = await port.ask('revokeToken', { path: { token } });
    setBusy(false);
    if (outcome.ok) onClose();
    else setProblem(outcome.problem);
  };
  return (
    <div className={classes.form}>
      <p>
        <strong>{t(`tokens.scope.${scope}`)}</strong> <bdi>{note ?? t('tokens.noNote')}</bdi>
        {mailbox !== undefined && ` · ${mailbox}`}
      </p>
      <p>{t(`tokens.means.${scope}`)}</p>
      {entry.tokens.includes(token) && <p className={classes.changed}>{t('tokens.appMeans')}</p>}
      {names.length > 0 && <p>{t('tokens.connected', { names: names.join(t('boxes.between')) })}</p>}
      <p>{t('tokens.safe')}</p>
      <Failed words={t('tokens.revokeProblem')} problem={problem} />
      <Group justify="flex-end" gap="sm">
        <Button variant="default" data-autofocus onClick={onClose}>
          {t('act.cancel')}
        </Button>
        <Button color="red" loading={busy} onClick={() => void revoke()}>
          {t('tokens.revokeAct')}
        </Button>
      </Group>
    </div>
  );
};

/** Asks before a token is revoked, and says what stops working. @param token null: closed */
export const RevokeToken = ({ token, onClose }: { token: Token | null; onClose(): void }) => {
  const { t } = useTranslation();
  return (
    <Modal opened={token !== null} onClose={onClose} title={t('tokens.revokeTitle')} closeButtonProps={{ 'aria-label': t('act.close') }}>
      {token && <Asking token={token} onClose={onClose} />}
    </Modal>
  );
};
