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
  /** Of a range that was never read: how many rows it is thought to have. */
  readonly missing?: number;
}

/** Rows in a range, as far as is known. */
export const lengthOf = <R>({ rows, missing = 0 }: Range<R>): number => rows.length + missing;

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
    const end = start + lengthOf(range);
    if (index === 0 || (start <= last && end >= first)) found.push(index);
    start = end;
  }
  return found;
};

/** The list is known to have so many rows: what was not read stands in a range at its end, and grows and shrinks there. */
export const withTotal = <R>(ranges: Ranges<R>, total: number): Ranges<R> => {
  const last = ranges.at(-1);
  if (!last) return ranges;
  const more = total - ranges.reduce((sum, range) => sum + lengthOf(range), 0);
  if (last.upTo !== Number.POSITIVE_INFINITY)
    return [...ranges, { after: last.upTo, upTo: Number.POSITIVE_INFINITY, rows: [], stale: true, missing: Math.max(0, more) }];
  const gap = ranges.findLastIndex((range) => range.missing !== undefined);
  const old = ranges[gap];
  const missing = Math.max(0, (old?.missing ?? 0) + more);
  return !old || missing === old.missing ? ranges : ranges.with(gap, { ...old, missing });
};

/** Ranks are whole numbers: nothing is between this one and that. */
const before = (rank: Rank): Rank => (typeof rank === 'bigint' ? rank - 1n : rank - 1);

/** Puts a page that was read within a range without rows in its place: `skipped` rows from the start of it. */
export const fill = <R>(ranges: Ranges<R>, index: number, skipped: number, page: Page<R>, rankOf: RankOf<R>): Ranges<R> => {
  const gap = ranges[index];
  if (!gap) return ranges;
  const rows = page.rows.filter((row) => rankOf(row) > gap.after && rankOf(row) <= gap.upTo);
  const [first] = rows;
  // It is shorter than was thought.
  if (skipped > 0 && first === undefined) return ranges.with(index, { ...gap, missing: Math.floor(skipped / 2) });
  const reach = page.next ?? Number.POSITIVE_INFINITY;
  const upTo = reach < gap.upTo ? reach : gap.upTo;
  const after = skipped > 0 && first !== undefined ? before(rankOf(first)) : gap.after;
  const filled: Range<R>[] = [{ after, upTo, rows, stale: false }];
  if (after > gap.after) filled.unshift({ after: gap.after, upTo: after, rows: [], stale: true, missing: skipped });
  if (upTo < gap.upTo)
    filled.push({ after: upTo, upTo: gap.upTo, rows: [], stale: true, missing: Math.max(0, (gap.missing ?? 0) - skipped - rows.length) });
  return ranges.toSpliced(index, 1, ...filled);
};
