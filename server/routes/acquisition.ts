import { Readable } from 'node:stream';
import type { Context } from 'koa';
import { parseAcquisition } from '../../protocol/acquisition.ts';
import { Problem } from '../../protocol/errors.ts';
import { encodeHeaderValue } from '../../protocol/header.ts';
import { formatAcquired, formatDigest, formatEntityTag, formatRefused, parseEntityTag } from '../../protocol/response.ts';
import type { Delivery } from '../delivery/delivery.ts';
import { limits } from '../limits.ts';
import type { Acquired, AcquireOutcome, Caller, Outgoing, Store } from '../store/port.ts';
import type { Serve } from './operation.ts';

/** The stable name that a device gives itself. */
export const deviceOf = (ctx: Context): string | undefined => {
  const device = ctx.get('Device');
  if (device === '') return undefined;
  if (!/^[\x21-\x7e]+$/.test(device) || device.length > limits.deviceLength)
    throw new Problem('header-invalid', `The Device header takes up to ${limits.deviceLength} printable ASCII characters.`);
  return device;
};

export const otherDevice = (device: string): Problem =>
  new Problem(
    'other-device',
    `The mailbox belongs to another device (${device.slice(0, 8)}…). Nothing was changed; take it over if this is the one.`,
  );

/** An instruction in a request body would be overlooked: better refused than lost. */
const refuseBody = (ctx: Context): void => {
  if (ctx.get('Transfer-Encoding') !== '' || !['', '0'].includes(ctx.get('Content-Length')))
    throw new Problem('body-unexpected', 'get, instructions and room stand in the address, not in the body. Nothing was changed.');
};

/** Where a broken download goes on (RFC 9110 §14.1.2): only behind `If-Match`, or it might be another message's bytes. */
const resumeOf = (ctx: Context, formB: boolean): Caller['resume'] => {
  const [range, tag] = [ctx.get('Range'), ctx.get('If-Match')];
  if (range === '') return undefined;
  const from = /^bytes=(0|[1-9][0-9]{0,14})-$/.exec(range)?.[1];
  const uid = parseEntityTag(tag);
  if (!formB || from === undefined || uid === undefined)
    throw new Problem(
      'range-invalid',
      'Range takes bytes=N- with the ETag of the message in If-Match, and get alone. Nothing was changed.',
    );
  return { uid, from: Number(from) };
};

type ReadRest = (message: Outgoing) => AsyncIterable<Uint8Array>;
type Sendable = Outgoing & { readonly next: number };

async function* bytesOf(message: Outgoing, readRest: ReadRest): AsyncGenerator<Uint8Array> {
  yield message.head;
  yield* readRest(message);
}

/** The acquisition information that every message of an answer has in common. */
type Common = Pick<Acquired, 'done' | 'occupancy'>;

const informationOf = ({ done, occupancy: { waiting, waitingBytes, smallest } }: Common) => ({
  done,
  waiting,
  waitingBytes,
  ...(waiting > 0 && { smallest }),
});

/** The head of fig. 7 for one message. */
const headersOf = (message: Sendable, common: Common): Record<string, string> => ({
  Acquisition: formatAcquired({
    ...informationOf(common),
    next: message.next,
    sent: { id: message.id, uid: message.uid },
    accepted: message.acceptedAt,
  }),
  ETag: formatEntityTag(message.uid),
  'Repr-Digest': formatDigest(message.sha256),
  ...(message.subject !== '' && { Subject: encodeHeaderValue(message.subject) }),
  ...(message.sender !== '' && { From: encodeHeaderValue(message.sender) }),
  'Content-Type': message.type,
});

/** One message as an answer within an answer (RFC 9112 §10.2). */
const partHead = (message: Sendable, common: Common): Buffer => {
  const headers = { ...headersOf(message, common), Date: new Date().toUTCString(), 'Content-Length': String(message.size) };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`HTTP/1.1 200 OK\r\n${lines.join('')}\r\n`, 'latin1');
};

async function* partsOf(messages: readonly { head: Buffer; message: Sendable }[], readRest: ReadRest): AsyncGenerator<Uint8Array> {
  for (const { head, message } of messages) {
    yield head;
    yield* bytesOf(message, readRest);
  }
}

