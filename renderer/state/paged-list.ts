import type { Outcome } from '../../protocol/bridge.ts';
import {
  isEnded,
  isLacking,
  knownUpTo,
  lengthOf,
  outdated,
  type Page,
  put,
  type Ranges,
  type Rank,
  type RankOf,
  rankBefore,
  within,
  withTotal,
} from './ranges.ts';
import { createCell, type Value } from './value.ts';

/** As of the bridge, which needs a window. */
type Problem = Extract<Outcome<never>, { ok: false }>['problem'];

export interface Listing<R> {
  /** Those that were read, in their order. */
  readonly rows: readonly R[];
  /** All of them, as far as is known. */
  readonly length: number;
  /** The one at a place of the list, if it was read. */
  at(index: number): R | undefined;
  /** The place of the first one that is meant, of those that were read; -1 if there is none. */
  indexOf(meant: (row: R) => boolean): number;
  /** At least one page was read. */
  readonly loaded: boolean;
  /** How long it is is known. */
  readonly ended: boolean;
  /** All of it was read, and nothing changed since. */
  readonly whole: boolean;
  readonly problem: Problem | null;
}

const listingOf = <R>(ranges: Ranges<R>, problem: Problem | null): Listing<R> => ({
  rows: ranges.flatMap((range) => range.rows),
  length: ranges.reduce((sum, range) => sum + lengthOf(range), 0),
  at(index) {
    let start = 0;
    for (const range of ranges) {
      if (index < start + lengthOf(range)) return range.rows[index - start];
      start += lengthOf(range);
    }
    return undefined;
  },
  indexOf(meant) {
    let start = 0;
    for (const range of ranges) {
      const place = range.rows.findIndex(meant);
      if (place >= 0) return start + place;
      start += lengthOf(range);
    }
    return -1;
  },
  loaded: ranges.length > 0,
  ended: isEnded(ranges),
  whole: isEnded(ranges) && !ranges.some(({ stale }) => stale),
  problem,
});

/** What is asked for: the rows behind a rank, from behind so many of them on; see `load`. */
interface Step {
  readonly after: Rank;
  readonly skip: number;
  readonly index: number;
}

/** Rows beyond the visible ones that are read ahead. */
const ahead = 100;

/** While many pages come one after the other, the list is shown again at most this often, in ms. */
const pace = 50;

/** A list that is read page by page as it is scrolled, and again where it is visible when it changed. */
export class PagedList<R> {
  readonly listing: Value<Listing<R>>;
  readonly #cell = createCell<Listing<R>>(listingOf<R>([], null));
  readonly #load: (after: Rank, skip: number, index: number) => Promise<Outcome<Page<R>>>;
  readonly #start: Rank;
  readonly #rankOf: RankOf<R>;
  readonly #held: (row: R) => boolean;
  #ranges: Ranges<R> = [];
  #first = 0;
  #last = 0;
  #total: number | undefined;
  #running: Promise<void> | undefined;
  #changes = 0;
  #resting = false;
  readonly #reading = createCell(false);
  /** A page is on its way. */
  readonly reading: Value<boolean> = this.#reading;

  /** `start` is the rank before the first row's. */
  constructor(deps: {
    /**
     * The rows behind a rank, from behind so many of them on; `skip` is 0 but in a list that was told its length. The first of
     * them stands at `index`, as far as is known.
     */
    load: (after: Rank, skip: number, index: number) => Promise<Outcome<Page<R>>>;
    start: Rank;
    rankOf: RankOf<R>;
    held?: (row: R) => boolean;
  }) {
    this.listing = this.#cell;
    this.#load = deps.load;
    this.#start = deps.start;
    this.#rankOf = deps.rankOf;
    this.#held = deps.held ?? (() => false);
  }

  /** These rows are visible now, or about to be. */
  show(first: number, last: number): void {
    this.#first = first;
    this.#last = last;
    void this.#pump();
  }

  /** Something changed: what is visible is read again now, the rest when it comes into view. */
  changed(): void {
    this.#changes += 1;
    this.#ranges = outdated(this.#ranges);
    void this.#pump();
  }

