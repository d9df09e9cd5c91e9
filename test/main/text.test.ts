import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { searched } from '#restante/main/reading/limits';
import { skim, startOf } from '#restante/main/reading/skim';
import { readText } from '#restante/main/reading/text';
import { createTextThread } from '#restante/main/reading/text-thread';

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');
const mail = (...lines: string[]): Buffer => ascii(lines.join('\r\n'));

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
}

describe('the words of a message', () => {
  it.each([
    ['text/plain; charset=iso-2022-jp', ascii('\x1b$B$3$s$K$A$O\x1b(B'), 'こんにちは'],
    ['text/plain; charset=Shift_JIS', Buffer.from('82b182f182c982bf82cd', 'hex'), 'こんにちは'],
    ['text/plain; charset="koi8-r"', Buffer.from('f0d2c9d7c5d4', 'hex'), 'Привет'],
    ['text/csv; charset=nonsense', Buffer.from('a,b'), 'a,b'],
    ['text/html; charset=euc-jp', Buffer.concat([ascii('<p>'), Buffer.from('a4b3a4f3', 'hex')]), ' こん'],
    ['image/png', Buffer.from('no text'), ''],
  ])('of %s are those of its text', async (type, bytes, body) => {
    expect(await readText(type, bytes)).toEqual({ body, attachments: [] });
  });

  it('of a mail are those of its text, in any charset, and the names of its attachments', async () => {
    const bytes = mail(
      'Subject: =?ISO-2022-JP?B?GyRCJDMkcyRLJEEkTxsoQg==?=',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain; charset=iso-2022-jp',
      '',
      '\x1b$B$3$s$K$A$O\x1b(B',
      '--b',
      'Content-Type: application/pdf; name="=?UTF-8?B?6KaL56mN5pu4LnBkZg==?="',
      'Content-Disposition: attachment',
      'Content-Transfer-Encoding: base64',
      '',
      'JVBERg==',
      '--b',
      'Content-Type: image/png',
      'Content-Disposition: attachment',
      '',
      'x',
      '--b--',
    );
    expect(await readText('message/rfc822', bytes)).toEqual({
      body: expect.stringContaining('こんにちは'),
      attachments: ['見積書.pdf', ''],
    });
  });

  it('of a mail without a text are those of its HTML, as they are read', async () => {
    const html =
      '<html><head><title>T</title><style>p { color: red }</style></head><body><!-- hidden <b> --><h1>Gr&uuml;&szlig;e</h1><p>un<b>broken</b> word&#x73;&amp;more<br>next<script>alert("no")</script> 1 < 2 &unknown; &#0;</p><p title="x">end';
    const { body } = await readText('message/rfc822', mail('Content-Type: text/html', '', html));
    expect(body.split(/\s+/).filter((word) => word !== '')).toEqual('T Grüße unbroken words&more next 1 < 2 &unknown; end'.split(' '));
  });

  it('of what is damaged are none, or what there is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('message/rfc822', 'text/html', 'text/plain; charset=utf-16', ''),
        fc.uint8Array({ maxLength: 500 }),
        async (type, bytes) => {
          const { body, attachments } = await readText(type, bytes);
          expect([typeof body, Array.isArray(attachments)]).toEqual(['string', true]);
        },
      ),
    );
    const headers = `${Array.from({ length: 60_000 }, (_, at) => `X-${at}: ${'y'.repeat(40)}`).join('\r\n')}\r\n\r\ntext`;
    expect(await readText('message/rfc822', ascii(headers))).toEqual({ body: '', attachments: [] });
  });

  it('are looked for in one pass, however the HTML is made', async () => {
    for (const html of [
      '<'.repeat(200_000),
      '<!--'.repeat(50_000),
      '<style>'.repeat(30_000),
      '<a '.repeat(60_000),
      '&'.repeat(200_000),
      `${'<p>'.repeat(60_000)}end`,
    ]) {
      // What looks again from every place takes longer than a test may.
      await readText('text/html', ascii(html));
    }
  });
});

