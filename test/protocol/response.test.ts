import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  type Acquisition,
  formatAcquired,
  formatDigest,
  formatEntityTag,
  formatRefused,
  parseAcquired,
  parseDigest,
  parseRefused,
  refusals,
} from '#restante/protocol/response';
import { count, id, maxId, uid } from '../support/arbitraries.ts';

const acquired: fc.Arbitrary<Acquisition> = fc
  .record({
    sent: fc.option(fc.record({ id: fc.integer({ min: 1, max: maxId - 1 }), uid }), { nil: undefined }),
    step: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1_000 })),
    done: count,
    waiting: count,
    waitingBytes: count,
    smallest: fc.option(count, { nil: undefined }),
    // To the second, in the years that a Date knows.
    accepted: fc.option(
      fc.integer({ min: -8.64e12, max: 8.64e12 }).map((seconds) => seconds * 1_000),
      { nil: undefined },
    ),
  })
  .map(({ sent, step, smallest, accepted, ...counts }) => ({
    ...counts,
    next: step === 0 ? 0 : Math.min((sent?.id ?? 0) + step, maxId),
    ...(sent && { sent }),
    ...(smallest !== undefined && { smallest }),
    ...(accepted !== undefined && { accepted: accepted + 0 }),
  }));

/** Texts that come near a structured header. */
const nearHeader = fc
  .array(
    fc.oneof(
      fc.constantFrom('sent', 'next', 'done', 'waiting', 'waiting-bytes', 'smallest', 'accepted', 'uid', 'reason', 'sha-256'),
      fc.constantFrom(...'=",;:@-.()?*%\\ ', '1', '0', '999999999999999', '?1', '%"', '"0193"', ':YQ==:', 'é'),
      fc.string({ unit: 'binary', maxLength: 2 }),
    ),
    { maxLength: 24 },
  )
  .map((parts) => parts.join(''));

