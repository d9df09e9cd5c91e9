import { createHash, type Hash } from 'node:crypto';
import { Problem, type ProblemCode } from '../../protocol/errors.ts';
import type { Acquisition } from '../../protocol/response.ts';
import type { Cap } from '../inbox/capacity.ts';
import {
  type BodySource,
  type Expectation,
  type Inbox,
  largeFrom,
  type PendingInstruction,
  type Reception,
  type Settlement,
  StorageError,
} from '../inbox/port.ts';
import type { PlannedRequest } from './judgement.ts';
import type { PassDeps } from './pass.ts';
import type { Answer, Incoming, Small } from './request.ts';

/* 104: how messages come in, from the head of an answer to bytes on the disk. flow.ts says what follows from it. */

/** Bytes of a large message between two words about it. */
const toldEvery = 1024 ** 2;

/** A message that arrives damaged this often is left where it is. */
const damagesAtMost = 3;

/** 104, S35: a body that has arrived whole and undamaged, or why not. */
type Arrival =
  | { readonly kind: 'whole'; readonly body: BodySource }
  /** Its digest is not the one that was announced. */
  | { readonly kind: 'damaged' }
  /** The connection broke within it: nobody's fault, ask again. */
  | { readonly kind: 'truncated'; readonly problem: Problem };

const truncated = (error: unknown): Arrival => {
  if (error instanceof StorageError) throw error;
  return {
    kind: 'truncated',
    problem: new Problem('body-truncated', 'The connection broke within a message; it is asked for again.', { cause: error }),
  };
};

/** Streams a body to the disk. It counts for nothing yet: only the inbox's transaction makes it a message. */
const receiveBody = async (inbox: Inbox, message: Incoming): Promise<Arrival> => {
  const hash = createHash('sha256');
  let size = 0;
  let body: BodySource;
  try {
    body = await inbox.write(message.body, (bytes) => {
      size += bytes.byteLength;
      hash.update(bytes);
    });
  } catch (error) {
    return truncated(error);
  }
  if (isWhole(message, size, hash)) return { kind: 'whole', body };
  await inbox.discard(body);
  return { kind: 'damaged' };
};

const isWhole = (message: Incoming, size: number, hash: Hash): boolean => size === message.size && hash.digest().equals(message.sha256);

/**
 * The same for a large one, of which `from` bytes are here and the rest comes now: what comes stays, also when the connection
 * breaks or the power goes. The caller gives it up if it is damaged.
 * @param arrived told how many bytes are here
 */
const receiveRest = async (
  inbox: Inbox,
  message: Incoming,
  { body, from }: { body: number; from: number },
  arrived: (bytes: number) => void,
): Promise<Arrival> => {
  const hash = createHash('sha256');
  let size = 0;
  const take = (bytes: Uint8Array): void => {
    size += bytes.byteLength;
    hash.update(bytes);
  };
  for await (const bytes of inbox.soFar(body, from)) take(bytes);
  try {
    if (from < message.size)
      await inbox.append(body, message.body, (bytes) => {
        take(bytes);
        arrived(size);
      });
  } catch (error) {
    return truncated(error);
  }
  return isWhole(message, size, hash) ? { kind: 'whole', body: { kind: 'kept', body } } : { kind: 'damaged' };
};

/** Whether the very bytes of a message are in the inbox: it is delivered once more, and they need not come again. */
const isHere = async (inbox: Inbox, { uid, size, sha256 }: Incoming): Promise<boolean> => {
  const held = await inbox.find(uid);
  if (held?.bytes !== size || held.sha256 !== Buffer.from(sha256).toString('hex')) return false;
  const body = await inbox.read(uid);
  if (!body) return false;
  const hash = createHash('sha256');
  for await (const bytes of body) hash.update(bytes);
  return hash.digest().equals(sha256);
};

/** Once for each message, however often it is met. */
export const tellTrouble = (deps: PassDeps, code: ProblemCode, detail: string, { uid, id }: { uid?: string; id: number }): void => {
  const key = `${code} ${id}`;
  if (deps.told.has(key)) return;
  deps.told.add(key);
  deps.tell({ kind: 'trouble', problem: new Problem(code, detail), id, ...(uid !== undefined && { uid }) });
};

/** Counts a damaged arrival; true when the message is given up, which is told once. */
export const countDamage = (deps: PassDeps, { uid, id }: Incoming): boolean => {
  const count = (deps.damages.get(uid) ?? 0) + 1;
  deps.damages.set(uid, count);
  if (count < damagesAtMost) return false;
  const detail = `Message ${id} arrived damaged ${count} times. It stays at the server, undamaged or not; the others are fetched.`;
  tellTrouble(deps, 'digest-mismatch', detail, { uid, id });
  return true;
};

/** Its body is not wanted. */
export const dismiss = (message: Incoming): void => {
  message.body.on('error', () => {}).destroy();
};

type Brought = Extract<Answer, { kind: 'message' }>;

/** What became of a message on its way here. */
type Arrived = (
  | Arrival
  /** It was given up before, or the disk has no room for it: its body is not worth the way. */
  | { readonly kind: 'dismissed' }
  /** Its rest is that of another message now: to be asked for from its start. */
  | { readonly kind: 'changed' }
  /** Seen by its head alone. */
  | Exclude<Expectation, { kind: 'expected' }>
) & {
  /** The settlements were committed with it. */
  readonly settled: boolean;
  /** The newest that the server said. */
  readonly acquisition: Acquisition;
};

