import { Problem } from './errors.ts';

/**
 * Instructions (105, 110, S38, S39): what a device tells the server to do with messages that it has.
 * `delete` is embodiment 1 (204), `move` to the processed folder is embodiment 2 (210). Page 12 of the seed leaves
 * others open: `forward` hands a message on to another mailbox, `return` refuses it with a reason that its sender sees.
 */
export const verbs = ['delete', 'move', 'forward', 'return'] as const;
export type Verb = (typeof verbs)[number];

/** What a device does by itself once it has a message. */
export const receiptVerbs = ['delete', 'move'] as const satisfies readonly Verb[];
export type ReceiptVerb = (typeof receiptVerbs)[number];

/** The parameter that an instruction takes beside its ids. */
export const companions = { to: 'forward', reason: 'return' } as const satisfies Record<string, Verb>;

/**
 * What an instruction names: the ids from `first` to `last`, or one id with the tail of its uid, the
 * proof that the device holds this very message. Only a single id can have a tail.
 */
export interface Target {
  readonly first: number;
  readonly last: number;
  readonly tail?: string;
}

export interface Instruction {
  readonly verb: Verb;
  readonly targets: readonly Target[];
  /** Of `forward`: the mailbox that gets the message. */
  readonly to?: string;
  /** Of `return`: why, one readable line. */
  readonly reason?: string;
}

/** Ids in one request, ranges counted out. Bounds the work and the answer of a single transaction. */
export const maxTargets = 10_000;

/** Hex digits of a uid that stand behind `~`. */
const tailLength = 12;

/** The last 12 hex digits of a uid. */
export const tailOf = (uid: string): string => uid.replaceAll('-', '').slice(-tailLength).toLowerCase();

/** An id: a positive integer of at most 15 digits (RFC 9651 §3.3.1), without sign or leading zero. */
export const parseId = (text: string): number | undefined => {
  if (!/^[1-9][0-9]{0,14}$/.test(text)) return undefined;
  return Number(text);
};

const parseTarget = (text: string): Target => {
  const single = /^([0-9]+)(?:~([0-9a-fA-F]{12}))?$/.exec(text);
  const range = /^([0-9]+)-([0-9]+)$/.exec(text);
  const first = parseId(single?.[1] ?? range?.[1] ?? '');
  const last = range ? parseId(range[2] ?? '') : first;
  if (first === undefined || last === undefined || last < first)
    throw new Problem('target-invalid', `"${text.slice(0, 60)}" is not an id, an id with the tail of its uid, or a range of ids.`);
  const tail = single?.[2]?.toLowerCase();
  return tail === undefined ? { first, last } : { first, last, tail };
};

/** Parses the value of `delete=`, `move=`, `forward=` or `return=`: `7`, `7~9f3c21ab77e0`, `1-64,70`. */
export const parseTargets = (value: string): Target[] => {
  // Every target takes at least two characters with its comma: a longer list cannot be within bounds.
  const parts = value.split(',', maxTargets + 1);
  if (parts.length > maxTargets) throw new Problem('targets-too-many', `At most ${maxTargets} ids can be instructed at once.`);
  return parts.map(parseTarget);
};

export const formatTargets = (targets: readonly Target[]): string =>
  targets
    .map(({ first, last, tail }) => (tail !== undefined ? `${first}~${tail}` : first === last ? `${first}` : `${first}-${last}`))
    .join(',');

/**
 * Refuses instructions that contradict one another: an id that stands in two places, or that the same
 * request asks for (a message cannot be both still wanted and done with).
 */
export const checkTargets = (instructions: readonly Instruction[], get: number | undefined): void => {
  const targets = instructions.flatMap((i) => i.targets).toSorted((a, b) => a.first - b.first);
  const total = targets.reduce((sum, t) => sum + (t.last - t.first + 1), 0);
  if (total > maxTargets) throw new Problem('targets-too-many', `At most ${maxTargets} ids can be instructed at once.`);
  let last = 0;
  for (const target of targets) {
    if (target.first <= last) throw new Problem('target-repeated', `Id ${target.first} stands in two places.`);
    last = target.last;
    if (get !== undefined && get >= target.first && get <= target.last)
      throw new Problem('target-repeated', `Id ${get} is both requested and instructed.`);
  }
};
