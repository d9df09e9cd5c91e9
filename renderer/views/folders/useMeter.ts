import { useTranslation } from 'react-i18next';
import type { AccountInfo, Status } from '../../../protocol/bridge.ts';
import { byteUnit } from '../../format.ts';
import { type Meter, meterOf, type SegmentName } from '../../meter.ts';
import { useFormat } from '../shared/format.tsx';

/** The capacity in numbers and in words. */
export const useMeter = (
  status: Status,
  account: Pick<AccountInfo, 'cap' | 'overwriteRead'>,
): { meter: Meter; summary: string; parts: { name: SegmentName; text: string; amount: string }[] } => {
  const { t } = useTranslation();
  const format = useFormat();
  const meter = meterOf(status.tally, account);
  const inMessages = account.cap.unit === 'messages';
  const amountOf = (amount: number): string => (inMessages ? format.number(amount) : format.bytes(amount));
  // Both numbers in the unit of the cap: "41 of 50 MB".
  const { name: unit, size } = byteUnit(meter.limit);
  const inUnit = (bytes: number): string => format.short(bytes / size);
  const summary = inMessages
    ? t('meter.messages', { used: format.number(meter.used), limit: format.number(meter.limit) })
    : t('meter.bytes', { used: inUnit(meter.used), limit: inUnit(meter.limit), unit });
  const parts = meter.segments.map(({ name, amount }) => ({ name, text: t(`meter.${name}`), amount: amountOf(amount) }));
  return { meter, summary, parts };
};
