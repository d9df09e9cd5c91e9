import libmime from 'libmime';
import { isMail, isText, mediaTypeOf } from './media.ts';
import { safeFileName } from './names.ts';

/** A message on its way out of the inbox. */
export interface OutgoingMessage {
  readonly uid: string;
  readonly type: string;
  readonly subject: string;
  readonly from: string;
  /** ms since the epoch. */
  readonly acceptedAt: number;
  readonly body: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/** As RFC 2047 words, a line each, whatever it is: neither quotes nor commas need a thought then. */
const encoded = (text: string): string =>
  text === '' ? '' : libmime.encodeWord(text.toWellFormed(), 'B', 52).replaceAll('?= =?', '?=\r\n =?');

/** Readable text in a header: as it is if that is sure to be read the same. */
const words = (text: string): string =>
  /^[!-~]+( [!-~]+)*$/.test(text) && text.length <= 60 && !text.includes('=?') ? text : encoded(text);

const phrase = (name: string): string => (/^[\w!#$%&'*+/=?^`{|}~-]+( [\w!#$%&'*+/=?^`{|}~-]+)*$/.test(name) ? words(name) : encoded(name));

const addressForm = /^[\w!#$%&'*+/=?^`{|}~.-]{1,64}@[\w.-]{1,255}$/;

/** A sender need not be an address: then its name stands before one that nobody has (RFC 2606 §2). */
const sender = (from: string): string => {
  if (addressForm.test(from)) return from;
  const [, name = '', address = ''] = /^([^<>]*?)\s*<([^<>]*)>$/.exec(from) ?? [];
  if (addressForm.test(address)) return `${phrase(name.replace(/^"(.*)"$/, '$1'))} <${address}>`.trimStart();
  return `${phrase(from)} <unknown@restante.invalid>`.trimStart();
};

const typeForm = /^[\w!#$&^.+-]{1,127}\/[\w!#$&^.+-]{1,127}(\s*;[\x20-\x7e]*)?$/;

/** Parts and messages cannot be base64 (RFC 2045 §6.4), and what is no type is none. */
const typeOf = (type: string): string => {
  if (!typeForm.test(type) || /^(multipart|message)\//i.test(type)) return 'application/octet-stream';
  return type.length <= 500 ? type : mediaTypeOf(type);
};

/** RFC 2231 §4. */
const fileName = (message: OutgoingMessage): string => {
  const name = safeFileName(message.subject.slice(0, 40).toWellFormed() || 'message', message.type);
  return encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
};

const headOf = (message: OutgoingMessage): string => {
  const { uid, type, subject, from, acceptedAt } = message;
  return [
    `From: ${sender(from)}`,
    `Subject: ${words(subject)}`,
    `Date: ${new Date(acceptedAt).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${uid}@restante.invalid>`,
    'MIME-Version: 1.0',
    `Content-Type: ${typeOf(type)}`,
    'Content-Transfer-Encoding: base64',
    `Content-Disposition: ${isText(type) ? 'inline' : 'attachment'};\r\n filename*=UTF-8''${fileName(message)}`,
    '\r\n',
  ].join('\r\n');
};

/** Bytes of a line of 76 columns (RFC 2045 §6.8). */
const bytesPerLine = 57;

async function* base64(body: OutgoingMessage['body']): AsyncGenerator<Uint8Array> {
  const lines = (bytes: Buffer): Buffer => Buffer.from(bytes.toString('base64').replace(/.{1,76}/g, '$&\r\n'), 'latin1');
  let rest = Buffer.of();
  for await (const chunk of body) {
    const bytes = Buffer.concat([rest, chunk]);
    const whole = bytes.length - (bytes.length % bytesPerLine);
    rest = bytes.subarray(whole);
    if (whole > 0) yield lines(bytes.subarray(0, whole));
  }
  if (rest.length > 0) yield lines(rest);
}

/** A message as a mail (RFC 5322): what is one stays as it is, byte for byte, and any other becomes the content of one. */
export async function* asMail(message: OutgoingMessage): AsyncGenerator<Uint8Array> {
  if (isMail(message.type)) {
    yield* message.body;
    return;
  }
  yield Buffer.from(headOf(message));
  yield* base64(message.body);
}
