import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problem } from '#restante/protocol/errors';
import { checkTargets, formatTargets, maxTargets, parseId, parseTargets, tailOf } from '#restante/protocol/instruction';
import { id, instructions, maxId, targets, uid } from '../support/arbitraries.ts';

const codeOf = (attempt: () => unknown): string | undefined => {
  try {
    attempt();
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
};

describe('id', () => {
  it('is a positive integer of at most 15 digits', () => {
    fc.assert(fc.property(id, (id) => void expect(parseId(String(id))).toBe(id)));
    expect(parseId(String(maxId))).toBe(maxId);
  });

  it('is written in one way only', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.double().map(String), fc.bigInt().map(String)), (text) => {
        const id = parseId(text);
        if (id !== undefined) expect(String(id)).toBe(text);
      }),
    );
  });

  it.each(['', '0', '-1', '+1', '01', '1.0', '1e3', ' 1', '1 ', '1\n', '1000000000000000'])('is not %j', (text) => {
    expect(parseId(text)).toBeUndefined();
  });
});

describe('targets', () => {
  it('are read as they are written', () => {
    fc.assert(fc.property(targets, (targets) => void expect(parseTargets(formatTargets(targets))).toEqual(targets)));
  });

  it('are single ids, ids with the tail of a uid, ranges and lists of them', () => {
    expect(parseTargets('1-64,70,7~9F3C21AB77E0')).toEqual([
      { first: 1, last: 64 },
      { first: 70, last: 70 },
      { first: 7, last: 7, tail: '9f3c21ab77e0' },
    ]);
  });

  it('are refused with target-invalid or targets-too-many, whatever the text', () => {
    const near = fc.array(fc.constantFrom(...'0179-,~ afg', '9f3c21ab77e0'), { maxLength: 20 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(near, fc.string({ unit: 'binary' })), (text) => {
        expect([undefined, 'target-invalid', 'targets-too-many']).toContain(codeOf(() => parseTargets(text)));
      }),
      { numRuns: 1_000 },
    );
  });

  it('are too many beyond the limit, as a list and as a range', () => {
    const list = (length: number): string => Array.from({ length }, (_, at) => at + 1).join(',');
    const check = (text: string): string | undefined =>
      codeOf(() => checkTargets([{ verb: 'delete', targets: parseTargets(text) }], undefined));
    expect(check(list(maxTargets))).toBeUndefined();
    expect(check(list(maxTargets + 1))).toBe('targets-too-many');
    expect(check(`1-${maxTargets}`)).toBeUndefined();
    expect(check(`1-${maxTargets + 1}`)).toBe('targets-too-many');
  });
});

describe('instructions', () => {
  it('that name every id once, and none that is asked for, are taken', () => {
    fc.assert(fc.property(instructions, (instructions) => checkTargets(instructions, 0)));
  });

  it('that name an id again in any place are refused', () => {
    fc.assert(
      fc.property(instructions, fc.nat(), fc.constantFrom('delete', 'move'), (instructions, pick, verb) => {
        const all = instructions.flatMap((i) => i.targets);
        const target = all[pick % (all.length || 1)];
        fc.pre(target !== undefined);
        const within = target.first + (pick % (target.last - target.first + 1));
        const again = { verb, targets: [{ first: within, last: within }] } as const;
        expect(codeOf(() => checkTargets([...instructions, again], undefined))).toBe('target-repeated');
        expect(codeOf(() => checkTargets(instructions, within))).toBe('target-repeated');
      }),
    );
  });
});

describe('the tail of a uid', () => {
  it('is its last 12 hex digits', () => {
    fc.assert(
      fc.property(uid, (uid) => {
        expect(tailOf(uid)).toMatch(/^[0-9a-f]{12}$/);
        expect(uid.endsWith(tailOf(uid))).toBe(true);
        expect(tailOf(uid.toUpperCase())).toBe(tailOf(uid));
      }),
    );
  });
});
