/*
 * A long list is known in ranges that touch one another. Rows have a rank that grows down the list; a
 * range holds every row with `after` < rank <= `upTo`, so that each can be read again without the
 * others, and rows that come or go in between move no boundary.
 */

export type Rank = number | bigint;

export interface Range<R> {
  readonly after: Rank;
  /** Infinity once the end of the list was seen. */
  readonly upTo: Rank;
  readonly rows: readonly R[];
  /** The list changed since this was read. */
  readonly stale: boolean;
}

/** What a reader of pages answers: rows behind a rank, and the rank behind which the next page starts, null at the end. */
export interface Page<R> {
  readonly rows: readonly R[];
  readonly next: Rank | null;
}

export type Ranges<R> = readonly Range<R>[];
export type RankOf<R> = (row: R) => Rank;

/** Puts a page that was read behind the last range at the end. */
export const extend = <R>(ranges: Ranges<R>, start: Rank, page: Page<R>): Ranges<R> => {
  const after = ranges.at(-1)?.upTo ?? start;
  return [...ranges, { after, upTo: page.next ?? Number.POSITIVE_INFINITY, rows: page.rows, stale: false }];
};

/** Puts a page that was read again from the start of the range at `index` in its place. */
export const refresh = <R>(
  ranges: Ranges<R>,
  index: number,
  page: Page<R>,
  rankOf: RankOf<R>,
  /** Rows that stay although the page has them no more. */
  held: (row: R) => boolean = () => false,
): Ranges<R> => {
  const old = ranges[index];
  if (!old) return ranges;
  const reach = page.next ?? Number.POSITIVE_INFINITY;
  const upTo = reach < old.upTo ? reach : old.upTo;
  const fresh = page.rows.filter((row) => rankOf(row) <= upTo);
  const known = new Set(fresh.map(rankOf));
  const staying = old.rows.filter((row) => rankOf(row) <= upTo && !known.has(rankOf(row)) && held(row));
  const rows = staying.length === 0 ? fresh : [...fresh, ...staying].toSorted((a, b) => (rankOf(a) < rankOf(b) ? -1 : 1));
  const replaced: Range<R>[] = [{ after: old.after, upTo, rows, stale: false }];
  // More rows than a page came into this range: the rest of it is read by itself.
  if (upTo < old.upTo) replaced.push({ after: upTo, upTo: old.upTo, rows: old.rows.filter((row) => rankOf(row) > upTo), stale: true });
  return ranges.toSpliced(index, 1, ...replaced);
};

/** The indexes of the ranges that hold the rows from `first` to `last`, and always the first one: news comes in there. */
export const within = <R>(ranges: Ranges<R>, first: number, last: number): number[] => {
  const found: number[] = [];
  let start = 0;
  for (const [index, range] of ranges.entries()) {
    const end = start + range.rows.length;
    if (index === 0 || (start <= last && end >= first)) found.push(index);
    start = end;
  }
  return found;
};
