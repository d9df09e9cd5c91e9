import { readFileSync } from 'node:fs';
import { createServer as createPlain, type IncomingMessage } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { onTestFinished } from 'vitest';
import { makeCertificate, noOpenssl } from './certificate.ts';
import { temporaryFolder } from './folder.ts';

/** A request that was made of the counting server. */
export interface Counted {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
}

const gif = Buffer.from('R0lGODlhAQABAAAAACw=', 'base64');

/**
 * A server that counts who comes: connections, and what is asked for with and without TLS. It answers with a picture and a
 * cookie, or with what `pages` has for the path.
 */
export const startCounting = async (pages: ReadonlyMap<string, { type: string; body: string | Uint8Array }> = new Map()) => {
  const requests: Counted[] = [];
  let connections = 0;
  const answer: Parameters<typeof createPlain>[1] = ({ url = '', headers }, response) => {
    requests.push({ url, headers });
    const page = pages.get(url);
    response.setHeader('Set-Cookie', 'who=ann; SameSite=None; Secure');
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('Content-Type', page?.type ?? 'image/gif');
    response.end(page?.body ?? gif);
  };
  const plain = createPlain(answer);
  const certificate = noOpenssl ? undefined : makeCertificate(temporaryFolder());
  const secure = createSecure(certificate ? { cert: certificate.pem, key: readFileSync(certificate.key) } : {}, answer);
  const listen = async (server: Server): Promise<number> => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  const [plainPort, securePort] = [await listen(plain), await listen(secure)];
  const door = createServer((socket) => {
    connections += 1;
    socket.on('error', () => {});
    socket.once('data', (first) => {
      socket.pause();
      // A TLS connection begins with a handshake record.
      const within = connect(first[0] === 0x16 ? securePort : plainPort, '127.0.0.1');
      within.on('error', () => socket.destroy());
      within.write(first);
      socket.pipe(within).pipe(socket);
    });
  });
  const port = await listen(door);
  onTestFinished(() => {
    for (const server of [plain, secure]) {
      server.closeAllConnections();
      server.close();
    }
    door.close();
  });
  return { port, requests, connections: () => connections };
};
