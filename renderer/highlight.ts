import { normal, type Part, partsOf } from '../protocol/words.ts';

/** A piece of a text, and whether it is what was looked for. */
export interface Piece {
  readonly text: string;
  readonly found: boolean;
}

/** Of one text, in UTF-16 units: what is further down is shown without marks. */
const lookedThrough = 50_000;

/** The text in its normal form, and where each of its units stood before. */
const normalised = (text: string): { readonly plain: string; readonly from: readonly number[] } => {
  let plain = '';
  const from: number[] = [];
  let at = 0;
  // What follows a letter belongs to it: an accent, or the mark of a kana. Of plain letters each stays one.
  for (const [letters] of text.slice(0, lookedThrough).matchAll(/[ -~\s]+(?!\p{M})|[^\p{M}][\p{M}\uff9e\uff9f]*|\p{M}+/gsu)) {
    const same = /^[ -~]/.test(letters) && !/[^ -~\n\r\t]/.test(letters);
    const written = same ? letters.toLowerCase() : normal(letters);
    for (let n = 0; n < written.length; n += 1) from.push(same ? at + n : at);
    plain += written;
    at += letters.length;
  }
  from.push(at);
  return { plain, from };
};

/** Where the words begin and end in the normal form: each as the beginning of a word, or anywhere in a run without blanks. */
const spansOf = (plain: string, wanted: readonly Part[]): [number, number][] => {
  const spans: [number, number][] = [];
  for (const { at, text, kind } of partsOf(plain))
    for (const { text: word, kind: like } of wanted) {
      if (kind !== like) continue;
      if (kind === 'word' && text.startsWith(word)) spans.push([at, at + word.length]);
      if (kind === 'run')
        for (let hit = text.indexOf(word); hit >= 0; hit = text.indexOf(word, hit + word.length))
          spans.push([at + hit, at + hit + word.length]);
    }
  return spans.toSorted(([a], [b]) => a - b);
};

/** Whether a text has what is looked for. */
export const isFound = (text: string, words: string): boolean => piecesOf(text, words).some(({ found }) => found);

/** A text in pieces, as the search that found it sees its words; one piece if there is nothing to mark. */
export const piecesOf = (text: string, words: string): readonly Piece[] => {
  const wanted = [...partsOf(normal(words))];
  if (wanted.length === 0) return [{ text, found: false }];
  const { plain, from } = normalised(text);
  const pieces: Piece[] = [];
  let shown = 0;
  for (const [start, end] of spansOf(plain, wanted)) {
    const first = Math.max(shown, from[start] ?? shown);
    // A letter that became several is marked whole.
    let behind = from[end] ?? first;
    if (from[end] === from[end - 1]) behind = from.find((place) => place > behind) ?? behind;
    if (behind <= first) continue;
    if (first > shown) pieces.push({ text: text.slice(shown, first), found: false });
    pieces.push({ text: text.slice(first, behind), found: true });
    shown = behind;
  }
  if (shown < text.length || pieces.length === 0) pieces.push({ text: text.slice(shown), found: false });
  return pieces;
};
