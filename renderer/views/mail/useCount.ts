import { useTranslation } from 'react-i18next';
import { isSearched } from '../../search.ts';
import type { MailList } from '../../state/mail-list.ts';
import { useValue } from '../../state/value.ts';
import { useTotal } from './useTotal.ts';

/** How many messages are in a list, or selected in it, in words. */
export const useCount = (list: MailList, picked: number): string => {
  const { t } = useTranslation();
  const { rows, loaded, ended } = useValue(list.pages.listing);
  const total = useTotal(list);
  if (picked > 1) return t('count.selected', { count: picked });
  if (!loaded) return '';
  if (!isSearched(list.search)) {
    const count = ended ? rows.length : Math.max(total, rows.length + 1);
    return count === 0 ? '' : t('count.messages', { count });
  }
  return ended ? (rows.length === 0 ? '' : t('search.found', { count: rows.length })) : t('search.moreThan', { count: rows.length });
};
