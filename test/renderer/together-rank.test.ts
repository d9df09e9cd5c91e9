import { expect, test } from 'vitest';
import { placeOf, rankOf } from '../../renderer/state/together-rank.ts';

const accounts = ['0190a', 'b', 'own'];

test('a place in the list of all is one number that grows down the list, and comes back from it', () => {
  const places = [
    { at: 1_763_951_262_001, account: 'own', key: 1 },
    { at: 1_763_951_262_000, account: '0190a', key: 900_000_000_000 },
    { at: 1_763_951_262_000, account: '0190a', key: 2 },
    { at: 1_763_951_262_000, account: 'b', key: 3 },
    { at: 0, account: 'own', key: 1 },
  ];
  const ranks = places.map((place) => rankOf(place, accounts));
  expect(ranks.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(ranks);
  expect(ranks.map((rank) => placeOf(rank, accounts))).toEqual(places);
  expect(placeOf(Number.NEGATIVE_INFINITY, accounts)).toBeNull();
});