const stream = (ctx: Context, bytes: AsyncIterable<Uint8Array>, length: number): void => {
  const body = Readable.from(bytes, { objectMode: false });
  // Cut off rather than end well: the length that was promised tells the device that it is not whole.
  body.on('error', () => ctx.res.destroy());
  ctx.body = body;
  ctx.length = length;
};

/** A message's bytes behind its head, from a byte on. */
export const sendBytes = (ctx: Context, message: Outgoing, readRest: ReadRest, from = 0): void => {
  const length = message.size - from;
  if (length <= message.head.byteLength) {
    ctx.body = Buffer.from(message.head);
    ctx.length = length;
  } else stream(ctx, bytesOf(message, readRest), length);
};

/** 203, S44, fig. 7: the message as it was accepted, byte for byte, behind its acquisition information. */
const send = (ctx: Context, acquired: Acquired, readRest: ReadRest, form: { batch: boolean; from: number | undefined }): void => {
  const { messages, next, refused } = acquired;
  const [message] = messages;
  if (refused.size > 0) ctx.set('Refused', formatRefused(refused));
  if (!message || form.batch) ctx.set('Acquisition', formatAcquired({ ...informationOf(acquired), next }));
  if (!message) {
    ctx.status = 204;
    return;
  }
  if (form.batch) {
    const parts = messages.map((part) => ({ message: part, head: partHead(part, acquired) }));
    ctx.status = 200;
    ctx.set('Content-Type', 'application/http');
    stream(
      ctx,
      partsOf(parts, readRest),
      parts.reduce((sum, part) => sum + part.head.byteLength + part.message.size, 0),
    );
    ctx.set('Content-Type', 'application/http');
    return;
  }
  const headers = headersOf(message, acquired);
  ctx.status = form.from === undefined ? 200 : 206;
  ctx.set(headers);
  if (form.from !== undefined) ctx.set('Content-Range', `bytes ${form.from}-${message.size - 1}/${message.size}`);
  sendBytes(ctx, message, readRest, form.from);
  // Koa guesses a type from what the body is.
  ctx.set('Content-Type', message.type);
};

/** What was asked for cannot be sent; nothing was changed. */
const refuse = (ctx: Context, outcome: Exclude<AcquireOutcome, Acquired>): Problem => {
  switch (outcome.kind) {
    case 'other-device':
      return otherDevice(outcome.device);
    case 'other-message':
      return new Problem('message-other', 'The message in If-Match is not the one that would be sent. Ask for it from the start.');
    case 'unsatisfiable':
      ctx.set('Content-Range', `bytes */${outcome.size}`);
      return new Problem('range-unsatisfiable', `The message has ${outcome.size} bytes; there is nothing from there on.`);
  }
};

export const acquisitionRoutes = (
  serve: Serve,
  deps: {
    deliver: Delivery;
    store: Pick<Store, 'readRest'>;
    /** Messages are on their way until what is returned is called. */
    sending: (uids: readonly string[]) => () => void;
    damaged: (ctx: Context, mailbox: string, damage: NonNullable<Acquired['damaged']>) => void;
  },
): void => {
  serve('acquire', async ({ ctx, mailbox }) => {
    const device = deviceOf(ctx);
    refuseBody(ctx);
    const request = parseAcquisition(ctx.querystring);
    const { get, instructions, max } = request;
    const resume = resumeOf(ctx, get !== undefined && instructions.length === 0 && max === undefined);
    const outcome = await deps.deliver(mailbox, request, { ...(device !== undefined && { device }), ...(resume && { resume }) });
    if (outcome.kind !== 'answered') throw refuse(ctx, outcome);
    if (outcome.damaged) deps.damaged(ctx, mailbox, outcome.damaged);
    const arrived = deps.sending(outcome.messages.map(({ uid }) => uid));
    ctx.res.once('close', arrived);
    // A connection that ended meanwhile does not end again.
    if (ctx.res.destroyed) arrived();
    send(ctx, outcome, deps.store.readRest, { batch: max !== undefined, from: resume?.from });
    return undefined;
  });
};
