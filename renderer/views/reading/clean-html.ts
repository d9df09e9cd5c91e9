import type { Config } from 'dompurify';
import type { Attachment } from '../../../protocol/bridge.ts';
import { type Addresses, type Collected, createAddresses } from './addresses.ts';
import { cleanDeclarations, cleanSheet } from './clean-css.ts';
import type { Inert } from './inert.ts';

/** Elements that lay out a letter. What is not named goes; what stood in it stays, unless it is no text. */
const tags =
  'html head body style a abbr acronym address area article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn dir div dl dt em ' +
  'figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li main map mark nav nobr ol p pre q rp rt ruby s samp section small span strike strong sub ' +
  'summary sup table tbody td tfoot th thead time tr tt u ul var wbr';
const attributes =
  'abbr align alt aria-hidden aria-label axis background bgcolor border cellpadding cellspacing char charoff class clear color cols colspan compact coords dir face frame ' +
  'headers height href hspace id lang leftmargin link alink vlink marginheight marginwidth name noshade nowrap open reversed role rowspan rules scope shape size span src srcset ' +
  'start style summary text title topmargin type usemap valign value vspace width';

const config = {
  ALLOWED_TAGS: tags.split(' '),
  ALLOWED_ATTR: attributes.split(' '),
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ALLOW_UNKNOWN_PROTOCOLS: false,
  // What an address may be is judged below, where it is known what it is for.
  ALLOWED_URI_REGEXP: /^(?:(?:https?|ftp|mailto|cid|data):|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i,
  WHOLE_DOCUMENT: true,
  SANITIZE_DOM: true,
  SANITIZE_NAMED_PROPS: false,
} satisfies Config;

/** A mail as it may be shown. */
export interface CleanMail extends Collected {
  /** The `html` element, in a document in which nothing loads. */
  readonly root: HTMLElement;
}

const cleanElement = (element: HTMLElement, inner: Inert['window'], addresses: Addresses): void => {
  const name = element.localName;
  const replace = (attribute: string, value: string | undefined): void => {
    if (value === undefined || value === '') element.removeAttribute(attribute);
    else element.setAttribute(attribute, value);
  };
  if (name === 'style') {
    element.textContent = cleanSheet(element.textContent ?? '', inner, addresses);
    return;
  }
  if (element.hasAttribute('style')) replace('style', cleanDeclarations(element.style, addresses));
  for (const attribute of ['src', 'background'] as const) {
    const written = element.getAttribute(attribute);
    if (written === null) continue;
    replace(attribute, (attribute === 'src') === (name === 'img') ? addresses.picture(written) : undefined);
    if (attribute === 'background') addresses.coloured();
  }
  const [candidate = ''] = /^[^\s,]+/.exec(element.getAttribute('srcset')?.trim() ?? '') ?? [];
  element.removeAttribute('srcset');
  if (candidate !== '' && name === 'img' && !element.hasAttribute('src')) replace('src', addresses.picture(candidate));
  const href = element.getAttribute('href');
  if (href !== null) {
    const text = (element.textContent ?? '').replace(/\s+/g, ' ').trim() || (element.querySelector('img')?.alt ?? '');
    replace('href', name === 'a' || name === 'area' ? addresses.link(href, text) : undefined);
  }
  const usemap = element.getAttribute('usemap');
  if (usemap !== null && !usemap.startsWith('#')) element.removeAttribute('usemap');
  if (element.hasAttribute('bgcolor') || element.hasAttribute('color') || element.hasAttribute('text')) addresses.coloured();
};

/**
 * What of an HTML mail may be shown: cleaned by DOMPurify, with the parser that will show it, and then looked through once
 * more for everything that would be loaded. @param remote pictures from elsewhere are loaded
 */
export const cleanHtml = (
  inert: Inert,
  html: string,
  { attachments, remote }: { attachments: readonly Attachment[]; remote: boolean },
): CleanMail => {
  const { addresses, collected } = createAddresses(attachments, remote);
  const root = inert.purifier.sanitize(html, { ...config, RETURN_DOM: true }) as HTMLElement;
  for (const element of [root, ...root.querySelectorAll<HTMLElement>('*')]) cleanElement(element, inert.window, addresses);
  return { root, ...collected };
};
