import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeHeaderValue, encodeHeaderValue, readable } from '#restante/protocol/header';
import { maxMetadataLength } from '#restante/protocol/submission';
import { readMailHeader } from '#restante/server/ingest/header';

/** Pieces of which header values are made, and ill-made. */
const pieces = fc.array(
  fc.oneof(
    fc.constantFrom(
      '=?',
      '?=',
      '?',
      '=',
      '_',
      ' ',
      'utf-8',
      'B',
      'Q',
      '=?utf-8?B?',
      '=?utf-8?Q?=C3?=',
      '=?x-none?Q?a?=',
      '=?utf-8?B?YQ==?=',
    ),
    fc.constantFrom('a', 'é', 'あ', '文字', 'שלום', '😀', '👩‍👩‍👧', '\ufeff', '\u200b', '\u2028', '\r\n ', '\t', '\0'),
    fc.string({ unit: 'grapheme', maxLength: 5 }),
  ),
  { maxLength: 60 },
);

/** Texts as the server keeps them: one readable line of any script, as long as it may be. */
const readableText = fc
  .oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary', minLength: maxMetadataLength - 2, maxLength: maxMetadataLength + 2 }),
    pieces.map((parts) => parts.join('')),
  )
  .map(readable);

describe('a readable text', () => {
  it('travels as ASCII and arrives as it was', () => {
    fc.assert(
      fc.property(readableText, (text) => {
        const value = encodeHeaderValue(text);
        expect(value).toMatch(/^[\x20-\x7e]*$/);
        expect(decodeHeaderValue(value)).toBe(text);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is one line of well-formed text, trimmed, within its limit', () => {
    fc.assert(
      fc.property(readableText, (text) => {
        expect(text.isWellFormed()).toBe(true);
        expect(text).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
        expect(text.trim()).toBe(text);
        expect(text.length).toBeLessThanOrEqual(maxMetadataLength);
      }),
    );
  });

  it('loses a blank that its cut leaves at the end: a header would not carry it', () => {
    expect(readable(`${'a'.repeat(maxMetadataLength - 1)} b`)).toBe('a'.repeat(maxMetadataLength - 1));
  });

  it('is itself in ASCII, and RFC 2047 words otherwise', () => {
    expect(encodeHeaderValue('Minutes of Monday')).toBe('Minutes of Monday');
    expect(encodeHeaderValue('Grüße')).toBe('=?UTF-8?B?R3LDvMOfZQ==?=');
    expect(encodeHeaderValue('what is =?utf-8?B?YQ==?=')).toMatch(/^=\?UTF-8\?B\?/);
  });
});

describe('a header value', () => {
  it('may be raw UTF-8, Latin-1 or RFC 2047 words', () => {
    expect(decodeHeaderValue(Buffer.from('日本語').toString('latin1'))).toBe('日本語');
    expect(decodeHeaderValue('Gr\xfc\xdfe')).toBe('Grüße');
    expect(decodeHeaderValue('=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=')).toBe('日本');
    expect(decodeHeaderValue('=?utf-8?Q?a_?= =?utf-8?Q?b?=')).toBe('a b');
    expect(decodeHeaderValue('=?x-unheard-of?Q?abc?=')).toContain('abc');
  });

  it('is never a failure', () => {
    fc.assert(
      fc.property(fc.uint8Array(), pieces, (bytes, parts) => {
        decodeHeaderValue(Buffer.from(bytes).toString('latin1'));
        decodeHeaderValue(parts.join(''));
      }),
      { numRuns: 500 },
    );
  });
});

describe('the start of a mail', () => {
  const mail = (...lines: string[]): Buffer => Buffer.from(lines.join('\r\n'));

  it('tells subject, sender and Message-ID, folded, encoded and in any case', () => {
    expect(
      readMailHeader(
        mail(
          'Received: by x',
          'SUBJECT: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=',
          ' again',
          'From: Ann <ann@example.org>',
          'Message-Id: <1@x>',
          '',
          'Subject: no',
        ),
      ),
    ).toEqual({ subject: 'Grüße again', from: 'Ann <ann@example.org>', messageId: '<1@x>' });
  });

  it('may be separated by bare line feeds', () => {
    expect(readMailHeader(Buffer.from('Subject: one\n\nSubject: two'))).toEqual({ subject: 'one', from: '' });
  });

  it('may be raw UTF-8 in front of a body in another charset', () => {
    const start = Buffer.concat([mail('Subject: 日本語', 'Content-Transfer-Encoding: 8bit', '', ''), Buffer.from('Gr\xfc\xdfe', 'latin1')]);
    expect(readMailHeader(start).subject).toBe('日本語');
  });

  it('may be a body alone, which is no header', () => {
    expect(readMailHeader(mail('', 'Subject: said the body', '', 'end'))).toEqual({ subject: '', from: '' });
  });

  it('says nothing where it is damaged', () => {
    for (const start of [mail(''), mail(':', '::', ' ', 'Subject'), mail('constructor: x', '__proto__: y'), Buffer.from([0xff, 0xfe, 0])])
      expect(readMailHeader(start)).toEqual({ subject: '', from: '' });
  });

  it('is never a failure, whatever the bytes', () => {
    const lines = fc
      .array(
        fc.oneof(
          pieces.map((parts) => parts.join('')),
          fc.constantFrom('Subject', 'From', 'Message-ID', ':', '\r\n', '\n', '__proto__'),
        ),
      )
      .map((parts) => Buffer.from(parts.join('')));
    fc.assert(
      fc.property(fc.oneof(lines, fc.uint8Array({ maxLength: 500 })), (start) => {
        const { subject, from } = readMailHeader(start);
        expect(decodeHeaderValue(encodeHeaderValue(subject))).toBe(subject);
        expect(decodeHeaderValue(encodeHeaderValue(from))).toBe(from);
      }),
      { numRuns: 500 },
    );
  });
});