describe('a mail that is skimmed', () => {
  const attachment = `${'QUJD'.repeat(19)}\r\n`.repeat(2_000);
  const bytes = mail(
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'The text.',
    ...['one.bin', 'two.bin', 'three.bin'].flatMap((name) => [
      '--b',
      `Content-Type: application/octet-stream; name=${name}`,
      'Content-Disposition: attachment',
      'Content-Transfer-Encoding: base64',
      '',
      attachment,
    ]),
    '--b--',
  );
  const limits = { ...searched, part: 1_000, kept: 100_000, read: 10_000_000 };

  it('keeps its texts and the names of all attachments, in little room, wherever the stream is cut', async () => {
    const skimmed = await skim(pieces(bytes, 1_000_000), limits);
    expect(bytes.byteLength).toBeGreaterThan(400_000);
    expect(skimmed.byteLength).toBeLessThan(6_000);
    const read = await readText('message/rfc822', skimmed);
    expect(read).toMatchObject({ body: expect.stringContaining('The text.'), attachments: ['one.bin', 'two.bin', 'three.bin'] });
    for (const size of [65_536, 1_000, 997, 7])
      expect(Buffer.compare(await skim(pieces(bytes, size), { ...limits }), skimmed), `${size}`).toBe(0);
  });

  it('is what it was when nothing in it is long', async () => {
    const dashes = fc.string({ unit: fc.constantFrom('-', '\n', 'a', '\r'), maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(dashes, fc.integer({ min: 1, max: 40 }), async (text, size) => {
        expect(Buffer.from(await skim(pieces(ascii(text), size), limits)).toString()).toBe(text);
      }),
    );
  });

  it('begins each part anew, and ends at its limits', async () => {
    const long = ascii(`${'line\n'.repeat(100)}--b\nnext\n${'line\n'.repeat(100)}`);
    const text = Buffer.from(await skim(pieces(long, 64), { ...limits, part: 18 })).toString();
    expect(text).toBe('line\nline\nline\nlin\n--b\nnext\nline\nline\n');
    expect((await skim(pieces(ascii('--\n'.repeat(100_000)), 4_096), limits)).byteLength).toBe(limits.kept);
    expect((await skim(pieces(ascii('x'.repeat(200_000)), 4_096), limits)).byteLength).toBe(limits.part + 1);
    let read = 0;
    const endless = async function* () {
      for (;;) {
        read += 100_000;
        yield new Uint8Array(100_000);
      }
    };
    await skim(endless(), limits);
    expect(read).toBe(limits.read);
    expect((await startOf(endless(), 5)).byteLength).toBe(5);
  });
});

describe('the thread that takes messages apart', () => {
  const thread = (options?: Parameters<typeof createTextThread>[0]) => {
    const made = createTextThread(options);
    onTestFinished(made.close);
    return made;
  };
  const hello = () => Uint8Array.from(ascii('hello'));

  it('reads one after the other, ends when it has nothing to do, and starts again', async () => {
    const { read } = thread({ idle: 1 });
    for (let at = 0; at < 3; at += 1) {
      expect(await read('text/plain', hello())).toEqual({ body: 'hello', attachments: [] });
      // Longer than `idle`. Whether the thread has ended by then or only begins to, the next one is read.
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });

  it('reads many in the same thread', async () => {
    const { read } = thread({ patience: 60_000 });
    for (let at = 0; at < 3; at += 1) expect(await read('text/plain', hello())).toMatchObject({ body: 'hello' });
  });

  it('gives a message no more than its time, and goes on with the next', async () => {
    const { read } = thread({ patience: 0 });
    expect(await read('text/plain', hello())).toEqual({ body: '', attachments: [] });
    const patient = thread();
    const before = performance.now();
    for (let at = 0; at < 20; at += 1) expect(await patient.read('text/plain', hello())).toMatchObject({ body: 'hello' });
    expect(performance.now() - before).toBeLessThan(searched.patience);
  });

  it('holds up nobody while it is at work', async () => {
    const { read } = thread();
    await read('text/plain', hello());
    const lines = Array.from({ length: 500 }, (_, at) => `--b\r\nContent-Type: text/plain; name=n${at}\r\n\r\nx`).join('\r\n');
    let longest = 0;
    let before = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - before);
      before = performance.now();
    }, 1);
    await read('message/rfc822', Uint8Array.from(mail('Content-Type: multipart/mixed; boundary=b', '', lines)));
    clearInterval(timer);
    expect(longest).toBeLessThan(500);
  });
});
