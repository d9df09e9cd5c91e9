import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { type ExportFormat, emlName, exportMessages, type OutgoingMessage } from '#restante/main/reading/export';
import { temporaryFolder } from '../support/folder.ts';

const uid = '0193567e-1111-7000-8000-000000000001';

const message = (some: Partial<Omit<OutgoingMessage, 'body'>> & { body?: Iterable<Uint8Array> } = {}): OutgoingMessage => ({
  uid,
  type: 'message/rfc822',
  subject: 'Hello',
  from: 'Bob <bob@example.org>',
  acceptedAt: Date.UTC(2026, 10, 3, 4, 5, 6),
  body: [Buffer.from('Subject: Hello\r\n\r\nDear Ann\r\n')],
  ...some,
});

/** Bytes in pieces of the given sizes, again and again. */
function* pieces(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  for (let at = 0, n = 0; at < bytes.length; n += 1) {
    const size = sizes[n % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

const write = async (messages: readonly OutgoingMessage[], format: ExportFormat): Promise<string> => {
  const to = join(temporaryFolder(), 'out');
  expect(await exportMessages(messages, { to, format })).toMatchObject({ messages: messages.length });
  return to;
};

const writtenEml = async (one: OutgoingMessage): Promise<Buffer> => {
  const to = await write([one], 'eml');
  return readFileSync(join(to, readdirSync(to)[0] ?? ''));
};

/** A reader of mboxrd, as simple as can be; without the line ends that the form itself may add. */
const readMbox = (text: string): string[] =>
  text
    .split(/^From .*\n/m)
    .slice(1)
    .map((part) => part.replace(/\n$/, '').replace(/^>(>*From )/gm, '$1'));

const asWritten = (text: string): string => {
  const lines = text.replaceAll('\r\n', '\n');
  return lines === '' || lines.endsWith('\n') ? lines : `${lines}\n`;
};

describe('mbox', () => {
  test('is read back as it was written, however the bytes came', async () => {
    const word = fc.constantFrom('From ', 'From', 'Fro', '>', '>>From ', '>From ', '\r\n', '\n', '\r\n\r\n', ' ', 'x', 'é', 'From: a');
    const body = fc.array(word, { maxLength: 30 }).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(
        fc.array(body, { minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
        async (texts, sizes) => {
          const to = await write(
            texts.map((text) => message({ body: pieces(Buffer.from(text), sizes) })),
            'mbox',
          );
          expect(readMbox(readFileSync(to, 'utf8'))).toEqual(texts.map(asWritten));
        },
      ),
      { numRuns: 200 },
    );
  });

  test('begins a message with sender and time, quotes what looks like it, and ends with an empty line', async () => {
    const body = [Buffer.from('Subject: a\r'), Buffer.from('\n\r\nFr'), Buffer.from('om here\r\n>From there\r\n\rend\r')];
    const to = await write([message({ body }), message({ from: 'pay roll', body: [] })], 'mbox');
    expect(readFileSync(to, 'utf8')).toBe(
      'From bob@example.org Tue Nov  3 04:05:06 2026\nSubject: a\n\n>From here\n>>From there\n\rend\r\n\n' +
        'From MAILER-DAEMON Tue Nov  3 04:05:06 2026\n\n',
    );
  });

  test('holds other types as mails', async () => {
    const bytes = Buffer.from('From here on\n'.repeat(20));
    const to = await write([message({ type: 'application/x-log', body: [bytes] })], 'mbox');
    const [mail = ''] = readMbox(readFileSync(to, 'utf8'));
    const { attachments } = await PostalMime.parse(mail);
    expect(Buffer.from(attachments[0]?.content as ArrayBuffer)).toEqual(bytes);
  });
});

describe('EML', () => {
  test('is the mail, byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), fc.integer({ min: 1, max: 60 }), async (bytes, size) => {
        expect(await writtenEml(message({ body: pieces(bytes, [size]) }))).toEqual(Buffer.from(bytes));
      }),
      { numRuns: 100 },
    );
  });

  const text = fc
    .string({ unit: 'grapheme', maxLength: 120 })
    .map((s) => s.replace(/[\p{C}\p{Z}]+/gu, ' ').trim())
    .filter((s) => s.isWellFormed());

  test('wraps what is no mail in one: bytes, subject and sender are read back the same', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 1_000 }),
        fc.integer({ min: 1, max: 130 }),
        text,
        text,
        async (bytes, size, subject, from) => {
          fc.pre(!/[<>@]/.test(from));
          const written = await writtenEml(message({ type: 'image/png', subject, from, body: pieces(bytes, [size]) }));
          expect(written.toString()).toMatch(/^([\x20-\x7e]{0,500}\r\n)*$/);
          const mail = await PostalMime.parse(written);
          expect(Buffer.from(mail.attachments[0]?.content as ArrayBuffer)).toEqual(Buffer.from(bytes));
          expect(mail.attachments[0]?.mimeType).toBe('image/png');
          expect(mail.subject ?? '').toBe(subject);
          expect(mail.from).toMatchObject({ name: from, address: 'unknown@restante.invalid' });
          expect(mail.messageId).toBe(`<${uid}@restante.invalid>`);
          expect(mail.date).toBe('2026-11-03T04:05:06.000Z');
        },
      ),
      { numRuns: 200 },
    );
  });

  test.each([
    ['Bob <bob@example.org>', { name: 'Bob', address: 'bob@example.org' }],
    ['bob@example.org', { name: '', address: 'bob@example.org' }],
    ['"Straße, Bob" <bob@example.org>', { name: 'Straße, Bob', address: 'bob@example.org' }],
    ['Eve <a@b>, <c@d\r\nBcc: x@y>', { address: 'unknown@restante.invalid' }],
  ])('keeps the sender %j', async (from, expected) => {
    const mail = await PostalMime.parse(await writtenEml(message({ type: 'image/png', from })));
    expect(mail.from).toMatchObject(expected);
    expect(mail.bcc).toBeUndefined();
  });

  test('a text keeps its charset; what is no type, or cannot be wrapped, is bytes', async () => {
    const latin = await PostalMime.parse(
      await writtenEml(message({ type: 'text/plain; charset=iso-8859-1', body: [Buffer.from('caf\xe9', 'latin1')] })),
    );
    expect(latin.text?.trim()).toBe('café');
    for (const type of ['multipart/mixed; boundary=x', 'nonsense', 'a/b; c="\r\nBcc: x@y"']) {
      const mail = await PostalMime.parse(await writtenEml(message({ type, body: [Buffer.from('bytes')] })));
      expect(mail.attachments.map(({ mimeType }) => mimeType)).toEqual(['application/octet-stream']);
    }
  });
});

