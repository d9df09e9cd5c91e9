import libmime from 'libmime';
import { maxMetadataLength } from '../../protocol/submission.ts';

/** Text as a header may hold it: UTF-8 if it is that, else the bytes as Latin-1. */
const textOf = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
};

/** One line of readable text: words decoded, control characters gone, cut to what a header can carry. */
const readable = (value: string): string => {
  let text = value;
  try {
    text = libmime.decodeWords(value);
  } catch {
    // An unknown charset: the words stay as they came.
  }
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, maxMetadataLength)
    .trimEnd()
    .toWellFormed();
};

/** The value of an HTTP header that may hold RFC 2047 words or raw UTF-8; Node hands it over as Latin-1. */
export const decodeHeaderValue = (value: string): string => readable(textOf(Buffer.from(value, 'latin1')));

export const decodeQueryValue = (value: string): string => readable(value);

/** A readable text as an HTTP header value: plain ASCII as it is, anything else as RFC 2047 words, whole. */
export const encodeHeaderValue = (text: string): string =>
  /^[\x20-\x7e]*$/.test(text) && !text.includes('=?') ? text : libmime.encodeWord(text, 'B', 52);

export interface MailHeader {
  readonly subject: string;
  readonly from: string;
  readonly messageId?: string;
}

/** What the start of a mail (RFC 5322) says of it. Never fails: a damaged header says nothing. */
export const readMailHeader = (start: Uint8Array): MailHeader => {
  // Byte for character: what follows the header may be in any charset, and says nothing of the header's.
  const end = /(?:^|\n)\r?\n/.exec(Buffer.from(start).toString('latin1'));
  const headers = libmime.decodeHeaders(textOf(end ? start.subarray(0, end.index) : start));
  const first = (name: string): string => {
    const values = headers[name];
    const value = Array.isArray(values) ? values[0] : values;
    return typeof value === 'string' ? value : '';
  };
  const messageId = readable(first('message-id'));
  return { subject: readable(first('subject')), from: readable(first('from')), ...(messageId !== '' && { messageId }) };
};
