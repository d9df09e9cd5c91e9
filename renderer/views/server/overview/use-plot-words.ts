import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../shared/format.tsx';
import { useSpan } from '../../shared/plot/use-words.ts';
import type { PointWords } from './points.ts';

/** How the points of the overview's plots are called, as of `now`. */
export const usePointWords = (step: 'hour' | 'day', now: number): PointWords => {
  const { t } = useTranslation();
  const format = useFormat();
  const span = useSpan();
  return useMemo(() => {
    const time = (at: number): string => format.shortTime(at, at);
    const date = (at: number): string => format.date(at, now);
    return {
      span: (from, to) => (step === 'day' ? date(from) : t('overview.span', { date: date(from), from: time(from), to: time(to) })),
      end: (from, to, last) => {
        if (last) return t('overview.now');
        return step === 'day' ? t('overview.endOf', { date: date(from) }) : t('overview.moment', { date: date(to), time: time(to) });
      },
      age: (from, to) => {
        if (from === 0) return t('overview.ageUnder', { to: span(to) });
        return span(from) === span(to) ? span(to) : t('overview.ageFrom', { from: span(from), to: span(to) });
      },
    };
  }, [t, format, span, step, now]);
};
