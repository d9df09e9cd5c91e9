import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** What a proxy does with bytes on their way: passes them (changed, if it likes), or breaks the connection. */
export type Tamper = (bytes: Buffer) => Buffer | 'cut';

export interface Proxy {
  /** Base URL to give to the device instead of the server's. */
  readonly http: string;
  /** Request lines so far, as `GET /v1/mailboxes/ann?get=0`; the notification stream's and what is asked beside the five steps are left out. */
  readonly requests: string[];
  /** Applied to what the device sends, and to what the server answers. */
  onRequest: Tamper | undefined;
  onResponse: Tamper | undefined;
  /** The n-th request line, counted from 0. */
  request(at: number): Promise<string>;
}

/** A TCP proxy between device and server that shows what is said and can disturb it. */
export const startProxy = async (server: { http: string }): Promise<Proxy> => {
  const { hostname, port } = new URL(server.http);
  const requests: string[] = [];
  const waiting = new Set<() => void>();
  const sockets = new Set<Socket>();
  const proxy: { onRequest: Tamper | undefined; onResponse: Tamper | undefined } = { onRequest: undefined, onResponse: undefined };

  const relay = (from: Socket, to: Socket, tamper: (bytes: Buffer) => Buffer | 'cut'): void => {
    from.on('data', (bytes) => {
      const passed = tamper(bytes);
      if (passed !== 'cut') to.write(passed);
      else {
        from.destroy();
        to.destroy();
      }
    });
    from.on('end', () => to.end());
    from.on('close', () => to.destroy());
    from.on('error', () => to.destroy());
  };
  const listener = createServer((device) => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [device, upstream]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    }
    relay(device, upstream, (bytes) => {
      // A device's requests have no bodies: whatever looks like a request line is one.
      for (const [, line = ''] of bytes.toString('latin1').matchAll(/^((?:GET|POST) \S+) HTTP\/1\.1\r$/gm))
        if (!/\/(notifications|tombstones|delivery)\b/.test(line)) requests.push(line);
      for (const check of [...waiting]) check();
      return proxy.onRequest ? proxy.onRequest(bytes) : bytes;
    });
    relay(upstream, device, (bytes) => (proxy.onResponse ? proxy.onResponse(bytes) : bytes));
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    listener.close();
  });
  const address = listener.address() as { port: number };
  return Object.assign(proxy, {
    http: `http://127.0.0.1:${address.port}`,
    requests,
    request: (at: number) =>
      new Promise<string>((resolve) => {
        const check = (): void => {
          const line = requests[at];
          if (line === undefined) return;
          waiting.delete(check);
          resolve(line);
        };
        waiting.add(check);
        check();
      }),
  });
};
