import { open } from 'node:fs/promises';
import { join } from 'node:path';
import pino, { type Logger } from 'pino';
import { createStream, type RotatingFileStream } from 'rotating-file-stream';
import { withoutSecrets } from './redact.ts';

/*
 * What each part of the app says of itself, for whoever looks into what went wrong: a file each, of bounded size. What is
 * written names states, codes and sizes; never a secret, a subject, an address or a text of a message.
 */

export const parts = ['main', 'engine', 'server'] as const;
export type Part = (typeof parts)[number];

/** Of each part: the file that is written, of at most `size`, and so many before it. */
const bounds = { size: '1M', before: 2 } as const;
/** Bytes of the end of a file that are read to show its last lines. */
const tailBytes = 64 * 1024;
/** UTF-16 units of a line; a longer one is cut. */
const lineAtMost = 4_000;

export interface Logs {
  readonly folder: string;
  readonly main: Logger;
  /** Takes what another process wrote, in whatever pieces it came. */
  from(part: Exclude<Part, 'main'>): (text: string) => void;
  /** The last lines of each part, the newest last. */
  tails(lines: number): Promise<Readonly<Record<Part, readonly string[]>>>;
  /** Writes what is on its way to the disk. */
  close(): Promise<void>;
}

const readTail = async (file: string, lines: number): Promise<string[]> => {
  const handle = await open(file).catch(() => undefined);
  if (!handle) return [];
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, tailBytes);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    const all = buffer.subarray(0, bytesRead).toString('utf8').split('\n');
    // The first line is a part of one, unless the file was read whole.
    return (length < size ? all.slice(1) : all).filter((line) => line !== '').slice(-lines);
  } finally {
    await handle.close();
  }
};

export const openLogs = (folder: string): Logs => {
  const streams = new Map<Part, RotatingFileStream>();
  const streamOf = (part: Part): RotatingFileStream => {
    const known = streams.get(part);
    if (known) return known;
    const stream = createStream((index) => (index ? `${part}.${String(index)}.log` : `${part}.log`), {
      path: folder,
      size: bounds.size,
      rotate: bounds.before,
      mode: 0o600,
    });
    // A disk that cannot be written takes no log either; the app goes on, and says so in its window.
    stream.on('error', () => {}).on('warning', () => {});
    streams.set(part, stream);
    return stream;
  };
  const write = (part: Part, line: string): void => {
    streamOf(part).write(`${withoutSecrets(line.length > lineAtMost ? `${line.slice(0, lineAtMost)}…` : line)}\n`);
  };
  const loggerOf = (part: Part): Logger =>
    pino(
      { base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (level) => ({ level }) } },
      { write: (line) => write(part, line.trimEnd()) },
    );
  return {
    folder,
    main: loggerOf('main'),
    from(part) {
      const log = loggerOf(part);
      let rest = '';
      return (text) => {
        const lines = `${rest}${text}`.split('\n');
        rest = (lines.pop() ?? '').slice(-lineAtMost);
        for (const line of lines)
          if (line.startsWith('{')) write(part, line);
          else if (line.trim() !== '') log.warn(line);
      };
    },
    async tails(lines) {
      const read = await Promise.all(parts.map(async (part) => [part, await readTail(join(folder, `${part}.log`), lines)] as const));
      return Object.fromEntries(read) as Record<Part, string[]>;
    },
    async close() {
      await Promise.all([...streams.values()].map((stream) => new Promise<void>((resolve) => stream.end(() => resolve()))));
      streams.clear();
    },
  };
};
