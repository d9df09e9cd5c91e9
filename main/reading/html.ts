/** Elements whose content nobody reads; the first end tag of the same name ends it. */
const unread = new Set(['script', 'style', 'template', 'noscript']);
/** Elements that stand within a word. */
const within = new Set(
  'a abbr b big bdi bdo cite code del dfn em font i ins kbd mark q s samp small span strike strong sub sup tt u var wbr'.split(' '),
);

/** The names of U+00A0 to U+00FF, in their order, and of some others (HTML, §13.5). */
const latin =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml';
const named = new Map<string, string>([
  ...latin.split(' ').map((name, at): [string, string] => [name, String.fromCharCode(0xa0 + at)]),
  ...Object.entries({
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    OElig: 'Œ',
    oelig: 'œ',
    Scaron: 'Š',
    scaron: 'š',
    Zcaron: 'Ž',
    zcaron: 'ž',
    Yuml: 'Ÿ',
  }),
]);

const characterOf = (reference: string, body: string): string => {
  if (!body.startsWith('#')) return named.get(body) ?? reference;
  const code = /^#x/i.test(body) ? Number.parseInt(body.slice(2), 16) : Number.parseInt(body.slice(1), 10);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
};

/**
 * The words of an HTML text, for the search: what is between its tags. One pass, linear in the length of what strangers
 * send; nothing is loaded or run.
 */
export const wordsOfHtml = (html: string): string => {
  const parts: string[] = [];
  const tag = /<\/?([a-z][a-z0-9]*)/iy;
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    parts.push(html.slice(at, open < 0 ? html.length : open));
    if (open < 0) break;
    const comment = html.startsWith('<!--', open);
    tag.lastIndex = open;
    const [found = '', name = ''] = tag.exec(html) ?? [];
    if (!comment && found === '' && !/[!?/]/.test(html[open + 1] ?? '')) {
      parts.push('<');
      at = open + 1;
      continue;
    }
    const end = comment ? html.indexOf('-->', open + 4) : html.indexOf('>', open);
    if (end < 0) break;
    at = end + (comment ? 3 : 1);
    const element = name.toLowerCase();
    if (!within.has(element)) parts.push(' ');
    if (!unread.has(element) || found.startsWith('</')) continue;
    const closing = new RegExp(`</${element}`, 'gi');
    closing.lastIndex = at;
    at = closing.exec(html)?.index ?? html.length;
  }
  return parts.join('').replace(/&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,7});?/gi, characterOf);
};
