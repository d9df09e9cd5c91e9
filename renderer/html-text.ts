/** Elements whose content nobody is meant to read; in all of them the first end tag of the same name ends it. */
const unread = new Set('script style title template noscript svg math iframe object textarea'.split(' '));
/** Elements that stand on lines of their own, and those that have an empty line around them. */
const lines = new Set('address article aside dd div dl dt figure footer form header hr li main nav section tr'.split(' '));
const paragraphs = new Set('blockquote h1 h2 h3 h4 h5 h6 ol p pre table ul'.split(' '));

/* Edges of blocks, until it is known which of them meet: several are as wide as the widest. */
const lineEdge = '\u0001';
const paragraphEdge = '\u0002';

const edgeOf = (name: string, opens: boolean): string => {
  if (name === 'br') return '\n';
  if (name === 'li' && opens) return `${lineEdge}• `;
  if (lines.has(name)) return lineEdge;
  if (paragraphs.has(name)) return paragraphEdge;
  return name === 'td' || name === 'th' ? ' ' : '';
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: the marks above
const edges = /[\u0001\u0002]+/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a sender has no say in them
const marks = /[\u0001\u0002]/g;

/** Where a tag ends whose name ends at `from`; a `>` in a quoted value is not its end. */
const endOfTag = (html: string, from: number): number => {
  let at = from;
  while (at < html.length) {
    const character = html[at];
    at += 1;
    if (character === '>') return at;
    if (character !== '=') continue;
    while (/\s/.test(html[at] ?? '')) at += 1;
    const quote = html[at];
    if (quote !== '"' && quote !== "'") continue;
    const close = html.indexOf(quote, at + 1);
    at = close < 0 ? html.length : close + 1;
  }
  return html.length;
};

const endOfContent = (html: string, name: string, from: number): number => {
  const close = new RegExp(`</${name}[\\s/>]`, 'gi');
  close.lastIndex = from;
  return close.exec(html)?.index ?? html.length;
};

/**
 * The text of an HTML body, still with its character references. It is read by hand and not by the
 * browser: what is never parsed as HTML loads nothing, runs nothing and meets no policy. One pass,
 * linear in the length of what strangers send.
 */
export const textOfMarkup = (html: string): string => {
  const parts: string[] = [];
  const tag = /<(\/?)([a-z][^\s/>]*)/iy;
  let preformatted = 0;
  let at = 0;
  /** Behind white space and edges more of it is not seen. */
  let blank = true;
  const push = (part: string): void => {
    if (part === '') return;
    parts.push(part);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the marks above
    blank = /[\s\u0001\u0002]$/.test(part);
  };
  const read = (text: string): void => {
    const plain = text.replace(marks, '');
    const shown = preformatted > 0 ? plain : plain.replace(/[ \t\r\n\f]+/g, ' ');
    push(preformatted === 0 && blank && shown.startsWith(' ') ? shown.slice(1) : shown);
  };
  while (at < html.length) {
    const open = html.indexOf('<', at);
    read(html.slice(at, open < 0 ? html.length : open));
    if (open < 0) break;
    tag.lastIndex = open;
    const [found, slash, written = ''] = tag.exec(html) ?? [];
    if (found === undefined) {
      const comment = html.startsWith('<!--', open);
      const declaration = /[!?/]/.test(html[open + 1] ?? '');
      const end = html.indexOf(comment ? '-->' : '>', open);
      if (comment || declaration) at = end < 0 ? html.length : end + (comment ? 3 : 1);
      else {
        push('<');
        at = open + 1;
      }
      continue;
    }
    const name = written.toLowerCase();
    at = endOfTag(html, open + found.length);
    const edge = edgeOf(name, slash === '');
    push(edge === ' ' && blank ? '' : edge);
    if (name === 'pre') preformatted = Math.max(0, preformatted + (slash ? -1 : 1));
    if (!slash && unread.has(name)) at = endOfContent(html, name, at);
  }
  return parts
    .join('')
    .replace(edges, (found) => (found.includes(paragraphEdge) ? '\n\n' : '\n'))
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
};
