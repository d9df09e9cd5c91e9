import { useTranslation } from 'react-i18next';
import { kindOf, type SearchFilter, startOfDay } from '../../search.ts';
import { useFormat, useMinute } from '../shared/format.tsx';

export interface FilterWords {
  readonly words: string;
  /** The filter without it. */
  readonly drop: { readonly [K in keyof SearchFilter]: undefined };
}

/** The filters that no chip shows, in words. */
export const useFilterWords = (filter: SearchFilter): readonly FilterWords[] => {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useMinute();
  const { type, days, since, until } = filter;
  const kind = kindOf(filter);
  const date = (at: number): string => format.date(at, now);
  const set: FilterWords[] = [];
  if (type !== undefined)
    set.push({ words: kind ? t(`search.kinds.${kind}`) : t('search.otherKind', { type }), drop: { type: undefined } });
  if (days !== undefined)
    set.push({ words: days === 1 ? t('search.today') : t('search.days', { count: days }), drop: { days: undefined } });
  // `until` is the start of the day behind the last.
  const last = until === undefined ? undefined : date(startOfDay(until - 1));
  const drop = { since: undefined, until: undefined };
  if (since !== undefined && last !== undefined) set.push({ words: t('search.range', { from: date(since), to: last }), drop });
  else if (since !== undefined) set.push({ words: t('search.since', { from: date(since) }), drop });
  else if (last !== undefined) set.push({ words: t('search.until', { to: last }), drop });
  return set;
};
