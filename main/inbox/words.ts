import { normal, type Part, partsOf } from '../../protocol/words.ts';

/*
 * Words for the search. What a word is is decided in protocol/words.ts alone: SQLite's `ascii` tokenizer, which parts at blanks and takes
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

/** The parts of what may be filed of a text. */
const partsIn = (text: string): Generator<Part> =>
  // There are characters that become eighteen.
  partsOf(normal(text).slice(0, indexedAtMost));

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
  for (const { kind, text: part } of partsIn(text.slice(0, indexedAtMost))) {
    if (kind === 'word') {
      words.push(cut(part));
      continue;
    }
    const characters = [...part];
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
  // Nothing but letters, digits, marks and signs beyond ASCII is within the quotes.
  const beginning = (text: string): string => `"${text}"*`;
  for (const { kind, text } of partsIn(typed.slice(0, typedAtMost))) {
    const characters = kind === 'run' ? [...text] : [];
    // One character is the beginning of a pair; more are pairs that follow one another.
    if (characters.length > 1) terms.push(`"${pairs(characters).join(' ')}"`);
    else terms.push(beginning(kind === 'run' ? text : cut(text)));
    if (terms.length === termsAtMost) break;
  }
  return terms.length > 0 ? terms.join(' AND ') : undefined;
};
