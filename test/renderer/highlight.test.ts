import fc from 'fast-check';
import { expect, test } from 'vitest';
import { piecesOf } from '../../renderer/highlight.ts';

const marked = (text: string, words: string): string =>
  piecesOf(text, words)
    .map((piece) => (piece.found ? `[${piece.text}]` : piece.text))
    .join('');

test('a word is marked where a word begins, whatever its case, accents and width', () => {
  expect(marked('Quarterly figures, quarter by quarter', 'quart')).toBe('[Quart]erly figures, [quart]er by [quart]er');
  expect(marked('The headquarters', 'quart')).toBe('The headquarters');
  expect(marked('Café e\u0301te\u0301', 'cafe ete')).toBe('[Café] [e\u0301te\u0301]');
  expect(marked('ＦＡＸ 12', 'fax')).toBe('[ＦＡＸ] 12');
  expect(marked('ﬁgures', 'fi')).toBe('[ﬁ]gures');
  expect(marked('ﬁgures', 'f')).toBe('[ﬁ]gures');
});

test('in scripts without blanks it is marked anywhere', () => {
  expect(marked('四半期の数字です', '数字')).toBe('四半期の[数字]です');
  expect(marked('ガラス', 'か')).toBe('ガラス');
  expect(marked('ﾃﾞｰﾀの確認', 'データ')).toBe('[ﾃﾞｰﾀ]の確認');
});

test('nothing is marked without a word', () => {
  expect(piecesOf('Hello', ' … ')).toEqual([{ text: 'Hello', found: false }]);
});

test('the pieces are the text, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (text, words) => {
      expect(
        piecesOf(text, words)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(text);
    }),
  );
});
