import { Problem } from './errors.ts';
import { readable } from './header.ts';
import { checkTargets, companions, formatTargets, type Instruction, parseId, parseTargets, type Verb, verbs } from './instruction.ts';
import { mailboxName } from './mailbox.ts';

/**
 * An acquisition request (102, 105, 110; fig. 6) as a plain value. Form A has `get` and instructions,
 * form B `get` alone, form C instructions alone (or `room: 0` alone, the deferral of S30).
 */
export interface AcquisitionRequest {
  /** The first message at or after this id; 0 is the initial value, "the first of all" (S31). */
  readonly get?: number;
  readonly instructions: readonly Instruction[];
  /** What the device can still take, in bytes; 0: it is full. Absent: nothing is passed over for its size. */
  readonly room?: number;
  /** At most this many messages in one answer; asks for the batch form. */
  readonly max?: number;
}

/** Characters of a query; half of what Node takes for a whole request head (16 KiB), so that this refusal comes first. */
const maxTargetLength = 8_192;

/** The number in `max` at most. */
export const maxBatch = 1_000;

/**
 * Brings a raw request target to its one form. The absolute form (RFC 9112 §3.2.2) loses its scheme and
 * authority; the first `&` of the raw path, the seed's separator, becomes `?`. Nothing is decoded before.
 */
export const normalizeTarget = (raw: string): string => {
  const path = raw.replace(/^https?:\/\/[^/?#&]*/i, '');
  // An absolute form may leave its path out: that is the root.
  const target = path === raw || path.startsWith('/') ? path : `/${path}`;
  const query = target.indexOf('?');
  const ampersand = target.indexOf('&');
  if (ampersand < 0 || (query >= 0 && query < ampersand)) return target;
  return `${target.slice(0, ampersand)}?${target.slice(ampersand + 1)}`;
};

const parseCount = (text: string): number | undefined => (text === '0' ? 0 : parseId(text));

const decode = (text: string): string => {
  try {
    // No plus-for-space: these are plain URI components, not form data.
    return decodeURIComponent(text);
  } catch {
    throw new Problem('parameter-encoding', `"${text.slice(0, 60)}" is not valid percent-encoded UTF-8.`);
  }
};

/** Splits a raw query into its parameters. Those that start with `x-` are dropped; a name that stands twice is refused. */
export const parseParameters = (query: string): Map<string, string> => {
  if (query.length > maxTargetLength) throw new Problem('query-too-long', `A query may have at most ${maxTargetLength} characters.`);
  const parameters = new Map<string, string>();
  for (const part of query.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = decode(equals < 0 ? part : part.slice(0, equals));
    if (name.startsWith('x-')) continue;
    if (parameters.has(name)) throw new Problem('parameter-repeated', `The parameter "${name.slice(0, 60)}" stands twice.`);
    parameters.set(name, equals < 0 ? '' : decode(part.slice(equals + 1)));
  }
  return parameters;
};

const isVerb = (name: string): name is Verb => (verbs as readonly string[]).includes(name);

/** Gives `to` and `reason` to the instruction that they belong to. */
const complete = (instruction: Instruction, to: string | undefined, reason: string | undefined): Instruction => {
  switch (instruction.verb) {
    case 'delete':
    case 'move':
      return instruction;
    case 'forward':
      if (to === undefined || !mailboxName.test(to))
        throw new Problem('forward-invalid', 'forward= needs to= with the name of the mailbox that gets the message.');
      return { ...instruction, to };
    case 'return':
      return { ...instruction, reason: readable(reason ?? '') };
  }
};

/**
 * Parses the query of an acquisition request (202), parameters in any order.
 * @throws Problem with a 400 code; nothing has been changed by then.
 */
export const parseAcquisition = (query: string): AcquisitionRequest => {
  let get: number | undefined;
  let room: number | undefined;
  let max: number | undefined;
  const instructions: Instruction[] = [];
  const parameters = parseParameters(query);
  for (const [name, value] of parameters) {
    if (isVerb(name)) instructions.push({ verb: name, targets: parseTargets(value) });
    else if (name === 'get') {
      get = parseCount(value);
      if (get === undefined) throw new Problem('get-invalid', `"${value.slice(0, 60)}" is not a message id; 0 asks for the first message.`);
    } else if (name === 'room') {
      room = parseCount(value);
      if (room === undefined) throw new Problem('room-invalid', `"${value.slice(0, 60)}" is not a number of bytes.`);
    } else if (name === 'max') {
      max = parseId(value);
      if (max === undefined || max > maxBatch)
        throw new Problem('max-invalid', `"${value.slice(0, 60)}" is not a number of messages from 1 to ${maxBatch}.`);
    } else if (!Object.hasOwn(companions, name) || !parameters.has(companions[name as keyof typeof companions]))
      throw new Problem('parameter-unknown', `The parameter "${name.slice(0, 60)}" is not known here.`);
  }
  if (get === undefined && instructions.length === 0 && room !== 0)
    throw new Problem('request-empty', 'The request neither asks for a message (get=0) nor gives an instruction (as delete= or move=).');
  checkTargets(instructions, get);
  const completed = instructions.map((instruction) => complete(instruction, parameters.get('to'), parameters.get('reason')));
  return withoutAbsent({ get, instructions: completed, room, max });
};

const withoutAbsent = (r: { get: number | undefined; instructions: Instruction[]; room: number | undefined; max: number | undefined }) => ({
  instructions: r.instructions,
  ...(r.get !== undefined && { get: r.get }),
  ...(r.room !== undefined && { room: r.room }),
  ...(r.max !== undefined && { max: r.max }),
});

/** The path and query of a request; `~` and `,` are legal in a query as they are (RFC 3986 §3.4). */
export const formatAcquisition = (mailbox: string, request: AcquisitionRequest): string => {
  if (!mailboxName.test(mailbox)) throw new Problem('mailbox-name-invalid', `"${mailbox.slice(0, 80)}" is not a mailbox name.`);
  const parts: string[] = [];
  if (request.get !== undefined) parts.push(`get=${request.get}`);
  for (const { verb, targets, to, reason } of request.instructions) {
    parts.push(`${verb}=${formatTargets(targets)}`);
    if (to !== undefined) parts.push(`to=${to}`);
    if (reason !== undefined && reason !== '') parts.push(`reason=${encodeURIComponent(reason)}`);
  }
  if (request.room !== undefined) parts.push(`room=${request.room}`);
  if (request.max !== undefined) parts.push(`max=${request.max}`);
  return `/v1/mailboxes/${mailbox}?${parts.join('&')}`;
};

/** GET is safe (RFC 9110 §9.2.1): our client uses POST as soon as an instruction or a deferral is aboard. */
export const methodOf = (request: AcquisitionRequest): 'GET' | 'POST' =>
  request.instructions.length > 0 || request.room === 0 ? 'POST' : 'GET';
