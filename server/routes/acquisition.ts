import { Readable } from 'node:stream';
import type Router from '@koa/router';
import type { Context } from 'koa';
import { parseAcquisition } from '../../protocol/acquisition.ts';
import { Problem } from '../../protocol/errors.ts';
import { encodeHeaderValue } from '../../protocol/header.ts';
import { formatAcquired, formatDigest, formatEntityTag, formatRefused } from '../../protocol/response.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { Directory } from '../directory/index.ts';
import { limits } from '../limits.ts';
import { authorizeMailbox } from '../middleware/authorize.ts';
import type { Acquired, Outgoing } from '../store/port.ts';

/** The stable name that a device gives itself. */
export const deviceOf = (ctx: Context): string | undefined => {
  const device = ctx.get('Device');
  if (device === '') return undefined;
  if (!/^[\x21-\x7e]+$/.test(device) || device.length > limits.deviceLength)
    throw new Problem('header-invalid', `The Device header takes up to ${limits.deviceLength} printable ASCII characters.`);
  return device;
};

/** An instruction in a request body would be overlooked: better refused than lost. */
const refuseBody = (ctx: Context): void => {
  if (ctx.get('Transfer-Encoding') !== '' || !['', '0'].includes(ctx.get('Content-Length')))
    throw new Problem('body-unexpected', 'get, delete, move and room stand in the address, not in the body. Nothing was changed.');
};

/** 203, S44, fig. 7: the message as it was accepted, byte for byte, behind its acquisition information. */
const send = (ctx: Context, acquired: Acquired, readRest: (message: Outgoing) => AsyncIterable<Uint8Array>): void => {
  const { message, next, done, refused, occupancy } = acquired;
  const { waiting, waitingBytes, smallest } = occupancy;
  const information = { next, done, waiting, waitingBytes, ...(waiting > 0 && { smallest }) };
  if (refused.size > 0) ctx.set('Refused', formatRefused(refused));
  if (!message) {
    ctx.set('Acquisition', formatAcquired(information));
    ctx.status = 204;
    return;
  }
  ctx.set('Acquisition', formatAcquired({ ...information, sent: { id: message.id, uid: message.uid }, accepted: message.acceptedAt }));
  ctx.set('ETag', formatEntityTag(message.uid));
  ctx.set('Repr-Digest', formatDigest(message.sha256));
  if (message.subject !== '') ctx.set('Subject', encodeHeaderValue(message.subject));
  if (message.sender !== '') ctx.set('From', encodeHeaderValue(message.sender));
  ctx.status = 200;
  ctx.set('Content-Type', message.type);
  if (message.size <= message.head.byteLength) ctx.body = Buffer.from(message.head);
  else {
    const bytes = Readable.from(allOf(message, readRest), { objectMode: false });
    // Cut off rather than end well: the length that was promised tells the device that it is not whole.
    bytes.on('error', () => ctx.res.destroy());
    ctx.body = bytes;
  }
  ctx.length = message.size;
  ctx.set('Content-Type', message.type);
};

async function* allOf(message: Outgoing, readRest: (message: Outgoing) => AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield message.head;
  yield* readRest(message);
}

export const acquisitionRoutes = (
  router: Router,
  deps: { directory: Directory; deliver: Delivery; readRest: (message: Outgoing) => AsyncIterable<Uint8Array> },
): void => {
  router.register('/v1/mailboxes/:mailbox', ['GET', 'POST'], async (ctx) => {
    const { mailbox } = authorizeMailbox(ctx, deps.directory, ['receive']);
    const device = deviceOf(ctx);
    refuseBody(ctx);
    const request = parseAcquisition(ctx.querystring);
    send(ctx, await deps.deliver(mailbox, device, request), deps.readRest);
  });
};
