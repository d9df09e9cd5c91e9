import type { Addresses } from './addresses.ts';

/*
 * The styles of a mail, as the browser itself has read them: what it does not know is gone by then, escapes are resolved, and
 * every value stands in one form. Of that, what loads nothing is kept.
 */

/** Functions that name a picture in a way of their own; no mail needs them. */
const exotic = /(?:image-set|cross-fade|image|element|paint|src|var|env|attr|-webkit-canvas)\(/i;
const urls = /url\("((?:[^"\\]|\\.)*)"\)/g;
/** The properties that may have a picture. */
const pictured = /^(?:background-image|list-style-image)$/;
const colours = /^(?:color|background-color|background-image|background)$/;
/** What moves, what stays before the reader's eyes whatever they do, and what is no look at all. */
const unwanted =
  /^(?:--|animation|transition|view-transition|will-change|cursor|pointer-events|-webkit-user|user-select|-webkit-app-region|app-region|zoom|position-|anchor|color-scheme|all$|src$)/;

const escapes = /\\([0-9a-f]{1,6})\s?|\\(.)/gi;
const unescaped = (text: string): string =>
  text.replace(escapes, (_, hex: string | undefined, sign: string | undefined) =>
    hex === undefined ? (sign ?? '') : String.fromCodePoint(Math.min(Number.parseInt(hex, 16), 0x10ffff)),
  );

/** The value as it may stand; undefined: not at all. */
const cleanValue = (name: string, value: string, addresses: Addresses): string | undefined => {
  if (value === '' || unwanted.test(name) || (name === 'position' && !/^(?:static|relative|absolute)$/.test(value))) return undefined;
  if (!/[(\\]/.test(value)) return value;
  const rest = value.replace(urls, '');
  if (exotic.test(rest) || /url\(/i.test(rest)) {
    for (const [, url = ''] of value.matchAll(/(?:url\()?"((?:[^"\\]|\\.)*)"/g)) addresses.picture(unescaped(url));
    return undefined;
  }
  let sound = true;
  const cleaned = value.replace(urls, (_, url: string) => {
    const address = addresses.picture(unescaped(url));
    if (address === undefined || !pictured.test(name)) sound = false;
    return `url("${(address ?? '').replace(/["\\\n]/g, encodeURIComponent)}")`;
  });
  return sound ? cleaned : undefined;
};

/** `<` may stand in strings of a style, and would end the element that it is in. */
const withoutTags = (css: string): string => css.replaceAll('<', '\\3c ');

/** The declarations that may stay, as text. */
export const cleanDeclarations = (style: CSSStyleDeclaration, addresses: Addresses): string => {
  const kept: string[] = [];
  for (const name of style) {
    const value = cleanValue(name, style.getPropertyValue(name), addresses);
    if (value === undefined) continue;
    if (colours.test(name) && !/^(?:initial|inherit|unset|none|transparent|currentcolor)$/i.test(value)) addresses.coloured();
    kept.push(`${name}:${value}${style.getPropertyPriority(name) === '' ? '' : ' !important'}`);
  }
  return kept.join(';');
};

const cleanRules = (rules: CSSRuleList, inner: Window & typeof globalThis, addresses: Addresses): string => {
  const kept: string[] = [];
  for (const rule of rules) {
    if (rule instanceof inner.CSSStyleRule) {
      const declarations = cleanDeclarations(rule.style, addresses);
      if (declarations !== '') kept.push(`${rule.selectorText}{${declarations}}`);
    } else if (rule instanceof inner.CSSMediaRule) {
      // The sheet on which mail is shown is white by day and by night.
      if (/prefers-color-scheme/i.test(rule.conditionText)) continue;
      const within = cleanRules(rule.cssRules, inner, addresses);
      if (within !== '') kept.push(`@media ${rule.conditionText}{${within}}`);
    }
  }
  return kept.join('\n');
};

/** The rules of a style sheet that may stay, as text. */
export const cleanSheet = (css: string, inner: Window & typeof globalThis, addresses: Addresses): string => {
  const sheet = new inner.CSSStyleSheet();
  sheet.replaceSync(css);
  return withoutTags(cleanRules(sheet.cssRules, inner, addresses));
};
