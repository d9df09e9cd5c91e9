import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../shared/dialog/Dialog.tsx';
import { DialogActs } from '../../shared/dialog/DialogActs.tsx';
import { useWork } from '../../shared/dialog/useWork.ts';
import { Failed } from '../../shared/Said.tsx';
import { useAsked, useServer } from '../host.ts';
import classes from './Mailboxes.module.css';
import type { Token } from './TokenList.tsx';

interface Props {
  /** That it is gone, before the dialog closes. */
  onRevoked(token: string): void;
  onClose(): void;
}

const Asking = ({ token: { token, scope, mailbox, note }, onRevoked, onClose }: Props & { token: Token }) => {
  const { t } = useTranslation();
  const { entry, port } = useServer();
  const { value } = useAsked('devices', scope === 'receive' && mailbox !== undefined ? { query: { mailbox } } : null);
  const { busy, problem, run } = useWork();
  const names = (value?.devices ?? []).filter(({ connected }) => connected).map(({ device }) => device || t('devices.unnamed'));
  const revoke = (): void =>
    void run(
      () => port.ask('revokeToken', { path: { token } }),
      () => {
        onRevoked(token);
        onClose();
      },
    );
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
      <DialogActs safe>
        <Button color="red" loading={busy} onClick={revoke}>
          {t('tokens.revokeAct')}
        </Button>
      </DialogActs>
    </div>
  );
};

/** Asks before a token is revoked, and says what stops working. @param token null: closed */
export const RevokeToken = ({ token, onRevoked, onClose }: Props & { token: Token | null }) => {
  const { t } = useTranslation();
  return (
    <Dialog opened={token !== null} onClose={onClose} title={t('tokens.revokeTitle')}>
      {token && <Asking token={token} onRevoked={onRevoked} onClose={onClose} />}
    </Dialog>
  );
};
