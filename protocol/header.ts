import libmime from 'libmime';
import { maxMetadataLength } from './submission.ts';

/** Bytes as the text of a header: UTF-8 if they are that, else Latin-1. */
export const textOf = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
};

/** One line of readable text: RFC 2047 words decoded, control characters gone, cut to what a header can carry. */
export const readable = (value: string): string => {
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

/** A readable text as an HTTP header value: plain ASCII as it is, anything else as RFC 2047 words, whole. */
export const encodeHeaderValue = (text: string): string =>
  /^[\x20-\x7e]*$/.test(text) && !text.includes('=?') ? text : libmime.encodeWord(text, 'B', 52);