/** S34: takes in the body; of a large message only what is not here yet, if there is room and it is not known. */
export const arrive = async (deps: PassDeps, answer: Brought, settlements: readonly Settlement[]): Promise<Arrived> => {
  const { inbox, source } = deps;
  const { message, acquisition } = answer;
  if ((deps.damages.get(message.uid) ?? 0) >= damagesAtMost) {
    dismiss(message);
    return { kind: 'dismissed', settled: false, acquisition };
  }
  if (message.size < largeFrom) return { ...(await receiveBody(inbox, message)), settled: false, acquisition };

  const { body: _, ...head } = message;
  // What is here and cannot be read is no better than damaged.
  const whole = await isHere(inbox, message).catch(() => false);
  const expectation = await inbox.expect(source, head, deps.order(), settlements, whole).catch((error) => {
    dismiss(message);
    if (error instanceof StorageError && error.failure === 'full') return undefined;
    throw error;
  });
  if (!expectation) {
    const detail = `The disk has no room for message ${message.id} (${message.size} bytes). It stays at the server; the others are fetched.`;
    tellTrouble(deps, 'storage-full', detail, message);
    return { kind: 'dismissed', settled: false, acquisition };
  }
  if (expectation.kind !== 'expected') {
    dismiss(message);
    return { ...expectation, settled: true, acquisition };
  }
  let rest = answer;
  if (expectation.from > 0) {
    dismiss(message);
    if (expectation.from < message.size) {
      const resumed = await deps.server.resume(source.mailbox, message, expectation.from, deps.signal);
      if (resumed.kind === 'changed') {
        await inbox.forget(source, message.uid);
        return { kind: 'changed', settled: true, acquisition };
      }
      if (resumed.kind === 'problem') return { kind: 'truncated', problem: resumed.problem, settled: true, acquisition };
      rest = resumed;
    }
  }
  const left = Math.max(0, rest.acquisition.waiting - 1);
  let told = Number.NEGATIVE_INFINITY;
  const arriving = (bytes: number): void => {
    if (bytes < told + toldEvery) return;
    told = bytes;
    deps.tell({ kind: 'arriving', message: head, bytes, left });
  };
  arriving(expectation.from);
  const arrival = await receiveRest(inbox, rest.message, expectation, arriving);
  if (arrival.kind === 'damaged') await inbox.forget(source, message.uid);
  return { ...arrival, settled: true, acquisition: rest.acquisition };
};

export const tellStored = (deps: PassDeps, message: Omit<Incoming, 'body'>, reception: Reception, left: number): void => {
  if (reception.kind === 'renewed') deps.tell({ kind: 'renewed', message });
  if (reception.kind !== 'stored') return;
  for (const gone of reception.gone) deps.tell({ kind: 'gone', gone });
  deps.tell({ kind: 'received', message, left });
};

/** What became of several small messages that came together. */
interface Taken {
  readonly cap: Cap;
  /** After the last one that was stored, in the unit of the cap; absent: none was. */
  readonly room: number | undefined;
  readonly reached: number;
  /** To be asked for next; 0: none. */
  readonly next: number;
  readonly left: number;
  readonly instruct: readonly PendingInstruction[];
  /** Why they ended before their end. What came before is stored, and instructed by the next pass. */
  readonly problem: Problem | undefined;
}

/** S34, S35 for several: each is stored as it comes, as it would be alone; those on the way to the disk together share a flush. */
export const takeSeveral = async (
  deps: PassDeps,
  { get = Number.MAX_SAFE_INTEGER, max = 0 }: PlannedRequest,
  messages: AsyncIterable<Small>,
  settlements: readonly Settlement[],
): Promise<Taken> => {
  const { inbox, source } = deps;
  const instruct: PendingInstruction[] = [];
  let settled = settlements;
  let asked = 0;
  let reached = get - 1;
  let last: Acquisition | undefined;
  let again: number | undefined;
  let problem: Problem | undefined;
  let room: number | undefined;
  let left = 0;
  /** All that came is stored and told, in order. */
  let stored: Promise<void> = Promise.resolve();
  try {
    for await (const { message, acquisition, bytes } of messages) {
      const { id, uid } = message;
      if (id <= reached || asked === max) throw new Problem('answer-invalid', `The server sent message ${id}, which was not asked for.`);
      // Large, damaged or given up: it is asked for alone, and judged there.
      if (!bytes || (deps.damages.get(uid) ?? 0) > 0 || !createHash('sha256').update(bytes).digest().equals(message.sha256)) {
        again = id;
        break;
      }
      if (asked === 0) left = acquisition.waiting;
      asked += 1;
      reached = id;
      last = acquisition;
      const order = deps.order();
      const receipt = { ...message, body: { kind: 'bytes', bytes } as const, receivedAt: deps.now() };
      const receiving = inbox.receive(source, receipt, order, settled);
      settled = [];
      stored = Promise.all([receiving, stored]).then(([reception]) => {
        room = reception.room;
        if (reception.kind !== 'no-room') instruct.push({ verb: order.verb, id, uid });
        left -= 1;
        tellStored(deps, message, reception, Math.max(0, left));
      });
      // Awaited below; until then a failure is not "unhandled".
      stored.catch(() => {});
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    problem = error;
  }
  await stored;
  if (asked === 0) await inbox.settle(source, settled);
  const next = again ?? last?.next ?? 0;
  return { cap: deps.order().policy.cap, room, reached, next, left, instruct, problem };
};
