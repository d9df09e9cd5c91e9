import { useTranslation } from 'react-i18next';
import { isSearched } from '../../search.ts';
import type { MailList } from '../../state/mail-list.ts';
import { useValue } from '../../state/value.ts';

/** How many messages are in a list, or selected in it, in words. */
export const useCount = (list: MailList, picked: number): string => {
  const { t } = useTranslation();
  const { rows, length, loaded, ended } = useValue(list.pages.listing);
  const total = useValue(list.total);
  if (picked > 1) return t('count.selected', { count: picked });
  if (!loaded || length === 0) return '';
  if (!ended && total === null) return t('search.moreThan', { count: rows.length });
  const all = ended ? length : (total ?? length);
  return isSearched(list.search) ? t('search.found', { count: all }) : t('count.messages', { count: all });
};
