/*
 * Words for the search, as SQLite's index takes them. Its tokenizer parts words at blanks and punctuation, which
 * Japanese, Chinese or Thai text does not have: of such runs every two neighbours are given as a word, and the last
 * character alone, so that any run of one or more characters is found.
 */

/** Scripts that are written without blanks between words. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー々〆ヶ]+/gu;

const normal = (text: string): string => text.normalize('NFKC').toLowerCase();

/** Every two neighbours of a run, and its last character. */
const pairs = (run: string): string[] => {
  const characters = [...run];
  return characters.map((character, at) => character + (characters[at + 1] ?? ''));
};

/** Text as it is put into the index. */
export const indexed = (text: string): string => normal(text).replace(unspaced, (run) => ` ${pairs(run).join(' ')} `);

/**
 * What a reader typed, as the index is asked for it: all words must be there, in any field and order, each as the beginning
 * of one. `undefined` if there is no word in it.
 */
export const matchOf = (typed: string): string | undefined => {
  const terms: string[] = [];
  const term = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  let at = 0;
  const text = normal(typed);
  const spaced = (part: string): void => {
    for (const word of part.match(/[\p{L}\p{N}\p{M}\p{Co}]+/gu) ?? []) terms.push(`${term(word)}*`);
  };
  for (const { 0: run, index } of text.matchAll(unspaced)) {
    spaced(text.slice(at, index));
    at = index + run.length;
    const characters = [...run];
    // One character is the beginning of a pair; more are pairs that follow one another.
    terms.push(characters.length === 1 ? `${term(run)}*` : term(pairs(run).slice(0, -1).join(' ')));
  }
  spaced(text.slice(at));
  return terms.length > 0 ? terms.join(' AND ') : undefined;
};
