import { scaleLinear, scaleLog, scaleTime } from 'd3-scale';

/** What is counted upwards. A span is in seconds and may be on a logarithmic scale. */
export type PlotUnit = 'count' | 'bytes' | 'span';

export interface Scale {
  (value: number): number;
  readonly ticks: readonly number[];
}

const spans = [0.001, 0.01, 0.1, 1, 10, 60, 600, 3_600, 6 * 3_600, 86_400, 7 * 86_400, 30 * 86_400, 365 * 86_400];

/** Upwards, from zero, into `[height, 0]`; ticks are whole for what is counted. */
export const linearScale = (most: number, unit: PlotUnit, height: number, ticks: number): Scale => {
  const scale = scaleLinear()
    .domain([0, most > 0 ? most : unit === 'bytes' ? 1_000 : 1])
    .range([height, 0])
    .nice(ticks);
  const all = scale.ticks(ticks);
  return Object.assign((value: number) => scale(value), { ticks: unit === 'span' ? all : all.filter(Number.isInteger) });
};

/** Spans, whose shortest and longest are too far apart for one ruler: ticks are spans that have a name. */
export const spanScale = (least: number, most: number, height: number): Scale => {
  const low = spans.findLast((span) => span <= least) ?? 0.001;
  const high = spans.find((span) => span >= most && span > low) ?? Math.max(most, low * 10);
  const scale = scaleLog().domain([low, high]).range([height, 0]).clamp(true);
  return Object.assign((value: number) => scale(Math.max(value, low)), { ticks: spans.filter((span) => span >= low && span <= high) });
};

/** Sideways, of time in the reader's own zone. */
export const timeScale = (from: number, to: number, width: number, ticks: number): Scale => {
  const scale = scaleTime()
    .domain([from, to > from ? to : from + 1])
    .range([0, width]);
  return Object.assign((value: number) => scale(value), { ticks: scale.ticks(ticks).map(Number) });
};

/** Sideways, of a number; `at` are the ticks that have a name, of which as many stay as have room. */
export const numberScale = (from: number, to: number, width: number, ticks: number, at?: readonly number[]): Scale => {
  const scale = scaleLinear()
    .domain([from, to > from ? to : from + 1])
    .range([0, width]);
  const every = at ? Math.max(1, Math.ceil(at.length / Math.max(1, ticks))) : 1;
  return Object.assign((value: number) => scale(value), { ticks: at ? at.filter((_, index) => index % every === 0) : scale.ticks(ticks) });
};

/** The value at a place of `[0, width]`. */
export const valueAt = (place: number, from: number, to: number, width: number): number =>
  from + (Math.min(Math.max(place, 0), width) / Math.max(width, 1)) * (to - from);

/** Each, or as often one of so many, that no two are nearer than `gap`. */
export const apart = <T extends { readonly start: number; readonly end: number }>(names: readonly T[], gap: number): T[] => {
  for (let every = 1; ; every += 1) {
    const kept = names.filter((_, index) => index % every === 0);
    if (kept.every(({ start }, index) => start >= (kept[index - 1]?.end ?? Number.NEGATIVE_INFINITY) + gap)) return kept;
  }
};
