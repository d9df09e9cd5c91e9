import type { Readable } from 'node:stream';
import { Problem } from '../../protocol/errors.ts';

/*
 * Several messages in one answer: `application/http` (RFC 9112 §10.2), one response after another. Each part here is
 * small enough to be held in memory; at the first that is not, the reader stops and asks for it alone.
 */

/** The head of a part, names in lower case, and its body; no body if that is larger than the reader holds. */
export interface Part {
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array | undefined;
}

/** Bytes of a part's head; a server's head has a kilobyte or two. */
const headAtMost = 16_384;

const invalid = (detail: string): Problem =>
  new Problem('answer-invalid', `${detail} What came before it is stored; the others are safe at the server.`);

const parseHead = (text: string): Record<string, string> => {
  const [status = '', ...lines] = text.split('\r\n');
  if (!/^HTTP\/1\.1 200( |$)/.test(status)) throw invalid('A part of the answer is not a message.');
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      if (colon <= 0) throw invalid('A part of the answer has no valid head.');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
};

/**
 * @param bytesAtMost a part with a larger body is given without it, as the last one
 * @throws Problem `answer-invalid`; whatever the stream throws when it breaks
 */
export async function* readParts(stream: Readable, bytesAtMost: number): AsyncGenerator<Part, undefined> {
  let kept: Buffer = Buffer.alloc(0);
  let head: Record<string, string> | undefined;
  let length = 0;
  for await (const bytes of stream) {
    kept = kept.byteLength === 0 ? (bytes as Buffer) : Buffer.concat([kept, bytes as Buffer]);
    for (;;) {
      if (!head) {
        const end = kept.indexOf('\r\n\r\n');
        if (end > headAtMost || (end < 0 && kept.byteLength > headAtMost)) throw invalid('A part of the answer has too long a head.');
        if (end < 0) break;
        head = parseHead(kept.toString('latin1', 0, end));
        kept = kept.subarray(end + 4);
        const announced = head['content-length'] ?? '';
        if (!/^\d{1,15}$/.test(announced)) throw invalid('A part of the answer has no length.');
        length = Number(announced);
        if (length > bytesAtMost) {
          yield { headers: head, bytes: undefined };
          return;
        }
      }
      if (kept.byteLength < length) break;
      // A copy: what it is cut from is larger.
      yield { headers: head, bytes: new Uint8Array(kept.subarray(0, length)) };
      kept = kept.subarray(length);
      head = undefined;
    }
  }
  if (head || kept.byteLength > 0) throw invalid('The answer ends within a message.');
}
