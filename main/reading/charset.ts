import { TextDecoder } from 'node:util';
import chardet from 'chardet';

/*
 * Which characters bytes are, when their sender said nothing of it or something wrong. In this order: what is UTF-8 by its
 * form is UTF-8, as no other text looks like it; what a page says of itself; what has Japanese syllables; what the letters'
 * frequencies say; Latin.
 */

/** Bytes of a text that are looked at. */
const sample = 64 * 1024;

/** Charsets that programs write by habit, whatever they send. */
const habitual = new Set(['us-ascii', 'ascii', 'ansi_x3.4-1968', 'iso-8859-1', 'latin1', 'iso8859-1', 'windows-1252', 'cp1252']);

const decoderOf = (charset: string): TextDecoder | undefined => {
  try {
    return new TextDecoder(charset);
  } catch {
    return undefined;
  }
};

const isUtf8 = (bytes: Uint8Array): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
};

const hasEightBit = (bytes: Uint8Array): boolean => bytes.some((byte) => byte >= 0x80);

/** An escape to Japanese: ISO-2022-JP is written in seven bits, and nothing else uses these. */
const isIso2022Jp = (bytes: Uint8Array): boolean => {
  for (let at = bytes.indexOf(0x1b); at >= 0; at = bytes.indexOf(0x1b, at + 1)) {
    const [a, b] = [bytes[at + 1], bytes[at + 2]];
    if ((a === 0x24 && (b === 0x42 || b === 0x40)) || (a === 0x28 && (b === 0x4a || b === 0x49))) return true;
  }
  return false;
};

/** Japanese that says so: no other language has its syllables, and a short text tells nothing by its frequencies. */
const japaneseOf = (bytes: Uint8Array): string | undefined =>
  ['euc-jp', 'shift_jis'].find((charset) => {
    try {
      const text = new TextDecoder(charset, { fatal: true }).decode(bytes);
      return /[ぁ-んァ-ヶ]/.test(text) && !/[^\p{ASCII}\p{Script=Han}ぁ-んァ-ヶー・\u3000-\u303f\uff01-\uff5e…—]/u.test(text);
    } catch {
      return false;
    }
  });

const statedIn = (bytes: Uint8Array): string | undefined =>
  /<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})/i.exec(Buffer.from(bytes.subarray(0, 2_048)).toString('latin1'))?.[1];

/** The charset of bytes of which nothing is known. @param page they are HTML, which may say it itself */
export const guessCharset = (bytes: Uint8Array, page = false): string => {
  if (isIso2022Jp(bytes)) return 'iso-2022-jp';
  if (isUtf8(bytes)) return 'utf-8';
  const stated = page ? statedIn(bytes) : undefined;
  if (stated !== undefined && decoderOf(stated) && !/^utf-?(8|16)/i.test(stated)) return stated;
  const japanese = japaneseOf(bytes.subarray(0, sample));
  if (japanese !== undefined) return japanese;
  const guessed = chardet.detect(bytes.subarray(0, sample));
  return guessed !== null && !/^(utf|ascii)/i.test(guessed) && decoderOf(guessed) ? guessed : 'windows-1252';
};

/** What of a text that should be UTF-8 may be broken and yet be UTF-8: a few bytes lost on the way are no other charset. */
const brokenAtMost = 0.1;

const isMostly = (text: string): boolean => {
  const broken = text.match(/\uFFFD/g)?.length ?? 0;
  const foreign = text.match(/[^\0-\x7f]/g)?.length ?? 0;
  return broken === 0 || broken < foreign * brokenAtMost;
};

/** The charset in which bytes are best read, given what their sender says of them. */
export const charsetOf = (bytes: Uint8Array, stated: string | undefined, page = false): string => {
  const charset = stated?.trim().toLowerCase() ?? '';
  const decoder = charset === '' ? undefined : decoderOf(charset);
  if (!decoder) return guessCharset(bytes, page);
  if (decoder.encoding === 'utf-8') return isMostly(decoder.decode(bytes.subarray(0, sample))) ? 'utf-8' : guessCharset(bytes, page);
  if (habitual.has(charset)) {
    if (isIso2022Jp(bytes)) return 'iso-2022-jp';
    if (hasEightBit(bytes) && isUtf8(bytes)) return 'utf-8';
  }
  return charset;
};

const latinSigns = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Some versions of Node leave out the signs in which windows-1252 differs from Latin 1; nobody writes the controls there. */
export const withLatinSigns = (text: string): string =>
  text.replace(/[\x80-\x9f]/g, (sign) => latinSigns[sign.charCodeAt(0) - 0x80] ?? sign);

/** Text of bytes; never fails. */
export const decodeBytes = (bytes: Uint8Array, stated: string | undefined, page = false): string =>
  withLatinSigns((decoderOf(charsetOf(bytes, stated, page)) ?? new TextDecoder()).decode(bytes));
