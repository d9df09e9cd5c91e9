import { IconEraser, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AccountInfo } from '../../../protocol/bridge.ts';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';
import { isAt, useWhereabouts } from '../../state/whereabouts.ts';
import { useAccountName } from '../account-name.ts';
import { useFormat } from '../shared/format.tsx';
import classes from './activity/MessageHistory.module.css';
import { useServer } from './host.ts';

const OfAccount = ({ account, uid }: { account: AccountInfo; uid: string }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useAccountName();
  const where = useWhereabouts(account.id, uid);
  // What ended at the server is among its own steps.
  if (where?.kind !== 'gone' || (where.because !== 'overwritten' && where.because !== 'deleted')) return null;
  const Icon = where.because === 'overwritten' ? IconEraser : IconTrash;
  return (
    <li className={classes.step}>
      <Icon className={classes.icon} size={18} stroke={1.5} aria-hidden />
      <span className={classes.what}>
        {t(where.because === 'overwritten' ? 'where.overwritten' : 'where.purged')}
        <span className={classes.when}>
          <time dateTime={new Date(where.at).toISOString()}>
            {format.date(where.at, 0)}, {format.clock(where.at)}
          </time>{' '}
          · <bdi>{nameOf(account)}</bdi>
        </span>
      </span>
    </li>
  );
};

/** The end of a message's history, where the account that received it is here: it was overwritten, or deleted for good. */
export const HereStep = ({ mailbox, uid }: { mailbox: string; uid: string }) => {
  const { accounts } = useApp();
  const { entry } = useServer();
  return useValue(accounts)
    .filter((account) => account.mailbox === mailbox && isAt(account, entry))
    .map((account) => <OfAccount key={account.id} account={account} uid={uid} />);
};
