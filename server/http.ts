import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { v7 as uuidv7 } from 'uuid';
import { formatProblem, Problem } from '../protocol/errors.ts';
import { type Certificate, minVersion } from './tls.ts';

/** Times in ms. */
export interface HttpTimes {
  /** Connections at a time. */
  readonly httpClients: number;
  /** For the head of a request, and for a TLS handshake. */
  readonly httpHeaders: number;
  /** For a whole request. */
  readonly httpRequest: number;
  /** Without a byte in either direction. */
  readonly httpSilence: number;
  /** For the next request of an idle connection. */
  readonly httpKeepAlive: number;
}

export interface HttpDoor {
  readonly server: Server;
  readonly scheme: 'http' | 'https';
  /** New connections see it; open ones go on as they are. */
  use(certificate: Certificate): void;
}

const problemOf = (code: string | undefined): Problem => {
  if (code === 'HPE_HEADER_OVERFLOW') return new Problem('head-too-long', 'The head of a request may have at most 16 KiB.');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new Problem('request-timeout', 'The request did not arrive in time. Nothing was changed.');
  return new Problem('request-malformed', 'What came is not an HTTP request. Nothing was changed.');
};

const answerOf = (problem: Problem): string => {
  const id = uuidv7();
  const document = formatProblem(problem, `urn:uuid:${id}`);
  const body = JSON.stringify(document);
  return [
    `HTTP/1.1 ${document.status} ${document.title}`,
    `X-Request-Id: ${id}`,
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
};

/** Answers what the HTTP parser refuses as every other refusal, and ends the connection: what follows could be read as anything. */
const answerParser = (server: Server): void => {
  const answers = new WeakMap<Duplex, ServerResponse>();
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => answers.set(request.socket, response));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const answer = answers.get(socket);
    // Within an answer a second one would be taken for a part of it.
    const within = answer?.headersSent && !answer.writableFinished;
    if (error.code === 'ECONNRESET' || !socket.writable || within) socket.destroy();
    else socket.end(answerOf(problemOf(error.code)), () => socket.destroy());
  });
};

export const createHttpDoor = (listener: RequestListener, times: HttpTimes, certificate: Certificate | undefined): HttpDoor => {
  const options = {
    requestTimeout: times.httpRequest,
    headersTimeout: times.httpHeaders,
    keepAliveTimeout: times.httpKeepAlive,
    // How late those are noticed.
    connectionsCheckingInterval: Math.ceil(times.httpHeaders / 4),
    // Node's own answer to a request without Host has no document; ours has (server/middleware/target.ts).
    requireHostHeader: false,
  };
  const secure =
    certificate && createSecureServer({ ...options, ...certificate, minVersion, handshakeTimeout: times.httpHeaders }, listener);
  const server = secure ?? createServer(options, listener);
  server.timeout = times.httpSilence;
  server.maxConnections = times.httpClients;
  answerParser(server);
  return { server, scheme: secure ? 'https' : 'http', use: (next) => secure?.setSecureContext({ ...next, minVersion }) };
};