describe('Acquisition', () => {
  it('is read as it is written', () => {
    fc.assert(fc.property(acquired, (information) => void expect(parseAcquired(formatAcquired(information))).toEqual(information)));
  });

  it('is an RFC 9651 dictionary', () => {
    const information: Acquisition = {
      sent: { id: 8, uid: '0193c1f0-0000-7000-8000-9f3c21ab77e0' },
      next: 9,
      done: 1,
      waiting: 21,
      waitingBytes: 43_008,
      smallest: 512,
      accepted: 1_700_000_000_999,
    };
    expect(formatAcquired(information)).toBe(
      'sent=8, next=9, uid="0193c1f0-0000-7000-8000-9f3c21ab77e0", done=1, waiting=21, waiting-bytes=43008, smallest=512, accepted=@1700000000',
    );
  });

  it('may come in any order, with members and parameters that nobody knows', () => {
    const unknown = ['later', 'extra="a, @1, b";x=1', 'list=(1 2);y', 'size=1.5', 'since=@1700000000', 'digest=:YQ==:', 'name=%"a%c3%a9"'];
    const shuffled = acquired.chain((information) => {
      const members = [...formatAcquired(information).split(', '), ...unknown];
      return fc.record({ information: fc.constant(information), members: fc.shuffledSubarray(members, { minLength: members.length }) });
    });
    fc.assert(
      fc.property(shuffled, ({ information, members }) => {
        expect(parseAcquired(members.join(', '))).toEqual(information);
        expect(parseAcquired(members.map((m) => (m === 'later' ? m : `${m};note=@1`)).join(' ,\t'))).toEqual(information);
      }),
    );
  });

  const whole = 'next=9, done=1, waiting=2, waiting-bytes=3';
  const known = '"0193c1f0-0000-7000-8000-9f3c21ab77e0"';

  it.each([
    ['nothing', ''],
    ['a sentence', 'Please log in to this network'],
    ['no next', 'done=1, waiting=2, waiting-bytes=3'],
    ['no done', 'next=9, waiting=2, waiting-bytes=3'],
    ['no waiting', 'next=9, done=1, waiting-bytes=3'],
    ['no bytes', 'next=9, done=1, waiting=2'],
    ['a negative count', 'next=9, done=-1, waiting=2, waiting-bytes=3'],
    ['a fraction', 'next=9, done=1.5, waiting=2, waiting-bytes=3'],
    ['a string for a count', 'next="9", done=1, waiting=2, waiting-bytes=3'],
    ['a time for a count', 'next=@9, done=1, waiting=2, waiting-bytes=3'],
    ['a list for a count', 'next=(9), done=1, waiting=2, waiting-bytes=3'],
    ['a count that is too long', 'next=1000000000000000, done=1, waiting=2, waiting-bytes=3'],
    ['a uid without its id', `${whole}, uid=${known}`],
    ['an id without its uid', `${whole}, sent=8`],
    ['the id 0', `${whole}, sent=0, uid=${known}`],
    ['a uid that is none', `${whole}, sent=8, uid="8"`],
    ['a next that is the message sent', `${whole}, sent=9, uid=${known}`],
    ['a next before the message sent', `${whole}, sent=10, uid=${known}`],
    ['a smallest that is no count', `${whole}, smallest=-1`],
    ['a time that is none', `${whole}, accepted="now"`],
    ['a time beyond all years', `${whole}, accepted=@999999999999999`],
    ['a number for a time', `${whole}, accepted=1700000000`],
    ['half of it', `${whole}, sent=`],
    ['two of it run together', `${whole} ${whole}`],
  ])('is no answer with %s', (_, header) => {
    expect(parseAcquired(header)).toBeUndefined();
  });

  it('is never more than what it says: any text is well-formed or no answer', () => {
    fc.assert(
      fc.property(nearHeader, (text) => {
        const information = parseAcquired(text);
        if (information) expect(parseAcquired(formatAcquired(information))).toEqual(information);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('Refused', () => {
  it('is read as it is written', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(id, fc.constantFrom(...refusals)), { selector: ([id]) => id }), (entries) => {
        const refused = new Map(entries);
        expect(parseRefused(formatRefused(refused))).toEqual(refused);
      }),
    );
  });

  it('names id and reason', () => {
    expect(
      formatRefused(
        new Map([
          [9, 'mismatch'],
          [12, 'unknown'],
        ]),
      ),
    ).toBe('9;reason=mismatch, 12;reason=unknown');
  });

  it('may have reasons that nobody knows, or none', () => {
    expect(parseRefused('9;reason=expired;at=@1, 12')).toEqual(
      new Map([
        [9, 'expired'],
        [12, 'unknown'],
      ]),
    );
  });

  it.each(['nine', '9;', '-9', '(9 12)', '9,', '"9"'])('is not %j', (header) => {
    expect(parseRefused(header)).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(nearHeader, (text) => void parseRefused(text)),
      { numRuns: 1_000 },
    );
  });
});

describe('Repr-Digest', () => {
  const digest = fc.uint8Array({ minLength: 32, maxLength: 32 });

  it('is read as it is written', () => {
    fc.assert(fc.property(digest, (sha256) => void expect(parseDigest(formatDigest(sha256))).toEqual(sha256)));
  });

  it('is what RFC 9530 says', () => {
    expect(formatDigest(createHash('sha256').update('{"hello": "world"}\n').digest())).toBe(
      'sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:',
    );
  });

  it('may stand among others', () => {
    fc.assert(
      fc.property(digest, (sha256) => {
        expect(parseDigest(`sha-512=:YQ==:, ${formatDigest(sha256)}, unknown;q=1`)).toEqual(sha256);
      }),
    );
  });

  it.each(['', 'sha-512=:YQ==:', 'sha-256=:YQ==:', 'sha-256="YQ=="', 'sha-256', 'sha-256=:YQ=', '='])('is not %j', (header) => {
    expect(parseDigest(header)).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(nearHeader, (text) => void parseDigest(text)),
      { numRuns: 1_000 },
    );
  });
});

test('an entity tag is the uid in quotes', () => {
  fc.assert(fc.property(uid, (uid) => void expect(formatEntityTag(uid)).toBe(`"${uid}"`)));
});
