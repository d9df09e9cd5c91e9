import { useTranslation } from 'react-i18next';
import type { Retention } from '../../../../protocol/retention.ts';
import type { ApiStatistics } from '../../../../protocol/statistics.ts';
import { sentences } from '../../../sentences.ts';
import { useFormat } from '../../shared/format.tsx';
import { Plot } from '../../shared/plot/Plot.tsx';
import { useSpan } from '../../shared/plot/use-words.ts';
import { ageEdges, agePoints, type Edge, type Measure, type PointWords } from './points.ts';

const hour = 3_600;

/** How old is what is stored, and where the policy cuts. */
export const AgePlot = ({
  told,
  measure,
  policy,
  words,
}: {
  told: ApiStatistics;
  measure: Measure;
  policy: Retention | undefined;
  words: PointWords;
}) => {
  const { t } = useTranslation();
  const format = useFormat();
  const span = useSpan();
  const { ages } = told;
  const end = ages.at(-1)?.to ?? 0;
  const delivery = policy?.delivery.maxAge ?? null;
  const processed = policy?.processed.maxAge ?? null;
  const { edges, to } = ageEdges(told, policy);
  const label = ({ kind, at }: Edge): string => {
    switch (kind) {
      case 'delivery':
        return t('overview.age.edgeDelivery', { age: format.age(at) });
      case 'processed':
        return t('overview.age.edgeProcessed', { age: format.age(at) });
      case 'number':
        return t('overview.age.edgeNumber', { limit: format.number(policy?.processed.maxCount ?? 0) });
    }
  };
  const unit = ages[0]?.to ?? hour;
  const ticks = Array.from({ length: Math.floor(to / unit) + 1 }, (_, place) => place * unit);
  const points = agePoints(told, measure, words);
  const sentence =
    ages.length === 0
      ? t('overview.age.none')
      : end <= hour
        ? t('overview.age.textYoung')
        : t('overview.age.text', { oldest: words.age(ages.at(-1)?.from ?? 0, end) });
  return (
    <Plot
      title={t('overview.age.title')}
      text={sentences(
        t,
        sentence,
        processed !== null && t('overview.age.limit', { age: format.age(processed) }),
        delivery !== null && t('overview.age.limitWaiting', { age: format.age(delivery) }),
      )}
      kind="bars"
      x={{
        kind: 'number',
        name: t('overview.age.axis'),
        to,
        ticks: ticks.map((tick) => ({ at: tick, label: tick === 0 ? '0' : span(tick) })),
      }}
      y={{ unit: measure }}
      series={[
        { id: 'delivery', name: t('overview.occupancy.waiting'), tone: 'accent' },
        { id: 'processed', name: t('overview.occupancy.processed'), tone: 'calm' },
        { id: 'held', name: t('overview.age.held'), tone: 'strong' },
      ]}
      points={points}
      markers={edges.map((edge) => ({ at: edge.at, label: label(edge) }))}
    />
  );
};
