import type { ApiStatistics } from '../../../../protocol/statistics.ts';
import type { PlotPoint } from '../../shared/plot/points.ts';

export type Measure = 'count' | 'bytes';
type Step = ApiStatistics['steps'][number];

/** Words for times and ages. */
export interface PointWords {
  /** A step from its beginning to its end. */
  span(from: number, to: number): string;
  /** A moment; the last of all is now. */
  moment(at: number, last: boolean): string;
  age(from: number, to: number): string;
}

const known = (amount: { count: number; bytes: number } | null, measure: Measure): number | null => amount?.[measure] ?? null;

/** What the folders held at the end of each step: delivery, processed. */
export const occupancyPoints = ({ at, steps }: ApiStatistics, measure: Measure, words: PointWords): PlotPoint[] =>
  steps.map(({ to, delivery, processed }, index) => {
    const last = index === steps.length - 1;
    const from = last ? Math.min(Date.parse(to), Date.parse(at)) : Date.parse(to);
    return { from, label: words.moment(from, last), values: [known(delivery, measure), known(processed, measure)] };
  });

const stepPoints = (steps: readonly Step[], words: PointWords, values: (step: Step) => (number | null)[]): PlotPoint[] =>
  steps.map((step) => {
    const [from, to] = [Date.parse(step.from), Date.parse(step.to)];
    return { from, to, label: words.span(from, to), values: values(step) };
  });

/** What arrived and what was acquired in each step. */
export const trafficPoints = ({ steps }: ApiStatistics, measure: Measure, words: PointWords): PlotPoint[] =>
  stepPoints(steps, words, ({ arrived, acquired }) => [known(arrived, measure), known(acquired, measure)]);

/** Within how many seconds half, and 95 %, of what was acquired in each step had been. */
export const delayPoints = ({ steps }: ApiStatistics, words: PointWords): PlotPoint[] =>
  stepPoints(steps, words, ({ delay }) => [delay?.median ?? null, delay?.p95 ?? null]);

/** How old is what is stored: delivery, processed, held. `from` and `to` are seconds. */
export const agePoints = ({ ages }: ApiStatistics, measure: Measure, words: PointWords): PlotPoint[] =>
  ages.map(({ from, to, delivery, processed, heldDelivery, heldProcessed }) => ({
    from,
    to,
    label: words.age(from, to),
    values: [delivery[measure], processed[measure], heldDelivery[measure] + heldProcessed[measure]],
  }));
