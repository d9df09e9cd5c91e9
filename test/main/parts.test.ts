import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Part, readParts } from '#restante/main/sync/parts';

interface Sent {
  readonly name: string;
  readonly body: Uint8Array;
}

const sent = fc.array(fc.record({ name: fc.stringMatching(/^[a-z]{1,8}$/), body: fc.uint8Array({ maxLength: 300 }) }), { maxLength: 6 });

const formatted = (parts: readonly Sent[]): Buffer =>
  Buffer.concat(
    parts.flatMap(({ name, body }) => [
      Buffer.from(`HTTP/1.1 200 OK\r\nX-Name: ${name}\r\nContent-Length: ${body.byteLength}\r\n\r\n`),
      body,
    ]),
  );

/** The bytes in pieces of these lengths, repeated. */
const inPieces = (bytes: Buffer, lengths: readonly number[]): Buffer[] => {
  const pieces: Buffer[] = [];
  for (let at = 0, n = 0; at < bytes.byteLength; n += 1) {
    const length = lengths[n % lengths.length] ?? 1;
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
};

const read = async (pieces: readonly Buffer[], bytesAtMost = 1_000): Promise<Part[]> => {
  const parts: Part[] = [];
  for await (const part of readParts(Readable.from(pieces), bytesAtMost)) parts.push(part);
  return parts;
};

const lengths = fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 4 });

test('parts are what was sent, however the bytes come', async () => {
  await fc.assert(
    fc.asyncProperty(sent, lengths, async (parts, pieces) => {
      const got = await read(inPieces(formatted(parts), pieces));
      expect(got).toEqual(
        parts.map(({ name, body }) => ({ headers: { 'x-name': name, 'content-length': String(body.byteLength) }, bytes: body })),
      );
    }),
  );
});

test('an answer that is cut anywhere but between two parts is not whole, and what came before it is', async () => {
  await fc.assert(
    fc.asyncProperty(sent, lengths, fc.nat(), async (parts, pieces, at) => {
      const bytes = formatted(parts);
      const cut = at % (bytes.byteLength + 1);
      const got: Part[] = [];
      const reading = (async () => {
        for await (const part of readParts(Readable.from(inPieces(bytes.subarray(0, cut), pieces)), 1_000)) got.push(part);
      })();
      const whole = parts.findLastIndex((_, n) => formatted(parts.slice(0, n + 1)).byteLength <= cut) + 1;
      if (formatted(parts.slice(0, whole)).byteLength === cut) await reading;
      else await expect(reading).rejects.toMatchObject({ code: 'answer-invalid' });
      expect(got.map(({ headers }) => headers['x-name'])).toEqual(parts.slice(0, whole).map(({ name }) => name));
    }),
  );
});

test('a part that is too large comes without its body, and is the last', async () => {
  const parts = [3, 11, 4].map((length, n) => ({ name: 'abc'.slice(n, n + 1), body: new Uint8Array(length) }));
  expect(await read([formatted(parts)], 10)).toMatchObject([
    { headers: { 'x-name': 'a' } },
    { headers: { 'x-name': 'b' }, bytes: undefined },
  ]);
});

test.each([
  ['another status', 'HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n'],
  ['HTML', '<html>\r\n\r\n</html>'],
  ['no length', 'HTTP/1.1 200 OK\r\nSubject: x\r\n\r\n'],
  ['a length that is none', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n'],
  ['a line that is no header', 'HTTP/1.1 200 OK\r\nnothing\r\n\r\n'],
  ['a head without end', 'HTTP/1.1 200 OK\r\n'.padEnd(20_000, 'x')],
])('%s is not a part', async (_, text) => {
  await expect(read([Buffer.from(text)])).rejects.toMatchObject({ code: 'answer-invalid' });
});
