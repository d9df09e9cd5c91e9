import type { Outcome } from '../../protocol/bridge.ts';
import {
  extend,
  fill,
  lengthOf,
  type Page,
  type Range,
  type Ranges,
  type Rank,
  type RankOf,
  refresh,
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
  ended: ranges.at(-1)?.upTo === Number.POSITIVE_INFINITY,
  problem,
});

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
    this.#ranges = this.#ranges.map((range) => ({ ...range, stale: true }));
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

  /** It was told how long it is. */
  isCounted(): boolean {
    return this.#total !== undefined;
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
        const { index, skip, at } = step;
        const range = this.#ranges[index];
        const changes = this.#changes;
        const outcome = await this.#load(range?.after ?? this.#ranges.at(-1)?.upTo ?? this.#start, skip, at);
        if (!outcome.ok) {
          this.#publish(outcome.problem);
          return;
        }
        this.#ranges = this.#within(range, index, skip, outcome.value);
        const left = this.#ranges[index]?.missing;
        // Fewer rows are there than was told: until it is told anew, what is read says how many.
        if (left !== undefined && left < skip) this.#total = undefined;
        if (this.#total !== undefined) this.#ranges = withTotal(this.#ranges, this.#total);
        // The page may be older than a change that came while it was on its way.
        if (changes !== this.#changes) this.#ranges = this.#ranges.map((one) => ({ ...one, stale: true }));
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

  #within(range: Range<R> | undefined, index: number, skip: number, page: Page<R>): Ranges<R> {
    if (!range) return extend(this.#ranges, this.#start, page);
    if (range.missing === undefined) return refresh(this.#ranges, index, page, this.#rankOf, this.#held);
    return fill(this.#ranges, index, skip, page, this.#rankOf);
  }

  /** The range to read next: a visible one that is stale, or a new one at the end (then `index` is behind the last). */
  #next(): { index: number; skip: number; at: number } | undefined {
    const near = { first: this.#first - ahead, last: this.#last + ahead };
    const visible = within(this.#ranges, this.#first, this.#last).find((i) => this.#ranges[i]?.stale);
    const index = visible ?? within(this.#ranges, near.first, near.last).find((i) => this.#ranges[i]?.missing !== undefined);
    if (index !== undefined) {
      const start = this.#ranges.slice(0, index).reduce((sum, range) => sum + lengthOf(range), 0);
      const missing = this.#ranges[index]?.missing ?? 0;
      // Where few rows lie before what is seen, they are read along: the ranges stay few.
      const skip = Math.min(near.first - start, missing - 1);
      return skip > ahead ? { index, skip, at: start + skip } : { index, skip: 0, at: start };
    }
    const ended = this.#ranges.at(-1)?.upTo === Number.POSITIVE_INFINITY;
    const { length } = listingOf(this.#ranges, null);
    return !ended && !this.#resting && length <= near.last ? { index: this.#ranges.length, skip: 0, at: length } : undefined;
  }

  #publish(problem: Problem | null): void {
    this.#cell.set(listingOf(this.#ranges, problem));
  }
}
