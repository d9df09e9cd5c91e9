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

/** What is asked for a range; the same all through an hour. Days are those of the reader's calendar, today the last. */
export const rangeQuery = (range: Range, now: number, zone: string): RangeQuery => {
  if (range === 'day' || range === 'week') {
    const from = (Math.floor(now / hourLength) - days[range] * 24 + 1) * hourLength;
    return { from: new Date(from).toISOString(), step: 'hour', zone };
  }
  const midnight = new Date(now);
  midnight.setHours(0, 0, 0, 0);
  midnight.setDate(midnight.getDate() - days[range] + 1);
  return { from: midnight.toISOString(), step: 'day', zone };
};

/** What is asked for today. */
export const todayQuery = (now: number, zone: string): RangeQuery => {
  const midnight = new Date(now);
  midnight.setHours(0, 0, 0, 0);
  return { from: midnight.toISOString(), step: 'day', zone };
};
