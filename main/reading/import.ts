import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createMboxReader } from './unmbox.ts';

/** A mail in a file; its bytes can be read as often as they are wanted, and never stand in memory as a whole. */
export interface FoundMail {
  /** Its number among those of the file, from 1. */
  readonly number: number;
  readonly size: number;
  /** SHA-256 of its bytes, in hex. */
  readonly sha256: string;
  /** How far the file has been read, in bytes. */
  readonly readTo: number;
  read(): AsyncIterable<Uint8Array>;
}

/** Bytes at the start of a file by which it is told what it is. */
const judgedBy = 4_096;

/** What a file is by its first line: an mbox begins with `From `, a mail with a header (RFC 5322 §2.2). */
export const kindOfFile = (start: Buffer): 'mbox' | 'mail' | 'neither' => {
  const text = start.toString('latin1').replace(/^\xef\xbb\xbf/, '');
  if (/^From \S/.test(text)) return 'mbox';
  return /^[A-Za-z][A-Za-z0-9_-]{0,99}[ \t]*:/.test(text) ? 'mail' : 'neither';
};

const startOfFile = async (path: string): Promise<Buffer> => {
  const file = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(judgedBy), 0, judgedBy, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
};

/** The bytes of a file in a range, as they are. */
const rangeOf = (path: string, from: number, to: number): AsyncIterable<Buffer> =>
  from >= to ? emptyRange() : (createReadStream(path, { start: from, end: to - 1 }) as AsyncIterable<Buffer>);
async function* emptyRange(): AsyncGenerator<Buffer> {}

/** One message of an mbox. */
async function* readRange(path: string, from: number, to: number): AsyncGenerator<Uint8Array> {
  const reader = createMboxReader({ within: true });
  for await (const chunk of rangeOf(path, from, to)) for (const event of reader.push(chunk)) if (event.kind === 'bytes') yield event.bytes;
  for (const event of reader.end()) if (event.kind === 'bytes') yield event.bytes;
}

async function* mailsOfMbox(path: string): AsyncGenerator<FoundMail> {
  const reader = createMboxReader();
  let number = 0;
  let from = 0;
  let size = 0;
  let hash = createHash('sha256');
  const finished = (events: ReturnType<typeof reader.push>): FoundMail[] => {
    const found: FoundMail[] = [];
    for (const event of events)
      switch (event.kind) {
        case 'begin':
          from = event.at;
          size = 0;
          hash = createHash('sha256');
          break;
        case 'bytes':
          hash.update(event.bytes);
          size += event.bytes.byteLength;
          break;
        case 'end': {
          number += 1;
          const begin = from;
          const { at } = event;
          found.push({ number, size, sha256: hash.digest('hex'), readTo: at, read: () => readRange(path, begin, at) });
        }
      }
    return found;
  };
  for await (const chunk of createReadStream(path)) yield* finished(reader.push(chunk as Buffer));
  yield* finished(reader.end());
}

async function* mailOfFile(path: string): AsyncGenerator<FoundMail> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk as Buffer);
    size += (chunk as Buffer).byteLength;
  }
  yield { number: 1, size, sha256: hash.digest('hex'), readTo: size, read: () => createReadStream(path) };
}

/** The mails of an mbox, or the one of an EML file; undefined if it is neither. @throws what the disk says */
export const mailsIn = async (path: string): Promise<AsyncIterable<FoundMail> | undefined> => {
  switch (kindOfFile(await startOfFile(path))) {
    case 'mbox':
      return mailsOfMbox(path);
    case 'mail':
      return mailOfFile(path);
    case 'neither':
      return undefined;
  }
};
