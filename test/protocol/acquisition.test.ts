import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAcquisition, maxBatch, methodOf, normalizeTarget, parseAcquisition, parseParameters } from '#restante/protocol/acquisition';
import { Problem, type ProblemCode, statusOf } from '#restante/protocol/errors';
import { mailbox, request } from '../support/arbitraries.ts';

/** The code that a text is refused with; `undefined` if it is taken. Any other error fails the test. */
const refusal = (query: string): ProblemCode | undefined => {
  try {
    parseAcquisition(query);
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
};

const queryOf = (target: string): string => target.slice(target.indexOf('?') + 1);

/** Texts that come near a request. */
const nearRequest = fc
  .array(
    fc.oneof(
      fc.constantFrom(...['get', 'delete', 'move', 'room', 'max', 'x-a', '=', '&', ',', '-', '~', '%', '%2C', '%C3', '+', ' ']),
      fc.constantFrom('0', '1', '7', '9f3c21ab77e0', '999999999999999', '1-64', 'get=7', 'delete=7'),
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
    { maxLength: 24 },
  )
  .map((parts) => parts.join(''));

describe('acquisition request', () => {
  it('reads what it writes', () => {
    fc.assert(
      fc.property(mailbox, request, (name, asked) => {
        const target = formatAcquisition(name, asked);
        expect(target.startsWith(`/v1/mailboxes/${name}?`)).toBe(true);
        expect(parseAcquisition(queryOf(target))).toEqual(asked);
      }),
    );
  });

  it('writes what it reads: whatever is taken means the same when it is written again', () => {
    fc.assert(
      fc.property(nearRequest, (query) => {
        if (refusal(query) !== undefined) return;
        const read = parseAcquisition(query);
        expect(parseAcquisition(queryOf(formatAcquisition('ann', read)))).toEqual(read);
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes the parameters in any order', () => {
    const shuffled = request.chain((asked) => {
      const parts = queryOf(formatAcquisition('ann', asked)).split('&');
      return fc.record({ asked: fc.constant(asked), parts: fc.shuffledSubarray(parts, { minLength: parts.length }) });
    });
    fc.assert(
      fc.property(shuffled, ({ asked, parts }) => {
        const { instructions, ...rest } = parseAcquisition(parts.join('&'));
        expect(rest).toEqual({ ...asked, instructions: undefined });
        expect(new Set(instructions)).toEqual(new Set(asked.instructions));
      }),
    );
  });

  it.each([
    ['A: get and instruction', 'get=8&delete=7', { get: 8, instructions: [{ verb: 'delete', targets: [{ first: 7, last: 7 }] }] }],
    ['A, the other way round', 'move=7&get=8', { get: 8, instructions: [{ verb: 'move', targets: [{ first: 7, last: 7 }] }] }],
    ['B: get alone', 'get=0', { get: 0, instructions: [] }],
    ['C: instruction alone', 'move=7', { instructions: [{ verb: 'move', targets: [{ first: 7, last: 7 }] }] }],
    ['the deferral', 'room=0', { room: 0, instructions: [] }],
    [
      'a tail in capitals',
      'delete=7~9F3C21AB77E0',
      { instructions: [{ verb: 'delete', targets: [{ first: 7, last: 7, tail: '9f3c21ab77e0' }] }] },
    ],
    ['room and max', 'get=3&room=4096&max=20', { get: 3, room: 4_096, max: 20, instructions: [] }],
    [
      'percent-encoded separators',
      'get=0&delete=1%2C3%2D4',
      {
        get: 0,
        instructions: [
          {
            verb: 'delete',
            targets: [
              { first: 1, last: 1 },
              { first: 3, last: 4 },
            ],
          },
        ],
      },
    ],
    ['empty parts', '&get=0&&', { get: 0, instructions: [] }],
    ['x- parameters, which are ignored, also twice and malformed', 'x-a=1&get=0&x-a=%&x-', { get: 0, instructions: [] }],
  ])('takes form %s', (_, query, expected) => {
    expect(parseAcquisition(query)).toEqual(expected);
  });

  it.each<[string, ProblemCode]>([
    ['', 'request-empty'],
    ['&', 'request-empty'],
    ['room=1', 'request-empty'],
    ['max=5', 'request-empty'],
    ['x-a=1', 'request-empty'],
    ['get', 'get-invalid'],
    ['get=', 'get-invalid'],
    ['get=-1', 'get-invalid'],
    ['get=+1', 'get-invalid'],
    ['get=01', 'get-invalid'],
    ['get=1.0', 'get-invalid'],
    ['get=1e3', 'get-invalid'],
    ['get=0x1', 'get-invalid'],
    ['get=%201', 'get-invalid'],
    ['get=1000000000000000', 'get-invalid'],
    ['get=٣', 'get-invalid'],
    ['get=0&room=', 'room-invalid'],
    ['get=0&room=-1', 'room-invalid'],
    ['get=0&room=1000000000000000', 'room-invalid'],
    ['get=0&max=0', 'max-invalid'],
    [`get=0&max=${maxBatch + 1}`, 'max-invalid'],
    ['get=0&max=all', 'max-invalid'],
    ['delete=', 'target-invalid'],
    ['delete', 'target-invalid'],
    ['delete=0', 'target-invalid'],
    ['delete=7,', 'target-invalid'],
    ['delete=,7', 'target-invalid'],
    ['delete=9-7', 'target-invalid'],
    ['delete=0-7', 'target-invalid'],
    ['delete=7-', 'target-invalid'],
    ['delete=7~', 'target-invalid'],
    ['delete=7~9f3c', 'target-invalid'],
    ['delete=7~9f3c21ab77e0a', 'target-invalid'],
    ['delete=7~9f3c21ab77eg', 'target-invalid'],
    ['delete=1-2~9f3c21ab77e0', 'target-invalid'],
    ['move=all', 'target-invalid'],
    ['delete=7,7', 'target-repeated'],
    ['delete=7&move=7', 'target-repeated'],
    ['delete=1-5,5-9', 'target-repeated'],
    ['delete=1-9&move=3~9f3c21ab77e0', 'target-repeated'],
    ['get=7&delete=7', 'target-repeated'],
    ['get=7&move=1-9', 'target-repeated'],
    ['delete=1-10001', 'targets-too-many'],
    ['delete=1-5000&move=5001-10001', 'targets-too-many'],
    ['delete=1-999999999999999', 'targets-too-many'],
    ['get=0&get=0', 'parameter-repeated'],
    ['get=0&delete=1&delete=2', 'parameter-repeated'],
    ['get=0&g%65t=1', 'parameter-repeated'],
    ['get=0&GET=1', 'parameter-unknown'],
    ['get=0&=1', 'parameter-unknown'],
    ['get=0&constructor=1', 'parameter-unknown'],
    ['get=0&__proto__=1', 'parameter-unknown'],
    ['get=%', 'parameter-encoding'],
    ['get=%FF', 'parameter-encoding'],
    ['%C3=1', 'parameter-encoding'],
  ])('refuses "%s" with %s', (query, code) => {
    expect(refusal(query)).toBe(code);
  });

  it('answers any text with a request or a problem of status 400, and nothing else', () => {
    fc.assert(
      fc.property(fc.oneof(nearRequest, fc.string({ unit: 'binary', maxLength: 60 })), (query) => {
        const code = refusal(query);
        if (code !== undefined) expect(statusOf(code)).toBe(400);
      }),
      { numRuns: 2_000 },
    );
  });

  it('refuses a query that is too long without reading it', () => {
    expect(refusal(`get=0&x-filler=${'a'.repeat(20_000)}`)).toBe('query-too-long');
  });

  it('writes no request for a name that is no mailbox', () => {
    expect(() => formatAcquisition('ann?get=0', { instructions: [], get: 0 })).toThrow(Problem);
  });

  it('is POST as soon as it changes something', () => {
    fc.assert(
      fc.property(request, (asked) => {
        expect(methodOf(asked)).toBe(asked.instructions.length > 0 || asked.room === 0 ? 'POST' : 'GET');
      }),
    );
  });
});

describe('request target', () => {
  it.each([
    ['/v1/mailboxes/ann?get=8&delete=7', '/v1/mailboxes/ann?get=8&delete=7'],
    ['/v1/mailboxes/ann&get=8&delete=7', '/v1/mailboxes/ann?get=8&delete=7'],
    ['/v1/mailboxes/ann&get=8&x-a=?', '/v1/mailboxes/ann?get=8&x-a=?'],
    ['/v1/mailboxes/ann', '/v1/mailboxes/ann'],
    ['/v1/mailboxes/ann%26get=8', '/v1/mailboxes/ann%26get=8'],
    ['http://example.org:7425/v1/mailboxes/ann?get=0', '/v1/mailboxes/ann?get=0'],
    ['HTTPS://example.org/v1/mailboxes/ann&get=0', '/v1/mailboxes/ann?get=0'],
    ['http://example.org', '/'],
    ['http://example.org?get=0', '/?get=0'],
    ['*', '*'],
  ])('%s means %s', (raw, normal) => {
    expect(normalizeTarget(raw)).toBe(normal);
  });

  it('has one form: the seed’s "&" and "?" lead to the same request', () => {
    fc.assert(
      fc.property(mailbox, request, (name, asked) => {
        const target = formatAcquisition(name, asked);
        for (const raw of [target, target.replace('?', '&'), `http://host${target}`, `http://host:1${target.replace('?', '&')}`])
          expect(normalizeTarget(raw)).toBe(target);
      }),
    );
  });

  it('stays as it is once it is in its form', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary-ascii' }).map((text) => `/${text}`),
        (raw) => {
          const normal = normalizeTarget(raw);
          expect(normalizeTarget(normal)).toBe(normal);
        },
      ),
    );
  });
});

describe('parameters', () => {
  it('are decoded after they are split, and a plus is a plus', () => {
    expect([...parseParameters('subject=a%26b%3Dc+d&from=%E3%81%82=')]).toEqual([
      ['subject', 'a&b=c+d'],
      ['from', 'あ='],
    ]);
  });

  it('carry any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(parseParameters(`subject=${encodeURIComponent(text)}`).get('subject')).toBe(text);
      }),
    );
  });
});
