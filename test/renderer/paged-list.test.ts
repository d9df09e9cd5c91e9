import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PagedList } from '../../renderer/state/paged-list.ts';

/** A list of whole numbers, each its own rank, read in pages; and how many rows were read of it. */
const listOf = (initial: readonly number[], limit = 5) => {
  const source = { rows: initial, read: 0, largest: 0 };
  const pages = new PagedList<number>({
    start: Number.NEGATIVE_INFINITY,
    rankOf: (n) => n,
    load: async (after, skip) => {
      await Promise.resolve();
      const behind = source.rows.filter((n) => n > Number(after)).slice(skip);
      const rows = behind.slice(0, limit);
      source.read += rows.length;
      return { ok: true, value: { rows, next: behind.length > limit ? (rows.at(-1) ?? null) : null } };
    },
  });
  return { source, pages };
};
/** Has some rows in view until all that is to be read for them was read. */
const look = async (pages: PagedList<number>, first: number, last: number): Promise<void> => {
  pages.show(first, last);
  await setImmediate();
};
const upTo = (length: number): number[] => Array.from({ length }, (_, n) => n);

test('what is shown by whoever is told of the first rows is read, too', async () => {
  const { pages } = listOf(upTo(100_000), 500);
  pages.setTotal(100_000);
  const stop = pages.listing.subscribe(() => {
    if (pages.listing.get().length === 0) return;
    stop();
    pages.setTotal(100_000);
    pages.show(90_000, 90_010);
  });
  await look(pages, 0, 10);
  expect(pages.listing.get().at(90_005)).toBe(90_005);
});

test('the end of a long list is read without what lies before it', async () => {
  const { source, pages } = listOf(upTo(100_000), 500);
  await pages.rowAt(0);
  pages.setTotal(100_000);
  expect(await pages.rowAt(99_999)).toBe(99_999);
  expect(await pages.rowAt(50_000)).toBe(50_000);
  expect(await pages.rowAt(50_300)).toBe(50_300);
  expect(pages.listing.get().length).toBe(100_000);
  expect(pages.listing.get().indexOf((n) => n === 99_990)).toBe(99_990);
  expect(source.read).toBeLessThan(4_000);
});

test('a list whose length was told wrong is as long as it is once its end was seen', async () => {
  for (const told of [0, 3, 1_500, 40_000]) {
    const { pages } = listOf(upTo(1_000), 50);
    await pages.rowAt(0);
    pages.setTotal(told);
    await look(pages, 1_480, 1_500);
    for (let at = 0; at < 1_000; at += 90) await look(pages, at, at + 90);
    expect(pages.listing.get().rows).toEqual(upTo(1_000));
    expect(pages.listing.get().length).toBe(1_000);
  }
});

/** What the window does with a list, and what happens meanwhile. Places are parts of the list, in thousandths. */
type Act =
  | { readonly kind: 'look'; readonly at: number; readonly rows: number }
  | { readonly kind: 'find'; readonly at: number }
  /** Messages go, shown at once or not, or come back; all of a part of them. */
  | { readonly kind: 'remove' | 'restore'; readonly from: number; readonly upTo: number; readonly shown: boolean }
  /** What happened is heard of. */
  | { readonly kind: 'changed' }
  /** How many there are is told, or how many there were once. */
  | { readonly kind: 'tell'; readonly off: number }
  | { readonly kind: 'answer' }
  | { readonly kind: 'rest' };

const part = fc.oneof(fc.constantFrom(0, 1_000), fc.nat(1_000));
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ kind: fc.constant('look' as const), at: part, rows: fc.nat(40) }),
  fc.record({ kind: fc.constant('find' as const), at: part }),
  fc.record({ kind: fc.constantFrom('remove' as const, 'restore' as const), from: part, upTo: part, shown: fc.boolean() }),
  fc.record({ kind: fc.constant('changed' as const) }),
  fc.record({ kind: fc.constant('tell' as const), off: fc.oneof(fc.constant(0), fc.integer({ min: -400, max: 400 })) }),
  fc.record({ kind: fc.constant('answer' as const) }),
  fc.record({ kind: fc.constant('rest' as const) }),
);

/** A list that asks more often reads on and on. */
const askedAtMost = 3_000;

/**
 * A list whose answers wait until they are let through, with what there was when it was asked for or when it is answered. Other
 * places are found from behind a rank, or from the start of the list.
 */
