import type { TFunction } from 'i18next';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountInfo } from '../../protocol/bridge.ts';

/** What an account is called: as the reader says, else by its mailbox and where its server is. */
export const accountName = (t: TFunction, { label, mailbox, server, own }: AccountInfo): string => {
  if (label !== '') return label;
  if (own) return t('folders.account', { mailbox });
  return server ? `${mailbox} · ${new URL(server).host}` : mailbox;
};

export const useAccountName = (): ((account: AccountInfo) => string) => {
  const { t } = useTranslation();
  return useCallback((account) => accountName(t, account), [t]);
};
