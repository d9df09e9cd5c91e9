import { type BareItem, parseDictionary, parseList, serializeDictionary, serializeItem, serializeList, Token } from 'structured-headers';

/**
 * The acquisition information of an answer (203, S42, S43; fig. 7), carried in the `Acquisition` header
 * as an RFC 9651 dictionary. Readers accept any order and members that they do not know.
 */
export interface Acquisition {
  /** Id and uid of the message in the body; both or neither. */
  readonly sent?: { readonly id: number; readonly uid: string };
  /** The lowest id stored above `sent`; when nothing was sent, the lowest at or after the one asked for. 0: none. */
  readonly next: number;
  /** How many of the instructed ids are in effect now. */
  readonly done: number;
  /** Messages in the delivery folder after the instruction, the one being sent included, and their bytes. */
  readonly waiting: number;
  readonly waitingBytes: number;
  /** The least room that any waiting message needs, in bytes; absent when none waits. */
  readonly smallest?: number;
  /** When the server accepted the message in the body, ms since the epoch, to the second. */
  readonly accepted?: number;
}

/** Why one instructed id was not carried out. The others of the request were. */
export const refusals = ['mismatch', 'unknown', 'moved', 'deleted', 'forwarded', 'returned', 'expired', 'full'] as const;
export type Refusal = (typeof refusals)[number];

const uidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const formatAcquired = (a: Acquisition): string => {
  const members = new Map<string, BareItem>();
  if (a.sent) members.set('sent', a.sent.id);
  members.set('next', a.next);
  if (a.sent) members.set('uid', a.sent.uid);
  members.set('done', a.done).set('waiting', a.waiting).set('waiting-bytes', a.waitingBytes);
  if (a.smallest !== undefined) members.set('smallest', a.smallest);
  if (a.accepted !== undefined) members.set('accepted', new Date(a.accepted));
  return serializeDictionary(new Map([...members].map(([key, value]) => [key, [value, new Map()]])));
};

/**
 * Puts Dates (RFC 9651 §3.3.7) in quotes: our parser takes one only at the very end of a header, and members
 * may stand in any order. What is in quotes already stays as it is.
 */
const quoteDates = (header: string): string =>
  header.replace(/"(?:[^"\\]|\\.)*"|@-?\d{1,15}/g, (text) => (text.startsWith('@') ? `"${text}"` : text));

/** The ms since the epoch of a Date that was put in quotes; `undefined` if it is none that a `Date` can hold. */
const timeOf = (value: unknown): number | undefined => {
  const seconds = typeof value === 'string' ? /^@(-?\d{1,15})$/.exec(value)?.[1] : undefined;
  const at = new Date(Number(seconds) * 1_000).getTime();
  return Number.isNaN(at) ? undefined : at;
};

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/** Reads an `Acquisition` header; `undefined` if it is not well-formed, and then the answer is no answer. */
export const parseAcquired = (header: string): Acquisition | undefined => {
  let members: Map<string, unknown>;
  try {
    members = new Map([...parseDictionary(quoteDates(header))].map(([key, item]) => [key, item[0]]));
  } catch {
    return undefined;
  }
  const count = (name: string): number | undefined => {
    const value = members.get(name);
    return isCount(value) ? value : undefined;
  };
  const next = count('next');
  const done = count('done');
  const waiting = count('waiting');
  const waitingBytes = count('waiting-bytes');
  if (next === undefined || done === undefined || waiting === undefined || waitingBytes === undefined) return undefined;

  let sent: Acquisition['sent'];
  if (members.has('sent') || members.has('uid')) {
    const id = count('sent');
    const uid = members.get('uid');
    if (!id || typeof uid !== 'string' || !uidPattern.test(uid)) return undefined;
    // A next that is not behind the message sent would make a client go in circles.
    if (next !== 0 && next <= id) return undefined;
    sent = { id, uid };
  }
  const smallest = count('smallest');
  if (members.has('smallest') && smallest === undefined) return undefined;
  const accepted = timeOf(members.get('accepted'));
  if (members.has('accepted') && accepted === undefined) return undefined;
  return {
    ...(sent && { sent }),
    next,
    done,
    waiting,
    waitingBytes,
    ...(smallest !== undefined && { smallest }),
    ...(accepted !== undefined && { accepted }),
  };
};

/** `Refused: 9;reason=mismatch, 12;reason=unknown` (RFC 9651 list). */
export const formatRefused = (refused: ReadonlyMap<number, Refusal>): string =>
  serializeList([...refused].map(([id, reason]) => [id, new Map([['reason', new Token(reason)]])]));

/** Reads a `Refused` header; ids with any reason, `undefined` if the header is not well-formed. */
export const parseRefused = (header: string): Map<number, string> | undefined => {
  try {
    const refused = new Map<number, string>();
    for (const [id, parameters] of parseList(quoteDates(header))) {
      if (!isCount(id)) return undefined;
      refused.set(id, String(parameters.get('reason') ?? 'unknown'));
    }
    return refused;
  } catch {
    return undefined;
  }
};

/** `Repr-Digest` (RFC 9530) over the message as it was accepted. */
export const formatDigest = (sha256: Uint8Array): string => serializeDictionary({ 'sha-256': [sha256.slice().buffer, new Map()] });

/** The SHA-256 of a `Repr-Digest` header, 32 bytes; `undefined` if there is none. */
export const parseDigest = (header: string): Uint8Array | undefined => {
  try {
    const value = parseDictionary(header).get('sha-256')?.[0];
    if (value instanceof ArrayBuffer && value.byteLength === 32) return new Uint8Array(value);
    return undefined;
  } catch {
    return undefined;
  }
};

/** The strong entity tag of a message is its uid, which never names other bytes. */
export const formatEntityTag = (uid: string): string => serializeItem(uid);

/** The uid of a strong entity tag; `undefined` if it is none of ours. */
export const parseEntityTag = (tag: string): string | undefined => {
  const uid = /^"([^"]*)"$/.exec(tag.trim())?.[1]?.toLowerCase();
  return uid !== undefined && uidPattern.test(uid) ? uid : undefined;
};
