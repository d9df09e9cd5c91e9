/*
 * A long list is known in ranges that touch one another. Rows have a rank that grows down the list; a
 * range holds every row with `after` < rank <= `upTo`. A page says all about such a range, whatever was known
 * when it was asked for and whatever is known now: it is put where it belongs, and nothing else moves.
 */

export type Rank = number | bigint;

export interface Range<R> {
  readonly after: Rank;
  /** Infinity once the end of the list was seen. */
  readonly upTo: Rank;
  readonly rows: readonly R[];
  /** It was never read, or the list changed since. */
  readonly stale: boolean;
  /** Of a stale one: how many rows it is thought to have beside those that are known. */
  readonly missing: number;
  /** It has fewer than was thought: no other place of it is looked for than its start. */
  readonly inOrder?: true;
}

/** Rows in a range, as far as is known. */
export const lengthOf = <R>({ rows, missing }: Range<R>): number => rows.length + missing;

/** It has rows that were never seen, or may have them. */
export const isLacking = <R>(range: Range<R> | undefined): boolean =>
  range !== undefined && (range.missing > 0 || (range.stale && range.rows.length === 0));

/** What a reader of pages answers: rows behind a rank, and the rank behind which the next page starts, null at the end. */
export interface Page<R> {
  readonly rows: readonly R[];
  readonly next: Rank | null;
}

export type Ranges<R> = readonly Range<R>[];
export type RankOf<R> = (row: R) => Rank;

/** The list changed: any of it may be otherwise. */
export const outdated = <R>(ranges: Ranges<R>): Ranges<R> =>
  ranges.map(({ after, upTo, rows, missing }) => ({ after, upTo, rows, missing, stale: true }));

/** How far a list is known; undefined if nothing of it is. */
export const knownUpTo = <R>(ranges: Ranges<R>): Rank | undefined => ranges.at(-1)?.upTo;

/** The end of the list was seen, or its length was told. */
export const isEnded = <R>(ranges: Ranges<R>): boolean => knownUpTo(ranges) === Number.POSITIVE_INFINITY;

/**
 * Puts what a page says in its place: every row behind `after`, up to where the next page starts. Whatever was known there is
 * replaced; what the page says nothing of stays as it was.
 */
export const put = <R>(
  ranges: Ranges<R>,
  page: Page<R>,
  {
    after,
    skipped = 0,
    rankOf,
    held = () => false,
  }: {
    after: Rank;
    /** Rows before the page in the range in which it starts. */
    skipped?: number;
    rankOf: RankOf<R>;
    /** Rows that stay although the page has them no more. */
    held?: (row: R) => boolean;
  },
): Ranges<R> => {
  const upTo = page.next ?? Number.POSITIVE_INFINITY;
  const staying: R[] = [];
  const known = new Set(page.rows.map(rankOf));
  const around = ranges.flatMap((range) => {
    if (range.upTo <= after || range.after >= upTo) return [range];
    const before = range.rows.filter((row) => rankOf(row) <= after);
    const behind = range.rows.filter((row) => rankOf(row) > upTo);
    const within = range.rows.slice(before.length, range.rows.length - behind.length);
    staying.push(...within.filter((row) => !known.has(rankOf(row)) && held(row)));
    const read = page.rows.filter((row) => rankOf(row) > range.after && rankOf(row) <= range.upTo).length;
    const missing = Math.min(range.missing, Math.max(0, skipped - before.length));
    const left = Math.max(0, range.missing - missing - Math.max(0, read - within.length));
    // Of the end of the list nothing may be known any more.
    const lost = range.stale && range.upTo === Number.POSITIVE_INFINITY && behind.length === 0 && left === 0;
    return [
      ...(range.after < after ? [{ ...range, upTo: after, rows: before, missing }] : []),
      ...(range.upTo > upTo && !lost ? [{ ...range, after: upTo, rows: behind, missing: left }] : []),
    ];
  });
  const rows = staying.length === 0 ? page.rows : [...page.rows, ...staying].toSorted((a, b) => (rankOf(a) < rankOf(b) ? -1 : 1));
  const place = around.filter((range) => range.upTo <= after).length;
  return around.toSpliced(place, 0, { after, upTo, rows, stale: false, missing: 0 });
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

/** The list is known to have so many rows: those that were not seen are thought to be in the last range that is to be read. */
export const withTotal = <R>(ranges: Ranges<R>, total: number): Ranges<R> => {
  const after = knownUpTo(ranges);
  if (after === undefined) return ranges;
  const all = isEnded(ranges) ? ranges : [...ranges, { after, upTo: Number.POSITIVE_INFINITY, rows: [], stale: true, missing: 0 }];
  const more = total - all.reduce((sum, range) => sum + lengthOf(range), 0);
  const index = all.findLastIndex(({ stale, missing }) => (more > 0 ? stale : missing > 0));
  const unread = all[index];
  if (!unread || more === 0) return all;
  return withTotal(all.with(index, { ...unread, missing: Math.max(0, unread.missing + more) }), total);
};

/** The rank before one: ranks are whole numbers, so nothing is between the two. */
export const rankBefore = (rank: Rank): Rank => (typeof rank === 'bigint' ? rank - 1n : rank - 1);
