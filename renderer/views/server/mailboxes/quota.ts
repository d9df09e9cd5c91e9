import type { TFunction } from 'i18next';
import type { ApiMailbox } from '../../../../protocol/api.ts';
import type { Quota } from '../../../../protocol/mailbox.ts';
import type { Format } from '../../../format.ts';
import { numberOf } from '../../../numbers.ts';

/** Bytes in a megabyte, as everywhere. */
const megabyte = 1_000_000;

/** A quota while it is written: empty is without limit. */
export interface QuotaDraft {
  readonly messages: string;
  readonly megabytes: string;
}

export const toDraft = ({ messages, bytes }: Quota): QuotaDraft => ({
  messages: messages === null ? '' : String(messages),
  megabytes: bytes === null ? '' : String(bytes / megabyte),
});

/** Undefined: it is no number yet. */
export const toQuota = ({ messages, megabytes }: QuotaDraft): Quota | undefined => {
  const count = messages.trim() === '' ? null : (numberOf(messages) ?? Number.NaN);
  // Six places are whole bytes.
  const bytes = megabytes.trim() === '' ? null : Math.round((numberOf(megabytes, 6) ?? Number.NaN) * megabyte);
  const fits = (value: number | null, most: number): boolean => value === null || (Number.isInteger(value) && value >= 0 && value <= most);
  return fits(count, 1_000_000_000) && fits(bytes, Number.MAX_SAFE_INTEGER) ? { messages: count, bytes } : undefined;
};

/** A quota in words: "1,000 messages, 20 MB". */
export const quotaWords = (t: TFunction, format: Format, { messages, bytes }: Quota): string => {
  const parts = [
    ...(messages === null ? [] : [t('boxes.quotaMessages', { count: messages })]),
    ...(bytes === null ? [] : [format.bytes(bytes)]),
  ];
  return parts.length === 0 ? t('boxes.quotaNone') : parts.join(t('boxes.between'));
};

/** How near the nearer limit is, from 0 on; null without one. */
export const nearness = ({ waiting, waitingBytes, quota }: Pick<ApiMailbox, 'waiting' | 'waitingBytes' | 'quota'>): number | null => {
  const shares = [
    ...(quota.messages === null ? [] : [quota.messages === 0 ? 1 : waiting / quota.messages]),
    ...(quota.bytes === null ? [] : [quota.bytes === 0 ? 1 : waitingBytes / quota.bytes]),
  ];
  return shares.length === 0 ? null : Math.max(...shares);
};
