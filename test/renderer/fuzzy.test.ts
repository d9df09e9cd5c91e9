import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuzzy } from '../../renderer/fuzzy.ts';

const best = (typed: string, names: readonly string[]): string | undefined =>
  names
    .flatMap((name) => {
      const hit = fuzzy(typed, name);
      return hit ? [{ name, score: hit.score }] : [];
    })
    .toSorted((a, b) => b.score - a.score)[0]?.name;

test('a name is found by its beginning, by the beginnings of its words, or by some of its letters', () => {
  const names = ['Mark as read', 'Make room…', 'Unread', 'Next unread', 'Settings…', '受信箱', 'All headers'];
  expect(best('unr', names)).toBe('Unread');
  expect(best('mro', names)).toBe('Make room…');
  expect(best('room', names)).toBe('Make room…');
  expect(best('SETT', names)).toBe('Settings…');
  expect(best('箱', names)).toBe('受信箱');
  expect(best('stgs', names)).toBe('Settings…');
  expect(best('xyz', names)).toBeUndefined();
});

test('letters in their order are always found', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.infiniteStream(fc.boolean()), (name, keep) => {
      const typed = [...name].filter(() => keep.next().value).join('');
      expect(fuzzy(typed, name)).toBeDefined();
    }),
  );
});
