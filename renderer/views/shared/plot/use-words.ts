import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format.tsx';
import type { PlotUnit } from './scales.ts';

const spans = [
  ['ms', 0.001],
  ['s', 1],
  ['min', 60],
  ['h', 3_600],
  ['d', 86_400],
] as const;

/** How a span of seconds is written in the words of plots: "2 s", "1.5 h", "3 days". */
export const useSpan = (): ((seconds: number) => string) => {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(
    () => (seconds) => {
      const [unit, size] = spans.findLast(([, least]) => seconds >= least * 0.9995) ?? spans[0];
      const value = format.short(seconds / size);
      return unit === 'd' ? t('plot.span.d', { count: seconds / size, value }) : t(`plot.span.${unit}`, { value });
    },
    [t, format],
  );
};

/** How a value is written; what is not known has words too. */
export const useWritten = (unit: PlotUnit): ((value: number | null) => string) => {
  const { t } = useTranslation();
  const format = useFormat();
  const span = useSpan();
  return useMemo(
    () => (value) => {
      if (value === null) return t('plot.unknown');
      return unit === 'bytes' ? format.bytes(value) : unit === 'count' ? format.number(value) : span(value);
    },
    [t, format, span, unit],
  );
};
