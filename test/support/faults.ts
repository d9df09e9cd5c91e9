import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Who sent the bytes that are counted. */
export type Side = 'device' | 'server';

/** What happens once a side has sent `after` bytes, counted over all connections since `begin`; what follows them meets it. */
export interface Fault {
  readonly side: Side;
  readonly after: number;
  /** Counted are bytes of messages alone, or of the rest of messages that broke off. */
  readonly within?: 'bodies' | 'rest';
  readonly what: /** The connection ends. */
    | 'cut'
    /** Nothing more of that side comes through on this connection, which stays open. */
    | 'stall'
    /** The last bytes before come once more. */
    | 'repeat'
    /** What follows is late by some ms. */
    | 'delay';
}

/** A TCP proxy between devices and a server for many runs, one after another. */
export interface FaultyProxy {
  readonly http: string;
  /** Ends all connections, and counts and disturbs anew. */
  begin(fault?: Fault): void;
  /** Bytes of each side since then. */
  readonly counted: Readonly<Record<Side, number>>;
  /** The connections there are stay open and carry nothing any more, as after a sleep. */
  freeze(): void;
  /** Whether the fault was met. */
  happened(): boolean;
  /** Resolves when it is met. */
  met(): Promise<void>;
  /** Heads of requests since then. */
  readonly requests: readonly string[];
  /** Bytes of message bodies since then: what follows the head of an answer with `Acquisition` and a length. */
  readonly bodies: readonly { readonly head: string; readonly bytes: number }[];
  /** Every request reaches the server twice, on two connections; the device sees one answer. */
  twice: boolean;
  /** What a notification stream says is said twice. */
  echo: boolean;
  /** Changes a request. */
  reword: ((head: string) => string) | undefined;
  /** Answers in the server's place: its bytes, after which the connection ends; `undefined` lets the request pass. */
  instead: ((head: string) => string | Buffer | undefined) | undefined;
  /** Changes the head of an answer. */
  behead: ((head: string, request: string) => string) | undefined;
}

const repeated = 16;
const delayed = 5;

interface Link {
  readonly device: Socket;
  readonly upstream: Socket;
  readonly stalled: Record<Side, boolean>;
  /** What waits its turn behind bytes that are late. */
  readonly late: Record<Side, Buffer[] | undefined>;
}

/** Splits a stream into heads and what follows them; a request of a device has no body. */
const createHeads = (onHead: (head: string) => void): ((bytes: Buffer) => void) => {
  let text = '';
  return (bytes) => {
    text += bytes.toString('latin1');
    for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
      onHead(text.slice(0, end + 4));
      text = text.slice(end + 4);
    }
  };
};

