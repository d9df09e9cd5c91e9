import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberOf } from '../../renderer/numbers.ts';

const wide = (text: string): string => text.replace(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));

test('a whole number is read as it is written: plain, with its thousands parted, in full width, with blanks around', () => {
  fc.assert(
    fc.property(fc.nat(), (n) => {
      const ways = [n, `${n}`, ` ${n}\n`, wide(`${n}`), `　${n}`, n.toLocaleString('en'), wide(n.toLocaleString('en'))];
      expect(ways.map((way) => numberOf(way))).toEqual(ways.map(() => n));
    }),
  );
  expect(numberOf('５００')).toBe(500);
});

test('what is no number of the kind that is asked for is none, and never another one', () => {
  for (const text of [
    '',
    ' ',
    '-3',
    '−3',
    '－３',
    '+3',
    '1e5',
    '1,5',
    '1,50',
    '10,00',
    ',100',
    '1000,000',
    '0x10',
    '1 000',
    '1.5',
    '三',
    'x',
    '5 kB',
    '½',
  ])
    expect(numberOf(text), text).toBeNull();
  expect([numberOf('1.5', 3), numberOf('１．５', 3), numberOf('1,000.125', 3), numberOf('1.', 3)]).toEqual([1.5, 1.5, 1000.125, 1]);
  expect([numberOf('1.2345', 3), numberOf('.5', 3), numberOf('1.5.1', 3)]).toEqual([null, null, null]);
});