const slowListOf = (length: number, limits: { first: number; further: number }, { late, indexed }: { late: boolean; indexed: boolean }) => {
  const source = { all: upTo(length), gone: new Set<number>(), open: false, asked: 0 };
  const waiting: (() => void)[] = [];
  const present = (): number[] => source.all.filter((n) => !source.gone.has(n));
  const pages = new PagedList<number>({
    start: Number.NEGATIVE_INFINITY,
    rankOf: (n) => n,
    load: async (after, skip, index) => {
      source.asked += 1;
      if (source.asked > askedAtMost) return { ok: false, problem: { code: 'internal', message: 'It reads on and on.' } };
      const before = present();
      if (!source.open) await new Promise<void>((resolve) => waiting.push(resolve));
      const all = late ? present() : before;
      const behind = indexed && skip > 0 ? all.slice(index) : all.filter((n) => n > Number(after)).slice(skip);
      const rows = behind.slice(0, after === Number.NEGATIVE_INFINITY && skip === 0 ? limits.first : limits.further);
      return { ok: true, value: { rows, next: behind.length > rows.length ? (rows.at(-1) ?? null) : null } };
    },
  });
  const answer = (): void => waiting.shift()?.();
  return {
    ...{ source, pages, present, answer },
    /** Until nothing is on its way. */
    async rest() {
      source.open = true;
      while (waiting.length > 0) answer();
      await setImmediate();
      expect(pages.reading.get()).toBe(false);
      source.open = false;
    },
  };
};
type SlowList = ReturnType<typeof slowListOf>;

/** The rows that a window can show: of what it does not know the end of, one more. */
const shownOf = ({ pages }: SlowList): number => {
  const { length, loaded, ended } = pages.listing.get();
  return length + (loaded && !ended ? 1 : 0);
};

const perform = async (list: SlowList, told: boolean, done: Act): Promise<void> => {
  const { pages, source, present } = list;
  const placeOf = (at: number, length: number): number => Math.floor((at * Math.max(0, length - 1)) / 1_000);
  switch (done.kind) {
    case 'look': {
      const first = placeOf(done.at, shownOf(list));
      return pages.show(first, Math.min(first + done.rows, Math.max(0, shownOf(list) - 1)));
    }
    case 'find':
      return void pages.rowAt(placeOf(done.at, shownOf(list)));
    case 'remove':
    case 'restore': {
      const [from = 0, to = 0] = [done.from, done.upTo].map((at) => placeOf(at, source.all.length)).toSorted((a, b) => a - b);
      for (const n of source.all.slice(from, to + 1))
        if (done.kind === 'remove') source.gone.add(n);
        else source.gone.delete(n);
      if (done.shown) pages.patch((n) => (source.gone.has(n) ? undefined : n));
      return;
    }
    case 'changed':
      return pages.changed();
    case 'tell':
      if (told) pages.setTotal(Math.max(0, present().length + done.off));
      return;
    case 'answer':
      list.answer();
      return void (await setImmediate());
    case 'rest':
      return list.rest();
  }
};

/** Looks at all of a list as a reader can who scrolls, or goes to its end. */
const walk = async (list: SlowList): Promise<void> => {
  for (let at = 0; at < shownOf(list); at += 20) {
    // Where a list grows, more of it comes into view.
    for (let seen = -1; seen !== shownOf(list); ) {
      seen = shownOf(list);
      list.pages.show(at, Math.min(at + 19, seen - 1));
      await list.rest();
    }
  }
};

test('whatever a window does with a list, in any order, no row is shown twice and none is out of reach', { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(700),
      fc.record({ first: fc.integer({ min: 5, max: 150 }), further: fc.integer({ min: 5, max: 250 }) }),
      fc.record({ told: fc.boolean(), late: fc.boolean(), indexed: fc.boolean(), toldFirst: fc.boolean() }),
      fc.array(act, { maxLength: 25 }),
      async (length, limits, { told, toldFirst, ...ways }, acts) => {
        const list = slowListOf(length, limits, ways);
        const { pages, present } = list;
        let ordered = true;
        pages.listing.subscribe(() => {
          const { rows } = pages.listing.get();
          ordered &&= rows.every((n, at) => at === 0 || n > (rows[at - 1] ?? n));
        });
        pages.show(0, 0);
        for (const done of acts) await perform(list, told, done);
        // In the end everything is heard of.
        if (told && toldFirst) pages.setTotal(present().length);
        pages.changed();
        if (told && !toldFirst) pages.setTotal(present().length);
        await list.rest();
        if (told) expect(pages.listing.get().length).toBeGreaterThanOrEqual(present().length);
        await walk(list);
        expect(pages.listing.get().rows).toEqual(present());
        expect(pages.listing.get().length).toBe(present().length);
        expect(pages.listing.get().ended).toBe(true);
        expect(ordered).toBe(true);
        expect(list.source.asked).toBeLessThan(askedAtMost);
      },
    ),
    { numRuns: 150 },
  );
});
