import type { Retention } from '../../../../protocol/retention.ts';
import type { ApiStatistics } from '../../../../protocol/statistics.ts';
import type { PlotPoint } from '../../shared/plot/points.ts';

export type Measure = 'count' | 'bytes';
type Step = ApiStatistics['steps'][number];

/** Words for times and ages. */
export interface PointWords {
  /** A step from its beginning to its end. */
  span(from: number, to: number): string;
  /** The end of a step; that of the last one is now. */
  end(from: number, to: number, last: boolean): string;
  age(from: number, to: number): string;
}

const known = (amount: { count: number; bytes: number } | null, measure: Measure): number | null => amount?.[measure] ?? null;

/** What the folders held at the end of each step: delivery, processed. */
export const occupancyPoints = ({ at, steps }: ApiStatistics, measure: Measure, words: PointWords): PlotPoint[] =>
  steps.map((step, index) => {
    const { delivery, processed } = step;
    const last = index === steps.length - 1;
    const [begun, to] = [Date.parse(step.from), Date.parse(step.to)];
    const from = last ? Math.min(to, Date.parse(at)) : to;
    return { from, label: words.end(begun, to, last), values: [known(delivery, measure), known(processed, measure)] };
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

const hour = 3_600;

/** An edge that lies further out than this many times the oldest message is told and not drawn: it would press the rest together. */
const farthest = 3;

/** Where the policy cuts; `at` is an age in seconds. */
export interface Edge {
  readonly kind: 'delivery' | 'processed' | 'number';
  readonly at: number;
}

/** The policy's edges among the ages of what is stored, those that are drawn, and how far the axis then reaches. */
export const ageEdges = (
  { ages, at, numberEdge }: Pick<ApiStatistics, 'ages' | 'at' | 'numberEdge'>,
  policy: Retention | undefined,
): { edges: Edge[]; to: number } => {
  const end = ages.at(-1)?.to ?? 0;
  const edge = (kind: Edge['kind'], age: number | null): Edge[] =>
    age === null || age > Math.max(end, hour) * farthest ? [] : [{ kind, at: age }];
  // Ages are counted by whole hours, up to the end of the one that has begun.
  const counted = (Math.floor(Date.parse(at) / 1_000 / hour) + 1) * hour;
  const byNumber = numberEdge !== null && (policy?.processed.maxCount ?? null) !== null;
  const edges = [
    ...edge('delivery', policy?.delivery.maxAge ?? null),
    ...edge('processed', policy?.processed.maxAge ?? null),
    ...edge('number', byNumber ? counted - Date.parse(numberEdge) / 1_000 : null),
  ];
  return { edges, to: Math.max(end, ...edges.map((one) => one.at)) };
};
