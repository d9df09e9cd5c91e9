import type { TFunction } from 'i18next';
import type { Format } from '../../../format.ts';
import { kindOf } from '../../../search.ts';
import type { FilterChange, FolderFilter } from './filter.ts';

export interface Chip {
  readonly key: string;
  readonly words: string;
  /** What takes it away. */
  readonly change: FilterChange;
}

/** The filters that are set, a few words each. */
export const chipsOf = (t: TFunction, format: Format, filter: FolderFilter, now: number): readonly Chip[] => {
  const { sender, subject, type, least, most, since, until, held, endsWithin } = filter;
  const chips: Chip[] = [];
  const add = (key: string, words: string, change: FilterChange): void => void chips.push({ key, words, change });
  if (sender !== undefined) add('sender', t('serverFolder.filter.chip.sender', { value: sender }), { sender: undefined });
  if (subject !== undefined) add('subject', t('serverFolder.filter.chip.subject', { value: subject }), { subject: undefined });
  if (type !== undefined) {
    const kind = kindOf({ type });
    add('type', t('serverFolder.filter.chip.type', { value: kind ? t(`search.kinds.${kind}`) : type }), { type: undefined });
  }
  if (least !== undefined) add('least', t('serverFolder.filter.chip.least', { value: format.bytes(least) }), { least: undefined });
  if (most !== undefined) add('most', t('serverFolder.filter.chip.most', { value: format.bytes(most) }), { most: undefined });
  if (since !== undefined) add('since', t('serverFolder.filter.chip.since', { value: format.date(since, now) }), { since: undefined });
  if (until !== undefined) add('until', t('serverFolder.filter.chip.until', { value: format.date(until - 1, now) }), { until: undefined });
  if (held !== undefined)
    add('held', t(held ? 'serverFolder.filter.chip.heldYes' : 'serverFolder.filter.chip.heldNo'), { held: undefined });
  if (endsWithin !== undefined) add('ends', t('serverFolder.filter.chip.endsWithin', { count: endsWithin }), { endsWithin: undefined });
  return chips;
};
