/** How well something typed fits a name. */
export interface Hit {
  /** The higher the better. */
  readonly score: number;
}

/** The case and width of letters make no difference. */
const plain = (text: string): string => text.normalize('NFKC').toLowerCase();

const startsWord = (name: string, at: number): boolean => at === 0 || !/[\p{L}\p{N}]/u.test(name[at - 1] ?? '');

/** Where a letter is in a name from a place on: right there, else where it begins a word if that is wished. */
const placeOf = (name: string, letter: string, at: number, atWords: boolean): number => {
  const next = name.indexOf(letter, at);
  if (!atWords || next === at) return next;
  for (let there = next; there >= 0; there = name.indexOf(letter, there + 1)) if (startsWord(name, there)) return there;
  return next;
};

const hitOf = (wanted: readonly string[], name: string, from: number, atWords: boolean): Hit | undefined => {
  let score = -from / 100 - name.length / 1_000;
  let at = from;
  for (const [index, letter] of wanted.entries()) {
    const place = placeOf(name, letter, at, atWords);
    if (place < 0) return undefined;
    if (index > 0 && place === at) score += 3;
    else if (startsWord(name, place)) score += 2;
    at = place + letter.length;
  }
  return { score };
};

/** The letters of what was typed, in their order, in the name; blanks do not matter. Together and at the start of words is better. */
export const fuzzy = (typed: string, name: string): Hit | undefined => {
  const wanted = [...plain(typed)].filter((letter) => letter.trim() !== '');
  const text = plain(name);
  const whole = text.indexOf(plain(typed).trim());
  if (whole >= 0) return hitOf(wanted, text, whole, false);
  return hitOf(wanted, text, 0, true) ?? hitOf(wanted, text, 0, false);
};