describe('names of files', () => {
  test('are safe on every system, and tell date and subject', () => {
    expect(emlName(message({ subject: 'Re: ../..\u202efdp.exe\0 CON ' }))).toBe(`2026-11-03_Re_.._.._fdp.exe_CON_${uid}.eml`);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (subject) => {
        const name = emlName({ uid, subject, acceptedAt: 0 });
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
        expect(name).not.toMatch(/[\p{C}\p{Z}<>:"/\\|?*]/u);
        expect(name).toMatch(/^1970-01-01_.*\.eml$/);
      }),
    );
  });
});

describe.each(['mbox', 'eml'] as const)('an export as %s', (format) => {
  test('writes over nothing', async () => {
    const folder = temporaryFolder();
    const to = join(folder, 'mine');
    writeFileSync(to, 'mine');
    await expect(exportMessages([message()], { to, format })).rejects.toMatchObject({ code: 'file-unwritable' });
    expect(readFileSync(to, 'utf8')).toBe('mine');
    await expect(exportMessages([message()], { to: join(folder, 'no', 'where'), format })).rejects.toMatchObject({
      code: 'file-unwritable',
    });
    expect(readdirSync(folder)).toEqual(['mine']);
  });

  test('writes over nothing that came meanwhile', async () => {
    const folder = temporaryFolder();
    const to = join(folder, 'mine');
    async function* meanwhile(): AsyncGenerator<OutgoingMessage> {
      yield message();
      writeFileSync(to, 'mine');
    }
    await expect(exportMessages(meanwhile(), { to, format })).rejects.toMatchObject({ code: 'file-unwritable' });
    expect(readFileSync(to, 'utf8')).toBe('mine');
    expect(readdirSync(folder)).toEqual(['mine']);
  });

  test('leaves nothing behind when it is stopped, or when a message cannot be read', async () => {
    const folder = temporaryFolder();
    const stopping = new AbortController();
    const endless = function* () {
      for (let n = 0; ; n += 1) {
        if (n === 3) stopping.abort(new Error('stopped'));
        yield Buffer.from('more\n');
      }
    };
    const to = join(folder, 'out');
    await expect(exportMessages([message({ body: endless() })], { to, format, signal: stopping.signal })).rejects.toThrow('stopped');
    const broken = function* () {
      yield Buffer.from('half');
      throw new Error('broken');
    };
    await expect(exportMessages([message(), message({ uid: 'b', body: broken() })], { to, format })).rejects.toThrow('broken');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('takes a message of any length in flat memory', async () => {
    const chunk = Buffer.alloc(1024 ** 2, 'x');
    const long = function* () {
      for (let n = 0; n < 96; n += 1) yield chunk;
    };
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const watched = function* () {
      for (const part of long()) {
        most = Math.max(most, process.memoryUsage().arrayBuffers - before);
        yield part;
      }
    };
    const to = join(temporaryFolder(), 'out');
    const done = await exportMessages([message({ body: watched() }), message({ uid: 'b' })], { to, format });
    expect(done.messages).toBe(2);
    expect(done.bytes).toBeGreaterThan(96 * 1024 ** 2);
    expect(most).toBeLessThan(48 * 1024 ** 2);
  });
});