/** @param upstreamOf where the server is now */
export const startFaultyProxy = async (upstreamOf: () => string): Promise<FaultyProxy> => {
  const links = new Set<Link>();
  const counted = { device: 0, server: 0 };
  const requests: string[] = [];
  const bodies: { head: string; bytes: number }[] = [];
  let countedInBodies = 0;
  let fault: Fault | undefined;
  let happened = false;
  let meet = (): void => {};
  let met = new Promise<void>(() => {});
  const state: Pick<FaultyProxy, 'twice' | 'echo' | 'reword' | 'instead' | 'behead'> = {
    twice: false,
    echo: false,
    reword: undefined,
    instead: undefined,
    behead: undefined,
  };

  const end = ({ device, upstream }: Link): void => {
    device.destroy();
    upstream.destroy();
  };

  /** Passes bytes on, and does what is to be done at their place in the count. */
  const pass = (link: Link, side: Side, bytes: Buffer, of?: 'bodies' | 'rest'): void => {
    if (link.stalled[side]) return;
    const to = side === 'device' ? link.upstream : link.device;
    counted[side] += bytes.byteLength;
    const within = !fault?.within || of === fault.within || (of !== undefined && fault.within === 'bodies');
    if (within && of) countedInBodies += bytes.byteLength;
    const until = fault?.within ? countedInBodies : counted[side];
    const from = until - bytes.byteLength;
    const meant = fault?.side === side && within && fault.after >= from && fault.after < until;
    if (!fault || happened || !meant) {
      const late = link.late[side];
      if (late) late.push(bytes);
      else to.write(bytes);
      return;
    }
    happened = true;
    const before = bytes.subarray(0, fault.after - from);
    const rest = bytes.subarray(before.byteLength);
    switch (fault.what) {
      case 'cut':
        to.write(before, () => end(link));
        break;
      case 'stall':
        link.stalled[side] = true;
        to.write(before);
        break;
      case 'repeat':
        to.write(Buffer.concat([before, before.subarray(-repeated), rest]));
        break;
      case 'delay':
        to.write(before);
        link.late[side] = [rest];
        setTimeout(() => {
          for (const part of link.late[side] ?? []) to.write(part);
          link.late[side] = undefined;
        }, delayed);
        break;
    }
    meet();
  };

  const alsoTo = (head: string): void => {
    const { hostname, port } = new URL(upstreamOf());
    const second = connect(Number(port), hostname, () => second.write(head.replace('\r\n', '\r\nConnection: close\r\n'), 'latin1'));
    second.on('error', () => {}).on('data', () => {});
    second.setTimeout(2_000, () => second.destroy());
  };

  /** Answers, of which the head may be changed and the body is counted. */
  const createAnswers = (link: Link, asked: string[]): ((bytes: Buffer) => void) => {
    let waiting = Buffer.alloc(0);
    let left = 0;
    let streaming = false;
    return (bytes) => {
      waiting = Buffer.concat([waiting, bytes]);
      while (waiting.byteLength > 0) {
        if (left > 0 || streaming) {
          const part = streaming ? waiting : waiting.subarray(0, left);
          const body = bodies.at(-1);
          if (!streaming && body) body.bytes += part.byteLength;
          if (!streaming) left -= part.byteLength;
          waiting = waiting.subarray(part.byteLength);
          pass(link, 'server', part, streaming ? undefined : body?.head.startsWith('HTTP/1.1 206') ? 'rest' : 'bodies');
          if (streaming && state.echo) pass(link, 'server', part);
          continue;
        }
        const ends = waiting.indexOf('\r\n\r\n');
        if (ends < 0) return;
        const head = waiting.toString('latin1', 0, ends + 4);
        waiting = waiting.subarray(ends + 4);
        const length = /^content-length: (\d+)\r$/im.exec(head)?.[1];
        streaming = length === undefined && !/^HTTP\/1\.1 204/.test(head);
        left = Number(length ?? 0);
        if (left > 0) bodies.push({ head, bytes: 0 });
        pass(link, 'server', Buffer.from(state.behead?.(head, asked.shift() ?? '') ?? head, 'latin1'));
      }
    };
  };

  const listener = createServer((device) => {
    const { hostname, port } = new URL(upstreamOf());
    const upstream = connect(Number(port), hostname);
    const link: Link = { device, upstream, stalled: { device: false, server: false }, late: { device: undefined, server: undefined } };
    links.add(link);
    for (const socket of [device, upstream]) {
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => {
        end(link);
        links.delete(link);
      });
    }
    const asked: string[] = [];
    let instead: string | Buffer | undefined;
    const heads = createHeads((head) => {
      requests.push(head);
      asked.push(head);
      if (state.twice) alsoTo(head);
      instead ??= state.instead?.(head);
    });
    device.on('data', (bytes) => {
      heads(bytes);
      if (instead === undefined) pass(link, 'device', state.reword ? Buffer.from(state.reword(bytes.toString('latin1')), 'latin1') : bytes);
      else device.end(instead);
    });
    device.on('end', () => upstream.end());
    const answers = createAnswers(link, asked);
    upstream.on('data', answers);
    upstream.on('end', () => device.end());
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as { port: number };
  onTestFinished(() => {
    for (const link of links) end(link);
    listener.close();
  });
  return Object.assign(state, {
    http: `http://127.0.0.1:${port}`,
    counted,
    begin(next?: Fault) {
      for (const link of links) end(link);
      links.clear();
      fault = next;
      happened = false;
      met = new Promise((resolve) => {
        meet = resolve;
      });
      requests.length = 0;
      bodies.length = 0;
      countedInBodies = 0;
      Object.assign(counted, { device: 0, server: 0 });
    },
    freeze() {
      for (const { stalled } of links) Object.assign(stalled, { device: true, server: true });
    },
    happened: () => happened,
    met: () => met,
    requests,
    bodies,
  });
};
