import { textOfMarkup } from '../../html-text.ts';

/** The text of an HTML body as it is read. Only text is given to the parser, which knows every character reference. */
export const textOfHtml = (html: string): string => {
  const escaped = textOfMarkup(html).replaceAll('<', '&lt;');
  return new DOMParser().parseFromString(`<textarea>${escaped}</textarea>`, 'text/html').body.textContent ?? '';
};
