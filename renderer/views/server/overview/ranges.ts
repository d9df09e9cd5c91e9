/** The times that can be shown, each up to now. */
export const ranges = ['day', 'week', 'month', 'quarter'] as const;
export type Range = (typeof ranges)[number];

const hourLength = 3_600_000;
const days: Readonly<Record<Range, number>> = { day: 1, week: 7, month: 30, quarter: 90 };

export interface RangeQuery {
  readonly from: string;
  readonly step: 'hour' | 'day';
  readonly zone: string;
}

/**
 * The first whole hour of a day of the reader's calendar: what the server tells it from on. In a zone that is half an hour
 * off, an hour belongs to the day that it begins in.
 * @param back how many days before that of `at`
 */
const dayFrom = (at: number, back: number): number => {
  const midnight = new Date(at);
  midnight.setHours(0, 0, 0, 0);
  midnight.setDate(midnight.getDate() - back);
  return Math.ceil(midnight.getTime() / hourLength) * hourLength;
};

/** The beginning of the hour that it is now: its day is the last of which anything can be told. */
const lastHour = (now: number): number => Math.floor(now / hourLength) * hourLength;

/** What is asked for a range; the same all through an hour. Days are those of the reader's calendar, the one that it is now the last. */
export const rangeQuery = (range: Range, now: number, zone: string): RangeQuery => {
  const hour = lastHour(now);
  if (range === 'day' || range === 'week') {
    const from = hour - (days[range] * 24 - 1) * hourLength;
    return { from: new Date(from).toISOString(), step: 'hour', zone };
  }
  return { from: new Date(dayFrom(hour, days[range] - 1)).toISOString(), step: 'day', zone };
};

/** What is asked for today; null: no hour of it has begun. */
export const todayQuery = (now: number, zone: string): RangeQuery | null => {
  const from = dayFrom(now, 0);
  return from > now ? null : { from: new Date(from).toISOString(), step: 'day', zone };
};
