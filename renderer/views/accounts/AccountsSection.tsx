import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isOpenToRead } from '../../../protocol/address.ts';
import type { AccountInfo, Status } from '../../../protocol/bridge.ts';
import { sentences } from '../../sentences.ts';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';
import { useAccountName } from '../account-name.ts';
import { useGo } from '../go.ts';
import { Group } from '../settings/parts.tsx';
import { useFormat } from '../shared/format.tsx';
import { connectionWords, toneOf } from '../status/connection-words.ts';
import classes from './Accounts.module.css';
import { AddAccount } from './AddAccount.tsx';
import { EditAccount } from './EditAccount.tsx';
import { RemoveAccount } from './RemoveAccount.tsx';

const Entry = ({
  account,
  status,
  shown,
  onEdit,
  onRemove,
}: {
  account: AccountInfo;
  status: Status | undefined;
  shown: boolean;
  onEdit(): void;
  onRemove(): void;
}) => {
  const { t } = useTranslation();
  const format = useFormat();
  const app = useApp();
  const go = useGo();
  const name = useAccountName()(account);
  const { server, own, canSend } = account;
  const held =
    status && Object.values(status.tally).reduce((sum, { count, bytes }) => ({ count: sum.count + count, bytes: sum.bytes + bytes }));
  return (
    <li className={classes.entry} aria-label={name}>
      <div className={classes.facts}>
        <h3 className={classes.name}>
          <bdi>{name}</bdi>
          {shown && <span className={classes.shown}>{t('accounts.shown')}</span>}
        </h3>
        <p className={classes.hint}>
          {own ? t('accounts.own') : t('accounts.change.server', { mailbox: account.mailbox, server: server ?? '' })}
        </p>
        <p className={classes.state} data-tone={status ? toneOf(status.connection.kind) : 'quiet'}>
          {status ? connectionWords(t, status, own) : t('accounts.unknown')}
        </p>
        <p className={classes.hint}>
          {sentences(
            t,
            held && t('accounts.holds', { count: held.count, bytes: format.bytes(held.bytes) }),
            server !== null && isOpenToRead(server) && t('accounts.insecure'),
            !canSend && t('accounts.receiveOnly'),
          )}
        </p>
      </div>
      <div className={classes.acts}>
        {!shown && (
          <Button variant="default" aria-label={t('accounts.showNamed', { name })} onClick={() => app.selectAccount(account.id)}>
            {t('accounts.show')}
          </Button>
        )}
        <Button
          variant="default"
          aria-label={t('accounts.inboxNamed', { name })}
          onClick={() => {
            app.selectAccount(account.id);
            go({ kind: 'settings', section: 'inbox' });
          }}
        >
          {t('accounts.inbox')}
        </Button>
        <Button variant="default" aria-label={t('accounts.editNamed', { name })} onClick={onEdit}>
          {t('accounts.edit')}
        </Button>
        {!own && (
          <Button variant="default" className={classes.danger ?? ''} aria-label={t('accounts.removeNamed', { name })} onClick={onRemove}>
            {t('accounts.remove')}
          </Button>
        )}
      </div>
    </li>
  );
};

/** The accounts, how each stands, and how one is added, changed and removed. */
export const AccountsSection = () => {
  const { t } = useTranslation();
  const app = useApp();
  const accounts = useValue(app.accounts);
  const shown = useValue(app.account);
  const statuses = useValue(app.statuses);
  const [adding, setAdding] = useState(false);
  const [editing, setEditing] = useState<AccountInfo | null>(null);
  const [removing, setRemoving] = useState<AccountInfo | null>(null);
  return (
    <Group title={t('accounts.title')}>
      <p className={classes.hint}>{t('accounts.about')}</p>
      <ul className={classes.list} aria-label={t('accounts.title')}>
        {accounts.map((account) => (
          <Entry
            key={account.id}
            account={account}
            status={statuses.get(account.id)}
            shown={account.id === shown.id}
            onEdit={() => setEditing(account)}
            onRemove={() => setRemoving(account)}
          />
        ))}
      </ul>
      <p className={classes.hint}>{t(accounts.every(({ sealed }) => sealed) ? 'accounts.sealed' : 'accounts.plain')}</p>
      <div>
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
          {t('accounts.add')}
        </Button>
      </div>
      <AddAccount opened={adding} onClose={() => setAdding(false)} />
      <EditAccount account={editing} onClose={() => setEditing(null)} />
      <RemoveAccount account={removing} status={removing ? statuses.get(removing.id) : undefined} onClose={() => setRemoving(null)} />
    </Group>
  );
};
