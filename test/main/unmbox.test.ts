import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exportMessages } from '#restante/main/reading/export';
import { type FoundMail, kindOfFile, mailsIn } from '#restante/main/reading/import';
import { createMboxReader } from '#restante/main/reading/unmbox';
import { temporaryFolder } from '../support/folder.ts';

/** The messages of a file that is read in pieces of these sizes. */
const read = (file: Buffer, sizes: readonly number[]): string[] => {
  const reader = createMboxReader();
  const found: Buffer[][] = [];
  const take = (events: ReturnType<typeof reader.push>): void => {
    for (const event of events) {
      if (event.kind === 'begin') found.push([]);
      if (event.kind === 'bytes') found.at(-1)?.push(Buffer.from(event.bytes));
    }
  };
  for (let at = 0, n = 0; at < file.length; n += 1) {
    const size = sizes[n % sizes.length] ?? 1;
    take(reader.push(file.subarray(at, at + size)));
    at += size;
  }
  take(reader.end());
  return found.map((parts) => Buffer.concat(parts).toString('latin1'));
};

const found = async (path: string): Promise<FoundMail[]> => {
  const all: FoundMail[] = [];
  for await (const one of (await mailsIn(path)) ?? []) all.push(one);
  return all;
};

const mail = (body: string): string => `Subject: a\r\n\r\n${body}`;

test('mails that are exported as mbox are found again byte for byte, however the file is read', { timeout: 60_000 }, async () => {
  const line = fc.constantFrom(
    'From me 10:00',
    'From',
    '>From you 10:00',
    '>>From ',
    '',
    '',
    'x',
    'é',
    '.',
    'From a@b Tue Nov  3 04:05:06 2026',
  );
  const body = fc.array(line, { minLength: 1, maxLength: 12 }).map((lines) => mail(`${lines.join('\r\n')}\r\n`));
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.array(body, { minLength: 1, maxLength: 5 }), sizes, async (bodies, sizes) => {
      const to = join(temporaryFolder(), 'out.mbox');
      const messages = bodies.map((text, n) => ({
        ...{ uid: `${n}`, type: 'message/rfc822', subject: '', from: 'bob@example.org', acceptedAt: 0 },
        body: [Buffer.from(text)],
      }));
      await exportMessages(messages, { to, format: 'mbox' });
      const wanted = bodies.map((text) => Buffer.from(text).toString('latin1'));
      expect(read(readFileSync(to), sizes)).toEqual(wanted);
      const mails = await found(to);
      expect(mails.map(({ sha256 }) => sha256)).toEqual(bodies.map((text) => createHash('sha256').update(text).digest('hex')));
      for (const [at, one] of mails.entries()) {
        const bytes = await buffer(one.read());
        expect(bytes.toString('latin1')).toBe(wanted[at]);
        expect(one.size).toBe(bytes.length);
      }
    }),
    { numRuns: 100 },
  );
});

test('a line that begins like a message within one begins none: no time in it, or no empty line before it', () => {
  const file =
    'From a Tue Nov  3 04:05:06 2026\nSubject: a\n\nDear Ann,\nFrom 10:00 on\n\nFrom here on\n\nFrom b Tue Nov  3 04:05:06 2026\nSubject: b\n\n';
  expect(read(Buffer.from(file), [1_000])).toEqual([mail('Dear Ann,\r\nFrom 10:00 on\r\n\r\nFrom here on\r\n'), 'Subject: b\r\n']);
});

test('lines of any length and line ends of any kind pass', () => {
  const long = `${'x'.repeat(200_000)}\r`;
  const file = Buffer.from(`From a 10:00\r\nSubject: a\r\n\r\n${long}\ny\rz\n${'From '.repeat(30_000)}`);
  const wanted = mail(`${'x'.repeat(200_000)}\r\ny\rz\r\n${'From '.repeat(30_000)}`);
  for (const size of [1_000_000, 65_536, 65_535, 7_919]) expect(read(file, [size])[0] === wanted, `${size}`).toBe(true);
});

test('a file is an mbox, a mail or neither by its first line', async () => {
  expect(kindOfFile(Buffer.from('From x 10:00\n'))).toBe('mbox');
  expect(kindOfFile(Buffer.from('Received: by x\r\n'))).toBe('mail');
  expect(kindOfFile(Buffer.from('\xef\xbb\xbfSubject : x', 'latin1'))).toBe('mail');
  for (const other of ['', '\0', '%PDF-1.4', 'Dear Ann,\n', ': x', '{"a":1}'])
    expect(kindOfFile(Buffer.from(other)), other).toBe('neither');
  const file = join(temporaryFolder(), 'a.eml');
  writeFileSync(file, 'Subject: a\n\nb');
  const [one] = await found(file);
  expect(one && (await buffer(one.read())).toString()).toBe('Subject: a\n\nb');
});
