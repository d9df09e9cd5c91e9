import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountInfo } from '../../../protocol/bridge.ts';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';

/** What an account is called: as the reader says, else by its mailbox and where its server is. */
export const useAccountName = (): ((account: AccountInfo) => string) => {
  const { t } = useTranslation();
  const server = useValue(useApp().server);
  return useCallback(
    ({ label, own, mailbox, server: url }) => {
      if (label !== '') return label;
      if (own) return server ? t('folders.account', { mailbox: server.mailbox }) : t('folders.thisComputer');
      return url ? `${mailbox} · ${new URL(url).host}` : mailbox;
    },
    [t, server],
  );
};
