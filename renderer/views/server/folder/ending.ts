import type { TFunction } from 'i18next';
import type { ApiMessage } from '../../../../protocol/api.ts';
import type { Retention } from '../../../../protocol/bridge.ts';
import type { Format } from '../../../format.ts';

/** When a message ends, in a few words for its cell with the reason behind them, and why, in a sentence. @param policy that of its mailbox, if it is known */
export const endingOf = (
  t: TFunction,
  format: Format,
  { ends, folder, held }: Pick<ApiMessage, 'ends' | 'folder' | 'held'>,
  policy: Retention | null,
  now: number,
): { short: string; because: string; why: string } => {
  if (ends === null) {
    const short = held ? t('serverFolder.ends_held') : t(folder === 'delivery' ? 'server.ends_fetched' : 'server.ends_never');
    return { short, because: '', why: short };
  }
  const { maxAge } = policy?.[folder] ?? { maxAge: null };
  const date = format.date(Date.parse(ends.at), now);
  const values = { date, age: maxAge === null ? '' : format.age(maxAge), limit: format.number(policy?.processed.maxCount ?? 0) };
  if (policy === null) return { short: date, because: '', why: date };
  const why = t(`server.why.${ends.because}`, values);
  return ends.because === 'processed-count'
    ? { short: t('server.ends_soon'), because: t('server.because_number', values), why }
    : { short: date, because: t('server.because_age', values), why };
};
