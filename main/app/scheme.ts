import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { protocol } from 'electron';

/** The window's page and all that belongs to it come from here, and nothing else does. */
export const origin = 'app://restante';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.pfb': 'application/octet-stream',
  '.bcmap': 'application/octet-stream',
};

const policy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self' blob: data:",
    'media-src blob:',
    "worker-src 'self'",
    "connect-src 'self'",
    // Messages, and the page in which they are cleaned.
    `frame-src mail: ${origin}/inert.html`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Of the page in which messages are cleaned: what is parsed there runs nothing and loads nothing, and may have styles. */
const inertPolicy = `default-src 'none'; style-src 'unsafe-inline'; sandbox allow-same-origin; frame-ancestors ${origin}`;

/** Before the app is ready. `mail:` is for messages alone, each a site of its own: see mail-scheme.ts. */
export const registerSchemes = (): void =>
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    { scheme: 'mail', privileges: { standard: true, secure: true } },
  ]);

/** @param root folder of the built renderer; the URL ends in `/` */
export const serveScheme = (root: URL): void => {
  protocol.handle('app', async (request) => {
    const { pathname } = new URL(request.url);
    const type = types[extname(pathname)];
    const file = new URL(`.${pathname}`, root);
    // A parsed URL holds no `..`; an encoded one is no name of ours.
    if (!type || !/^\/[\w./-]+$/.test(pathname) || !file.href.startsWith(root.href)) return new Response(null, { status: 404 });
    const bytes = await readFile(file).catch(() => undefined);
    if (!bytes) return new Response(null, { status: 404 });
    const headers = { 'Content-Type': type, 'X-Content-Type-Options': 'nosniff' };
    if (type !== types['.html']) return new Response(new Uint8Array(bytes), { headers });
    const nonce = randomBytes(16).toString('base64');
    const page = bytes.toString('utf8').replaceAll('__NONCE__', nonce);
    const security = pathname === '/inert.html' ? inertPolicy : policy(nonce);
    return new Response(page, { headers: { ...headers, 'Content-Security-Policy': security } });
  });
};