  /** So many rows are in the whole list: it can be read at any place. Its ranks must be whole numbers. */
  setTotal(total: number): void {
    if (total === this.#total) return;
    this.#total = total;
    if (this.#ranges.length === 0) return;
    this.#ranges = withTotal(this.#ranges, total);
    this.#publish(this.#cell.get().problem);
  }

  /** Nothing more is read behind what is known, until that is taken back. */
  rest(resting: boolean): void {
    this.#resting = resting;
    if (!resting) void this.#pump();
  }

  /** The row at a place, which is read if it was not; undefined if it is not there, or cannot be read. */
  async rowAt(index: number): Promise<R | undefined> {
    this.show(index, index);
    // What is under way may have begun before.
    for (let n = 0; n < 3 && this.listing.get().at(index) === undefined; n += 1) await this.#pump();
    return this.listing.get().at(index);
  }

  retry(): void {
    this.#publish(null);
    this.changed();
  }

  /** Shows a change before it is confirmed; `undefined` takes the row out. */
  patch(change: (row: R) => R | undefined): void {
    this.#ranges = this.#ranges.map((range) => {
      const rows = range.rows.map(change);
      return rows.every((row, index) => row === range.rows[index]) ? range : { ...range, rows: rows.filter((row) => row !== undefined) };
    });
    this.#publish(this.#cell.get().problem);
  }

  #pump(): Promise<void> {
    if (this.#running) return this.#running;
    if (this.#next() === undefined) return Promise.resolve();
    this.#running = this.#read();
    this.#reading.set(true);
    return this.#running;
  }

  async #read(): Promise<void> {
    let published = Number.NEGATIVE_INFINITY;
    try {
      for (let step = this.#next(); step !== undefined; step = this.#next()) {
        const changes = this.#changes;
        const outcome = await this.#load(step.after, step.skip, step.index);
        if (!outcome.ok) {
          this.#publish(outcome.problem);
          return;
        }
        this.#ranges = this.#with(step, outcome.value);
        if (this.#total !== undefined) this.#ranges = withTotal(this.#ranges, this.#total);
        // The page may be older than a change that came while it was on its way.
        if (changes !== this.#changes) this.#ranges = outdated(this.#ranges);
        if (this.#next() !== undefined && performance.now() - published < pace) continue;
        published = performance.now();
        // Who is told may show another place: what is to be read next is judged after that.
        this.#publish(null);
      }
    } finally {
      this.#running = undefined;
      this.#reading.set(false);
    }
  }

  /** The ranges with a page that was asked for. */
  #with({ after, skip }: Step, page: Page<R>): Ranges<R> {
    const [rankOf, held] = [this.#rankOf, this.#held];
    const [first] = page.rows;
    const at = this.#ranges.findIndex((range) => range.after === after);
    const range = this.#ranges[at];
    if (skip === 0 || !range) return put(this.#ranges, page, { after, rankOf, held });
    if (first !== undefined && rankOf(first) > range.after && rankOf(first) <= range.upTo)
      return put(this.#ranges, page, { after: rankBefore(rankOf(first)), skipped: skip, rankOf, held });
    return this.#ranges.with(at, { ...range, inOrder: true });
  }

  /** What to read next: a visible range that is stale, one near the visible ones that lacks rows, or what comes behind the last. */
  #next(): Step | undefined {
    const ranges = this.#ranges;
    const near = { first: this.#first - ahead, last: this.#last + ahead };
    const visible = within(ranges, this.#first, this.#last).find((at) => ranges[at]?.stale);
    const at = visible ?? within(ranges, near.first, near.last).find((at) => isLacking(ranges[at])) ?? ranges.length;
    const range = ranges[at];
    if (range) {
      const index = ranges.slice(0, at).reduce((sum, one) => sum + lengthOf(one), 0);
      // Where few rows lie before what is seen, they are read along: the ranges stay few.
      const skip = range.missing > 0 && !range.inOrder ? Math.min(near.first - index, lengthOf(range) - 1) : 0;
      return skip > ahead ? { after: range.after, skip, index: index + skip } : { after: range.after, skip: 0, index };
    }
    const { length } = listingOf(ranges, null);
    if (isEnded(ranges) || this.#resting || length > near.last) return undefined;
    return { after: knownUpTo(ranges) ?? this.#start, skip: 0, index: length };
  }

  #publish(problem: Problem | null): void {
    this.#cell.set(listingOf(this.#ranges, problem));
  }
}
