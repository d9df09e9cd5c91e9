import { useTranslation } from 'react-i18next';
import type { Retention } from '../../../../protocol/retention.ts';
import type { ApiStatistics } from '../../../../protocol/statistics.ts';
import { sentences } from '../../../sentences.ts';
import { useFormat } from '../../shared/format.tsx';
import { Plot, type PlotMarker } from '../../shared/plot/Plot.tsx';
import { useSpan } from '../../shared/plot/use-words.ts';
import { useServer } from '../host.ts';
import { agePoints, type Measure, type PointWords } from './points.ts';

const hour = 3_600;

/** An edge that lies further out than this many times the oldest message is told and not drawn: it would press the rest together. */
const farthest = 3;

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
  const { copy } = useServer();
  const { ages, at, numberEdge } = told;
  const end = ages.at(-1)?.to ?? 0;
  const delivery = policy?.delivery.maxAge ?? null;
  const processed = policy?.processed.maxAge ?? null;
  const number = policy?.processed.maxCount ?? null;
  const edges: PlotMarker[] = [
    ...(delivery === null ? [] : [{ at: delivery, label: t('overview.age.edgeDelivery', { age: format.age(delivery) }) }]),
    ...(processed === null ? [] : [{ at: processed, label: t('overview.age.edgeProcessed', { age: format.age(processed) }) }]),
    ...(numberEdge === null || number === null
      ? []
      : [
          {
            at: (Math.floor(Date.parse(at) / 1_000 / hour) + 1) * hour - Date.parse(numberEdge) / 1_000,
            label: t('overview.age.edgeNumber', { limit: format.number(number) }),
          },
        ]),
  ].filter((edge) => edge.at <= Math.max(end, hour) * farthest);
  const to = Math.max(end, ...edges.map((edge) => edge.at));
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
      markers={edges}
      onCopy={copy}
    />
  );
};
