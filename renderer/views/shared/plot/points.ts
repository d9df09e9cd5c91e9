import { stack, stackOffsetNone } from 'd3-shape';

/** A row of a plot and of the table behind it. */
export interface PlotPoint {
  /** Where it stands, or begins: milliseconds since the epoch on an axis of time. Points are in this order. */
  readonly from: number;
  /** Where it ends, not included; a bar is as wide. Absent: it is a moment. */
  readonly to?: number;
  /** When or which it is, in words: "14:00–15:00". */
  readonly label: string;
  /** One for each series, in their order. Null: nothing is known of it, which is drawn as a gap and never as zero. */
  readonly values: readonly (number | null)[];
}

/** From where to where a series reaches at a point; null where nothing is known. */
export type Reach = readonly [low: number, high: number] | null;

/** What each series reaches at each point, one upon the other where they are stacked: by series, then by point. */
export const reaches = (points: readonly PlotPoint[], series: number, stacked: boolean): Reach[][] => {
  const keys = Array.from({ length: series }, (_, index) => index);
  if (!stacked)
    return keys.map((key) =>
      points.map(({ values }) => {
        const value = values[key] ?? null;
        return value === null ? null : [0, value];
      }),
    );
  // What is not known of one makes the height of those above it unknown too; it counts as nothing, and is a gap itself.
  const piled = stack<PlotPoint, number>()
    .keys(keys)
    .value(({ values }, key) => values[key] ?? 0)
    .offset(stackOffsetNone)([...points]);
  return keys.map((key) =>
    points.map(({ values }, at) => {
      const span = piled[key]?.[at];
      return span === undefined || (values[key] ?? null) === null ? null : [span[0], span[1]];
    }),
  );
};

/** The greatest height, and the least above zero. */
export const extent = (all: readonly (readonly Reach[])[]): { least: number; most: number } => {
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (const reach of all.flat()) {
    if (reach === null) continue;
    most = Math.max(most, reach[1]);
    if (reach[1] > 0) least = Math.min(least, reach[1]);
  }
  return { least: Number.isFinite(least) ? least : 0, most };
};

/** The index of the point that holds `x`, or else is nearest to it; -1 when there is none. */
export const nearest = (points: readonly PlotPoint[], x: number): number => {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.from ?? 0) <= x) low = middle + 1;
    else high = middle;
  }
  const [before, after] = [points[low - 1], points[low]];
  if (!before) return points.length === 0 ? -1 : 0;
  if (!after || x < (before.to ?? before.from)) return low - 1;
  return x - (before.to ?? before.from) <= after.from - x ? low - 1 : low;
};

/** The point that a key leads to; undefined when the key means something else. */
export const step = (key: string, at: number, count: number): number | undefined => {
  const page = Math.max(1, Math.round(count / 10));
  const wanted: Readonly<Record<string, number>> = {
    ArrowLeft: at - 1,
    ArrowDown: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at + 1,
    PageDown: at - page,
    PageUp: at + page,
    Home: 0,
    End: count - 1,
  };
  const to = wanted[key];
  return to === undefined ? undefined : Math.min(count - 1, Math.max(0, to));
};

/** As RFC 4180 has it: the first line names the columns. Numbers as they are, bytes and seconds unrounded. */
export const csvOf = (columns: readonly string[], points: readonly PlotPoint[]): string => {
  const field = (text: string): string => (/[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const rows = points.map(({ label, values }) => [label, ...values.map((value) => (value === null ? '' : String(value)))]);
  return [columns, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
};
