import { protocol, session } from 'electron';
import type { Outcome, Part } from '../../protocol/bridge.ts';
import { type MailPages, mayLeave, parseMailAddress } from './mail-pages.ts';
import { origin } from './scheme.ts';

/** What a message may do in its frame: be laid out. */
const policy = (token: string, remote: boolean): string =>
  [
    "default-src 'none'",
    `img-src mail://message/${token}/ data:${remote ? ' http: https:' : ''}`,
    "style-src 'unsafe-inline'",
    'sandbox',
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${origin}`,
  ].join('; ');

const headers = {
  'X-Content-Type-Options': 'nosniff',
  'X-DNS-Prefetch-Control': 'off',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-site',
  'Cache-Control': 'no-store',
};

const absent = (): Response => new Response(null, { status: 404, headers });

/** Pictures that are drawn without running anything of theirs; the type says so, and nobody sniffs another. */
const drawn = /^image\/(png|jpeg|gif|webp|avif|bmp)$/;

/** Serves messages that are shown, and the pictures within them, as long as they are shown. */
export const serveMail = (
  pages: MailPages,
  partOf: (args: { account: string; uid: string; part: number }) => Promise<Outcome<Part>>,
): void => {
  protocol.handle('mail', async ({ url }) => {
    const address = parseMailAddress(url);
    const shown = address && pages.get(address.token);
    if (!shown || address.kind === 'link') return absent();
    if (address.kind === 'page') {
      const type = 'text/html; charset=utf-8';
      return new Response(shown.page, {
        headers: { ...headers, 'Content-Type': type, 'Content-Security-Policy': policy(address.token, shown.remote) },
      });
    }
    const { account, uid } = shown;
    const part = await partOf({ account, uid, part: address.number });
    if (!part.ok || !drawn.test(part.value.type) || !pages.get(address.token)) return absent();
    return new Response(new Uint8Array(part.value.data), {
      headers: { ...headers, 'Content-Type': part.value.type, 'Content-Security-Policy': "default-src 'none'; sandbox" },
    });
  });
};

/** Every address that leads out of this computer, or to its files. */
const outside = { urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file://*/*'] };

/** Headers without which no server would answer. */
const needed = new Set(['accept', 'accept-encoding', 'host', 'connection', 'range']);

/** The second wall: whatever a page may do, nothing of it leaves but what the reader allowed, and that without a name. */
export const guardRequests = (pages: MailPages): void => {
  const { webRequest } = session.defaultSession;
  webRequest.onBeforeRequest(outside, ({ url, resourceType, frame }, answer) => {
    answer({ cancel: !mayLeave(pages, { url, resourceType, frame: frame?.url }) });
  });
  webRequest.onBeforeSendHeaders(outside, ({ requestHeaders }, answer) => {
    const kept = Object.entries(requestHeaders).filter(([name]) => needed.has(name.toLowerCase()));
    answer({ requestHeaders: { ...Object.fromEntries(kept), 'User-Agent': 'Mozilla/5.0' } });
  });
  webRequest.onHeadersReceived(outside, ({ responseHeaders = {} }, answer) => {
    const kept = Object.entries(responseHeaders).filter(([name]) => !/^(set-cookie2?|strict-transport-security|link|refresh)$/i.test(name));
    answer({ responseHeaders: Object.fromEntries(kept) });
  });
};
