import fc from 'fast-check';
import type { AcquisitionRequest } from '#restante/protocol/acquisition';
import { maxBatch } from '#restante/protocol/acquisition';
import { readable } from '#restante/protocol/header';
import { type Instruction, type Target, verbs } from '#restante/protocol/instruction';

/** The largest id: 15 digits. */
export const maxId = 999_999_999_999_999;

export const id = fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: maxId }));

/** Counts as an RFC 9651 integer holds them. */
export const count = fc.oneof(fc.nat(1_000), fc.integer({ min: 0, max: maxId }));

const hex = (length: number) => fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });

export const tail = hex(12);

export const uid = fc.tuple(hex(8), hex(4), hex(4), hex(4), hex(12)).map((parts) => parts.join('-'));

export const mailbox = fc
  .tuple(
    fc.constantFrom(...'abz09'),
    fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789._-'), maxLength: 62 }),
    fc.constantFrom('', 'constructor'.slice(1)),
  )
  .map(([first, rest, odd]) => (first + (odd || rest)).slice(0, 63));

/** Targets that do not overlap, in any order. */
export const targets: fc.Arbitrary<Target[]> = fc
  .array(fc.record({ gap: fc.integer({ min: 1, max: 50 }), length: fc.integer({ min: 1, max: 40 }), tail: fc.option(tail) }), {
    minLength: 1,
    maxLength: 12,
  })
  .chain((pieces) => {
    let at = 0;
    const made = pieces.map(({ gap, length, tail }): Target => {
      const first = at + gap;
      const last = tail === null ? first + length - 1 : first;
      at = last;
      return tail === null ? { first, last } : { first, last, tail };
    });
    return fc.shuffledSubarray(made, { minLength: made.length });
  });

/** Why a message is returned: one readable line. */
const reason = fc.oneof(
  fc.constant(''),
  fc.constantFrom('not mine', '受取人不明 & more=1', '100% + ~'),
  fc.string({ unit: 'grapheme', maxLength: 60 }).map(readable),
);

const instruction = fc.record({ verb: fc.constantFrom(...verbs), to: mailbox, reason }).map(
  ({ verb, to, reason }): Omit<Instruction, 'targets'> => ({
    verb,
    ...(verb === 'forward' && { to }),
    ...(verb === 'return' && { reason }),
  }),
);

/** No instruction, one, or two of different verbs; in either order, and no id twice. */
export const instructions: fc.Arbitrary<Instruction[]> = fc.oneof(
  fc.constant([]).map((): Instruction[] => []),
  fc.tuple(instruction, targets).map(([instruction, targets]) => [{ ...instruction, targets }]),
  fc
    .tuple(instruction, instruction, targets, fc.nat())
    .filter(([one, other, targets]) => one.verb !== other.verb && targets.length > 1)
    .map(([one, other, targets, cut]) => {
      const at = 1 + (cut % (targets.length - 1));
      return [
        { ...one, targets: targets.slice(0, at) },
        { ...other, targets: targets.slice(at) },
      ];
    }),
);

/** Requests of all forms, as a device may make them. */
export const request: fc.Arbitrary<AcquisitionRequest> = fc
  .record({
    get: fc.option(fc.oneof(fc.constant(0), fc.integer({ min: 2_000, max: maxId })), { nil: undefined }),
    instructions,
    room: fc.option(count, { nil: undefined }),
    max: fc.option(fc.integer({ min: 1, max: maxBatch }), { nil: undefined }),
  })
  .filter(({ get, instructions, room }) => get !== undefined || instructions.length > 0 || room === 0)
  .map(({ get, instructions, room, max }) => ({
    instructions,
    ...(get !== undefined && { get }),
    ...(room !== undefined && { room }),
    ...(max !== undefined && { max }),
  }));
