import { isFound, piecesOf } from '../../highlight.ts';
import { sheetColours } from '../../theme.ts';

/*
 * The page of a message in its frame: another document, of another origin, which sees nothing of the window. So its ground
 * rules are written into it.
 */

const ground = `
html { font: 15px/1.6 system-ui, -apple-system, "Segoe UI", "Hiragino Sans", "Yu Gothic UI", "Noto Sans CJK JP", "Noto Sans JP", sans-serif; overflow-wrap: anywhere; scrollbar-width: thin; }
body { margin: 0; padding: 16px 24px 24px; }
img { max-width: 100%; }
pre { white-space: pre-wrap; }
blockquote { margin-inline: 0; padding-inline-start: 12px; border-inline-start: 3px solid color-mix(in srgb, currentcolor 25%, transparent); }
@media print { body { padding: 0; } }
`;

/** A mail cannot have this attribute: it is taken from everything that comes. */
const found = 'data-found';
const marks = ({ mark, text }: typeof sheetColours.light): string =>
  `mark[${found}] { background: ${mark} !important; color: ${text} !important; border-radius: 2px; }`;
const forced = `@media (forced-colors: active) { mark[${found}] { background: Mark !important; color: MarkText !important; forced-color-adjust: none; } }`;

/** A mail that brings no colours has those of the window; one that does was made for white paper. */
const colours = (own: boolean): string => {
  const { light, night } = sheetColours;
  const day = `html { color: ${light.text}; background: #ffffff; } a { color: ${light.accent}; } ${marks(light)}`;
  if (own) return `:root { color-scheme: light; } ${day} ${forced}`;
  return `:root { color-scheme: light dark; } ${day} @media (prefers-color-scheme: dark) { html { color: ${night.text}; background: ${night.surface}; } a { color: ${night.accent}; } ${marks(night)} } ${forced}`;
};

const styleOf = (root: HTMLElement, css: string): HTMLStyleElement => {
  const style = root.ownerDocument.createElement('style');
  style.textContent = css;
  return style;
};

const headOf = (root: HTMLElement): HTMLElement => {
  const head = root.querySelector<HTMLElement>('head');
  if (head) return head;
  const made = root.ownerDocument.createElement('head');
  root.prepend(made);
  return made;
};

const written = (root: HTMLElement): string => `<!doctype html>\n${root.outerHTML}`;

/** Marks what is looked for, and opens what it is folded into. */
const markFound = (root: HTMLElement, words: string): void => {
  if (words === '') return;
  const { ownerDocument } = root;
  const texts: Text[] = [];
  const walker = ownerDocument.createTreeWalker(root.querySelector('body') ?? root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  for (const text of texts) {
    if (text.parentElement?.localName === 'style' || !isFound(text.data, words)) continue;
    for (let fold = text.parentElement?.closest('details'); fold; fold = fold.parentElement?.closest('details')) fold.open = true;
    const pieces = piecesOf(text.data, words).map((piece) => {
      if (!piece.found) return piece.text;
      const mark = ownerDocument.createElement('mark');
      mark.setAttribute(found, '');
      mark.textContent = piece.text;
      return mark;
    });
    text.replaceWith(...pieces);
  }
};

/** The page of a cleaned mail. @param words that are looked for */
export const pageOf = (root: HTMLElement, { ownColours, words }: { ownColours: boolean; words: string }): string => {
  const copy = root.cloneNode(true) as HTMLElement;
  markFound(copy, words);
  headOf(copy).prepend(styleOf(copy, ground + colours(ownColours)));
  return written(copy);
};

/** The same to be printed: under a head of facts, dark on white. */
export const printPageOf = (
  root: HTMLElement,
  { title, facts }: { title: string; facts: readonly (readonly [name: string, value: string])[] },
): string => {
  const copy = root.cloneNode(true) as HTMLElement;
  const { ownerDocument } = copy;
  const element = (name: string, text: string): HTMLElement => {
    const made = ownerDocument.createElement(name);
    made.textContent = text;
    return made;
  };
  const sheet = `${ground}${colours(true)} .facts { margin: 0 0 16px; border-bottom: 1px solid #999999; } .facts h1 { font-size: 20px; } .facts dl { display: grid; grid-template-columns: auto 1fr; gap: 2px 12px; } .facts dd { margin: 0; }`;
  headOf(copy).prepend(element('title', title), styleOf(copy, sheet));
  const header = element('header', '');
  header.className = 'facts';
  const list = element('dl', '');
  for (const [name, value] of facts) list.append(element('dt', name), element('dd', value));
  header.append(element('h1', title), list);
  (copy.querySelector('body') ?? copy).prepend(header);
  return written(copy);
};

/** A document of plain text, to be printed as any other. @param inner where it is made */
export const textRoot = (inner: Window & typeof globalThis, text: string): HTMLElement => {
  const made = inner.document.implementation.createHTMLDocument();
  const block = made.createElement('pre');
  block.style.fontFamily = 'inherit';
  block.textContent = text;
  made.body.append(block);
  return made.documentElement;
};
