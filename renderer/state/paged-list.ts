import type { Outcome } from '../../protocol/bridge.ts';
import type { Problem } from '../bridge.ts';
import { extend, type Page, type Ranges, type Rank, type RankOf, refresh, within } from './ranges.ts';
import { createCell, type Value } from './value.ts';

export interface Listing<R> {
  readonly rows: readonly R[];
  /** At least one page was read. */
  readonly loaded: boolean;
  readonly ended: boolean;
  readonly problem: Problem | null;
}

/** Rows beyond the visible ones that are read ahead. */
const ahead = 100;

/** While many pages come one after the other, the list is shown again at most this often, in ms. */
const pace = 50;

/** A list that is read page by page as it is scrolled, and again where it is visible when it changed. */
export class PagedList<R> {
  readonly listing: Value<Listing<R>>;
  readonly #cell = createCell<Listing<R>>({ rows: [], loaded: false, ended: false, problem: null });
  readonly #load: (after: Rank) => Promise<Outcome<Page<R>>>;
  readonly #start: Rank;
  readonly #rankOf: RankOf<R>;
  readonly #held: (row: R) => boolean;
  #ranges: Ranges<R> = [];
  #first = 0;
  #last = 0;
  #all = false;
  #running: Promise<void> | undefined;
  #changes = 0;

  /** `start` is the rank before the first row's. */
  constructor(deps: {
    load: (after: Rank) => Promise<Outcome<Page<R>>>;
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

  /** Reads to the end of the list. */
  async readAll(): Promise<void> {
    this.#all = true;
    await this.#pump();
    this.#all = false;
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
    this.#running ??= this.#read().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #read(): Promise<void> {
    let published = Number.NEGATIVE_INFINITY;
    for (let step = this.#next(); step !== undefined; ) {
      const { index } = step;
      const range = this.#ranges[index];
      const changes = this.#changes;
      const outcome = await this.#load(range?.after ?? this.#ranges.at(-1)?.upTo ?? this.#start);
      if (!outcome.ok) {
        this.#publish(outcome.problem);
        return;
      }
      this.#ranges = range
        ? refresh(this.#ranges, index, outcome.value, this.#rankOf, this.#held)
        : extend(this.#ranges, this.#start, outcome.value);
      // The page may be older than a change that came while it was on its way.
      const fresh = this.#ranges[index];
      if (changes !== this.#changes && fresh) this.#ranges = this.#ranges.with(index, { ...fresh, stale: true });
      step = this.#next();
      if (step !== undefined && performance.now() - published < pace) continue;
      published = performance.now();
      this.#publish(null);
    }
  }

  /** The range to read next: a visible one that is stale, or a new one at the end (then `index` is behind the last). */
  #next(): { index: number } | undefined {
    const index = within(this.#ranges, this.#first, this.#last).find((i) => this.#ranges[i]?.stale);
    if (index !== undefined) return { index };
    const known = this.#ranges.reduce((sum, range) => sum + range.rows.length, 0);
    const ended = this.#ranges.at(-1)?.upTo === Number.POSITIVE_INFINITY;
    return !ended && (this.#all || known <= this.#last + ahead) ? { index: this.#ranges.length } : undefined;
  }

  #publish(problem: Problem | null): void {
    this.#cell.set({
      rows: this.#ranges.flatMap((range) => range.rows),
      loaded: this.#ranges.length > 0,
      ended: this.#ranges.at(-1)?.upTo === Number.POSITIVE_INFINITY,
      problem,
    });
  }
}
