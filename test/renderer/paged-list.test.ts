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

test('wherever it is read, and whatever comes and goes, it ends as the list that is', async () => {
  const lists = fc.uniqueArray(fc.integer({ min: 0, max: 3_000 }), { maxLength: 700 }).map((list) => list.toSorted((a, b) => a - b));
  await fc.assert(
    fc.asyncProperty(lists, lists, fc.array(fc.nat(800), { maxLength: 6 }), fc.boolean(), async (first, second, places, told) => {
      const { source, pages } = listOf(first);
      await pages.rowAt(0);
      if (told) pages.setTotal(first.length);
      for (const place of places) await pages.rowAt(place);
      source.rows = second;
      pages.changed();
      if (told) pages.setTotal(second.length);
      // From the end to the beginning and back: everything was in view.
      for (let at = 800; at >= 0; at -= 50) await look(pages, at, at + 60);
      for (let at = 0; at <= 800; at += 50) await look(pages, at, at + 60);
      expect(pages.listing.get().rows).toEqual(second);
      expect(pages.listing.get().length).toBe(second.length);
    }),
    { numRuns: 150 },
  );
});
