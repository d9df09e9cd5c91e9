import { useTranslation } from 'react-i18next';
import type { AccountInfo } from '../../../protocol/bridge.ts';

/** What an account is called: as the reader says, else by its mailbox and the host of its server. */
export const useAccountName = (): ((account: AccountInfo) => string) => {
  const { t } = useTranslation();
  return ({ label, mailbox, server, own }) => {
    if (label !== '') return label;
    if (own) return t('accounts.ownName', { mailbox });
    return server ? `${mailbox} · ${new URL(server).host}` : mailbox;
  };
};
