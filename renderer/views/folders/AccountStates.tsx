import { useTranslation } from 'react-i18next';
import type { AccountInfo, Status } from '../../../protocol/bridge.ts';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';
import { useAccountName } from '../account-name.ts';
import { useFormat } from '../shared/format.tsx';
import classes from './AccountStates.module.css';
import { connectionTones } from './connection-tones.ts';
import pane from './FolderPane.module.css';
import { useMeter } from './useMeter.ts';

const Full = ({ account, status }: { account: AccountInfo; status: Status }) => <>{useMeter(status, account).summary} · </>;

/** How every account stands, in a line each; choosing one shows it alone. */
export const AccountStates = () => {
  const { t } = useTranslation();
  const format = useFormat();
  const app = useApp();
  const accounts = useValue(app.accounts);
  const statuses = useValue(app.statuses);
  const nameOf = useAccountName();
  return (
    <>
      <h2 className={pane.heading}>{t('together.accounts')}</h2>
      <ul className={pane.group}>
        {accounts.map((account) => {
          const status = statuses.get(account.id);
          const kind = status?.connection.kind;
          const unread = status?.unread ?? 0;
          return (
            <li key={account.id}>
              <button type="button" className={classes.entry} onClick={() => app.selectAccount(account.id)}>
                <span className={classes.name}>{nameOf(account)}</span>
                {unread > 0 && (
                  <>
                    <span className={classes.count} aria-hidden>
                      {format.number(unread)}
                    </span>
                    <span className="visually-hidden">{t('switcher.unread', { count: unread })}</span>
                  </>
                )}
                <span className={classes.state} data-tone={kind && connectionTones[kind]}>
                  {status && <Full account={account} status={status} />}
                  {t(`switcher.state.${kind ?? 'unknown'}`)}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
};
