import { useTranslation } from 'react-i18next';
import type { Retention } from '../../../../protocol/retention.ts';
import type { ApiStatistics } from '../../../../protocol/statistics.ts';
import { sentences } from '../../../sentences.ts';
import { useFormat } from '../../shared/format.tsx';
import { Plot } from '../../shared/plot/Plot.tsx';
import { useSpan } from '../../shared/plot/use-words.ts';
import { AgePlot } from './AgePlot.tsx';
import classes from './OverviewView.module.css';
import { delayPoints, type Measure, occupancyPoints, trafficPoints } from './points.ts';
import type { Range } from './ranges.ts';
import { usePointWords } from './use-plot-words.ts';

/** What is true to within a tenth has two figures. */
const rough = (seconds: number): number => Number(seconds.toPrecision(2));

/** What the server tells of a time, drawn. */
export const Plots = ({
  told,
  range,
  measure,
  policy,
}: {
  told: ApiStatistics;
  range: Range;
  measure: Measure;
  /** That of the mailboxes that are looked at, if it is one. */
  policy: Retention | undefined;
}) => {
  const { t } = useTranslation();
  const format = useFormat();
  const span = useSpan();
  const words = usePointWords(range === 'day' || range === 'week' ? 'hour' : 'day', Date.parse(told.at));
  const { arrived, acquired, delay } = told;
  const during = t(`overview.ranges.${range}`);
  const last = told.steps.at(-1);
  const [first] = told.steps;
  const axis = { kind: 'time', ...(first && { from: Date.parse(first.from) }), to: Date.parse(told.at) } as const;
  const most = Math.max(0, ...told.steps.map(({ delivery, processed }) => (delivery?.[measure] ?? 0) + (processed?.[measure] ?? 0)));
  const messages = (count: number): string => t('count.messages', { count });
  const gaps = told.steps.some((step, at) => step.arrived === null && told.steps.slice(0, at).some((before) => before.arrived !== null));
  return (
    <div className={classes.plots}>
      <Plot
        title={t('overview.occupancy.title')}
        text={t('overview.occupancy.text', {
          waiting: messages(last?.delivery?.count ?? 0),
          processed: messages(last?.processed?.count ?? 0),
          bytes: format.bytes((last?.delivery?.bytes ?? 0) + (last?.processed?.bytes ?? 0)),
          range: during,
          most: measure === 'count' ? messages(most) : format.bytes(most),
        })}
        kind="area"
        x={axis}
        y={{ unit: measure }}
        series={[
          { id: 'delivery', name: t('overview.occupancy.waiting'), tone: 'accent' },
          { id: 'processed', name: t('overview.occupancy.processed'), tone: 'calm' },
        ]}
        points={occupancyPoints(told, measure, words)}
      />
      <Plot
        title={t('overview.traffic.title')}
        text={sentences(
          t,
          arrived.count + acquired.count === 0
            ? t('overview.traffic.none', { range: during })
            : t('overview.traffic.text', {
                range: during,
                count: arrived.count,
                bytes: format.bytes(arrived.bytes),
                acquired: format.number(acquired.count),
              }),
          gaps && t('overview.traffic.off'),
        )}
        kind="bars"
        beside
        x={{ ...axis, to: Date.parse(last?.to ?? told.at) }}
        y={{ unit: measure }}
        series={[
          { id: 'arrived', name: t('overview.traffic.arrived'), tone: 'accent' },
          { id: 'acquired', name: t('overview.traffic.acquired'), tone: 'done' },
        ]}
        points={trafficPoints(told, measure, words)}
      />
      <Plot
        title={t('overview.delay.title')}
        text={
          delay
            ? t('overview.delay.text', { range: during, median: span(rough(delay.median)), p95: span(rough(delay.p95)) })
            : t('overview.delay.none', { range: during })
        }
        kind="line"
        x={{ ...axis, to: Date.parse(last?.to ?? told.at) }}
        y={{ unit: 'span', log: true }}
        series={[
          { id: 'median', name: t('overview.delay.median'), tone: 'accent' },
          { id: 'p95', name: t('overview.delay.p95'), tone: 'full' },
        ]}
        points={delay ? delayPoints(told, words) : []}
      />
      <AgePlot told={told} measure={measure} policy={policy} words={words} />
    </div>
  );
};
