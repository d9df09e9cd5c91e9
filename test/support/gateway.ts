import { createServer, type IncomingMessage, request } from 'node:http';
import { onTestFinished } from 'vitest';

/** What becomes of a request on its way: null lets it pass, a number answers it in place of the server, a promise keeps it waiting. */
export type Passage = (request: IncomingMessage) => number | null | Promise<null>;

/** An HTTP gateway before a server, as companies have them: it can be slow, and it can answer by itself. */
export const startGateway = async (server: { http: string }): Promise<{ readonly http: string; passage: Passage }> => {
  const { hostname, port } = new URL(server.http);
  const gateway: { passage: Passage } = { passage: () => null };
  const listener = createServer(async (asked, answer) => {
    const status = await gateway.passage(asked);
    if (status !== null) {
      asked.resume();
      answer.writeHead(status).end('The gateway could not reach the server.');
      return;
    }
    const { url: path, method, headers } = asked;
    const onward = request({ hostname, port, path, method, headers }, (answered) => {
      answer.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    asked.pipe(onward);
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    listener.close();
    listener.closeAllConnections();
  });
  const { port: own } = listener.address() as { port: number };
  return Object.assign(gateway, { http: `http://127.0.0.1:${own}` });
};
