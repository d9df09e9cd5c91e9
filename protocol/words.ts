/*
 * What a word is when messages are searched: said once, for who files them, who looks for them and who shows what was found.
 * ADR 27.
 */

/** Scripts that are written without blanks between words; by the characters that they use, so with `ー`, `々` and `〆`. */
const unspaced =
  /(?:(?=[\p{L}\p{N}\p{M}])[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Bopomofo}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}])+/u;
const word = /[\p{L}\p{N}\p{M}\p{Co}]+/u;
/** A sign is a word of its own: an emoji, an arrow, a currency. Not those of ASCII, nor lines and blocks that only draw. */
const sign = /(?![\0-\x7f\u2500-\u259f])[\p{S}\p{Extended_Pictographic}]/u;
const parts = new RegExp(
  `(?<run>${unspaced.source})|(?<word>(?:(?!${unspaced.source})${word.source.replace(/\+$/, '')})+|${sign.source})`,
  'gu',
);

/** Accents and variation selectors, but not the marks that make another letter of a kana; and what has no width. */
const unheard = /(?![\u3099\u309a])(?=[\p{Mn}\p{Cf}])[\p{Script=Inherited}\p{Cf}]/gu;

/** One form for all ways of writing the same: wide and half-width, accented, composed, upper and lower case. */
export const normal = (text: string): string =>
  text.toUpperCase().toLowerCase().normalize('NFKD').replace(unheard, '').toLowerCase().replaceAll('ς', 'σ').normalize('NFC');

/** A run of a script without blanks, or one word or sign. */
export type Part = { readonly at: number; readonly text: string; readonly kind: 'run' | 'word' };

/** The parts of a text in its normal form; in order. */
export function* partsOf(text: string): Generator<Part> {
  for (const { index, groups = {} } of text.matchAll(parts)) {
    const { run, word = '' } = groups;
    yield run === undefined ? { at: index, text: word, kind: 'word' } : { at: index, text: run, kind: 'run' };
  }
}
