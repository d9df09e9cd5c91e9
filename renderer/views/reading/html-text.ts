/** Elements whose content nobody is meant to read. */
const unread = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'NOSCRIPT', 'HEAD', 'TITLE', 'SVG', 'IFRAME', 'OBJECT']);
const blocks = new Set(
  'ADDRESS ARTICLE ASIDE BLOCKQUOTE DD DIV DL DT FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN OL P PRE SECTION TABLE TR UL'.split(
    ' ',
  ),
);
const spaced = new Set('BLOCKQUOTE H1 H2 H3 H4 H5 H6 OL P PRE TABLE UL'.split(' '));

/**
 * The text of a mail that has only HTML. The document that it is parsed into is inert: no script runs,
 * nothing is loaded. Nesting is bounded by the parser itself (512 levels), so the recursion is too.
 */
export const textOfHtml = (html: string): string => {
  const parts: string[] = [];
  const visit = (node: Node): void => {
    if (node.nodeType === Node.TEXT_NODE) {
      const kept = node.parentElement?.closest('pre') ? (node.nodeValue ?? '') : (node.nodeValue ?? '').replace(/\s+/g, ' ');
      parts.push(kept);
      return;
    }
    if (unread.has(node.nodeName.toUpperCase())) return;
    if (node.nodeName === 'BR') parts.push('\n');
    const edge = spaced.has(node.nodeName) ? '\n\n' : blocks.has(node.nodeName) ? '\n' : node.nodeName === 'TD' ? '  ' : '';
    parts.push(edge);
    for (const child of node.childNodes) visit(child);
    parts.push(edge);
  };
  visit(new DOMParser().parseFromString(html, 'text/html').body);
  return parts
    .join('')
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n[ \t]+(?=\S)/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
};
