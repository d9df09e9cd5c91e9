/*
 * Words for the search. What a word is is decided here alone: SQLite's `ascii` tokenizer, which parts at blanks and takes
 * every other character as it is, only files what it is given. Scripts that are written without blanks give every two
 * neighbours as a word, and the last character alone, so that any run of one or more characters is found. ADR 27.
 */

/** Of one field of a message, in UTF-16 units: a long paper. Beyond it come logs and data, which nobody looks for by a word. */
export const indexedAtMost = 32_768;

/** Of what a reader types, in UTF-16 units and terms: more narrows nothing down, and an expression must stay small. */
const typedAtMost = 500;
const termsAtMost = 20;

/** Of one word, in UTF-16 units: what is longer is no word but data, and is filed by its beginning. */
const wordAtMost = 64;

/** Scripts that are written without blanks between words; by the characters that they use, so with `ー`, `々` and `〆`. */
const unspaced =
  /(?:(?=[\p{L}\p{N}\p{M}])[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Bopomofo}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}])+/u;
const word = /[\p{L}\p{N}\p{M}\p{Co}]+/u;
const parts = new RegExp(`(?<run>${unspaced.source})|(?<word>(?:(?!${unspaced.source})${word.source.replace(/\+$/, '')})+)`, 'gu');

/** Accents and variation selectors, but not the marks that make another letter of a kana; and what has no width. */
const unheard = /(?![\u3099\u309a])(?=[\p{Mn}\p{Cf}])[\p{Script=Inherited}\p{Cf}]/gu;

/** One form for all ways of writing the same: wide and half-width, accented, composed, upper and lower case. */
const normal = (text: string): string =>
  text.toUpperCase().toLowerCase().normalize('NFKD').replace(unheard, '').toLowerCase().replaceAll('ς', 'σ').normalize('NFC');

/** A run of a script without blanks, or one word; in order. */
function* partsOf(text: string): Generator<{ readonly run?: string; readonly word?: string }> {
  // There are characters that become eighteen.
  for (const { groups = {} } of normal(text).slice(0, indexedAtMost).matchAll(parts)) yield groups;
}

/** Every two neighbours of a run. */
const pairs = (characters: readonly string[]): string[] => characters.slice(1).map((character, at) => `${characters[at]}${character}`);

/** Cut between characters. */
const cut = (text: string): string =>
  text.length <= wordAtMost
    ? text
    : text
        .slice(0, wordAtMost)
        .toWellFormed()
        .replace(/\ufffd$/, '');

/** Text as it is put into the index: its words, parted by blanks. */
export const indexed = (text: string): string => {
  const words: string[] = [];
  for (const { run, word = '' } of partsOf(text.slice(0, indexedAtMost))) {
    if (run === undefined) {
      words.push(cut(word));
      continue;
    }
    const characters = [...run];
    words.push(...pairs(characters), characters.at(-1) ?? '');
  }
  return words.join(' ');
};

/**
 * What a reader typed, as the index is asked for it: all words must be there, in any field and order, each as the beginning
 * of one. `undefined` if there is no word in it.
 */
export const matchOf = (typed: string): string | undefined => {
  const terms: string[] = [];
  // Nothing but letters, digits and marks is within the quotes.
  const beginning = (text: string): string => `"${text}"*`;
  for (const { run, word = '' } of partsOf(typed.slice(0, typedAtMost))) {
    const characters = [...(run ?? '')];
    // One character is the beginning of a pair; more are pairs that follow one another.
    if (characters.length > 1) terms.push(`"${pairs(characters).join(' ')}"`);
    else terms.push(beginning(run ?? cut(word)));
    if (terms.length === termsAtMost) break;
  }
  return terms.length > 0 ? terms.join(' AND ') : undefined;
};
