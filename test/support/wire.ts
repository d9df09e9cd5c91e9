import { connect, type Socket } from 'node:net';

/** An HTTP response as it came over the wire. */
export interface WireResponse {
  readonly version: string;
  readonly status: number;
  /** Names in small letters, in the order of the wire. */
  readonly headers: readonly (readonly [string, string])[];
  header(name: string): string | undefined;
  readonly body: Buffer;
}

const parse = (bytes: Buffer): WireResponse | undefined => {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [start = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const [, version = '', status = ''] = /^(HTTP\/\d\.\d) (\d{3})/.exec(start) ?? [];
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  const header = (name: string): string | undefined => headers.find(([n]) => n === name.toLowerCase())?.[1];
  return { version, status: Number(status), headers, header, body: bytes.subarray(end + 4) };
};

/** A connection on which every byte is the test's own. */
export interface Wire {
  readonly socket: Socket;
  /** Writes a request head, `lines` without line ends (none: no head), and what follows it; reads one response. */
  request(lines: readonly string[], body?: Buffer | string): Promise<WireResponse>;
}

export const openWire = async (server: { http: string }): Promise<Wire> => {
  const { hostname, port } = new URL(server.http);
  const socket = connect(Number(port), hostname);
  let received: Buffer = Buffer.alloc(0);
  let over = false;
  let wake = (): void => {};
  socket.on('data', (data) => {
    received = Buffer.concat([received, data]);
    wake();
  });
  // A connection that is reset has ended too; what came before counts.
  socket.on('error', () => {});
  socket.on('close', () => {
    over = true;
    wake();
  });
  await new Promise((resolve) => socket.once('connect', resolve));

  const take = (head: string): WireResponse | undefined => {
    const response = parse(received);
    if (!response) {
      if (over) throw new Error('the connection was closed without a response');
      return undefined;
    }
    const none = response.status === 100 || response.status === 204 || head.startsWith('HEAD ');
    const length = none ? 0 : Number(response.header('content-length') ?? Number.NaN);
    if (!over && !(response.body.length >= length)) return undefined;
    const whole = Number.isNaN(length) ? response.body.length : Math.min(length, response.body.length);
    received = response.body.subarray(whole);
    return { ...response, body: Buffer.from(response.body.subarray(0, whole)) };
  };
  return {
    socket,
    request: (lines, body = '') =>
      new Promise((resolve, reject) => {
        wake = () => {
          try {
            const response = take(lines[0] ?? '');
            if (response) resolve(response);
          } catch (error) {
            reject(error);
          }
        };
        const head = lines.length > 0 ? `${lines.join('\r\n')}\r\n\r\n` : '';
        socket.write(Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body)]));
      }),
  };
};

/** One request, the first line as given, on a connection of its own. */
export const onTheWire = async (
  server: { http: string },
  token: string,
  line: string,
  headers: readonly string[] = [],
  body?: Buffer | string,
): Promise<WireResponse> => {
  const wire = await openWire(server);
  const response = await wire.request([line, 'Host: restante', `Authorization: Bearer ${token}`, ...headers], body);
  wire.socket.destroy();
  return response;
};
