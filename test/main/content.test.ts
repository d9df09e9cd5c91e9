import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openMessage } from '#restante/main/reading/content';
import { safeFileName } from '#restante/main/reading/names';
import type { MessageRow } from '#restante/protocol/bridge';
import { shownAtMost } from '#restante/protocol/bridge/shown';

const rowOf = (type: string, bytes: Uint8Array): MessageRow => ({
  uid: '01900000-0000-7000-8000-00000000000a',
  key: 1,
  mailbox: 'ann',
  subject: 'A subject',
  from: 'bob',
  type,
  bytes: bytes.byteLength,
  acceptedAt: 0,
  receivedAt: 0,
  read: false,
  protected: false,
  deleted: false,
  attachments: null,
  preview: '',
  account: 'own',
});
const shown = async (type: string, bytes: Uint8Array) => (await openMessage(rowOf(type, bytes), bytes)).shown;
const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('what is shown of a message', () => {
  it.each([
    ['text/plain; charset=iso-2022-jp', ascii('\x1b$B$3$s$K$A$O\x1b(B'), 'こんにちは'],
    ['text/plain; charset=Shift_JIS', Buffer.from('82b182f182c982bf82cd', 'hex'), 'こんにちは'],
    ['text/plain; charset="koi8-r"', Buffer.from('f0d2c9d7c5d4', 'hex'), 'Привет'],
    ['text/plain; charset=gb18030', Buffer.from('c4e3bac3', 'hex'), '你好'],
    ['text/plain', Buffer.from('Grüße'), 'Grüße'],
    ['text/csv; charset=nonsense', Buffer.from('a,b'), 'a,b'],
  ])('%s is text in its charset', async (type, bytes, text) => {
    expect(await shown(type, bytes)).toMatchObject({ body: { kind: 'text', text } });
  });

  it('is the picture for a picture that can be drawn without running anything', async () => {
    expect(await shown('image/png', Buffer.of(1, 2))).toMatchObject({ body: { kind: 'image', type: 'image/png' } });
    expect(await shown('image/svg+xml', ascii('<svg onload="x()"/>'))).toMatchObject({ body: { kind: 'file' } });
  });

  it('is a file to save for anything else', async () => {
    expect(await shown('application/zip', ascii('PK'))).toMatchObject({ body: { kind: 'file', name: 'A subject.zip', why: 'type' } });
  });

  it('is a file that says so, if it is larger than what is opened', async () => {
    const row = { ...rowOf('message/rfc822', new Uint8Array()), bytes: shownAtMost + 1 };
    expect((await openMessage(row, new Uint8Array())).shown.body).toEqual({ kind: 'file', name: 'A subject.eml', why: 'size' });
  });

  it('is fetched by itself if it is a sound or a PDF', async () => {
    expect(await shown('application/pdf', ascii('%PDF'))).toMatchObject({ body: { kind: 'pdf', name: 'A subject.pdf' } });
    expect(await shown('audio/mpeg', ascii('ID3'))).toMatchObject({ body: { kind: 'audio', type: 'audio/mpeg' } });
  });

  it("is a mail's text, with its attachments and to whom it went", async () => {
    const mail = ascii(
      [
        'To: Ann Lee <ann@example.org>, bob@example.org',
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        'Content-Type: text/plain',
        '',
        'The text.',
        '--b',
        'Content-Type: application/pdf; name="../../etc/q3.pdf"',
        'Content-Disposition: attachment; filename="../../etc/q3.pdf"',
        'Content-Transfer-Encoding: base64',
        '',
        'JVBERg==',
        '--b--',
        '',
      ].join('\r\n'),
    );
    const content = await shown('message/rfc822', mail);
    expect(content).toMatchObject({ to: 'Ann Lee, bob@example.org', body: { kind: 'text' } });
    expect(content.body.kind === 'text' && content.body.text.trim()).toBe('The text.');
    expect(content.attachments).toMatchObject([
      { name: '_.._etc_q3.pdf', type: 'application/pdf', bytes: 4, preview: 'pdf', danger: null },
    ]);
    const [file] = (await openMessage(rowOf('message/rfc822', mail), mail)).files;
    expect(Buffer.from(file?.data ?? []).toString()).toBe('%PDF');
  });

  it('never fails, whatever the bytes', async () => {
    const types = fc.constantFrom('message/rfc822', 'text/html', 'text/plain; charset=utf-16', 'image/gif', 'x/y', 'message/rfc822; =');
    await fc.assert(
      fc.asyncProperty(types, fc.uint8Array({ maxLength: 500 }), async (type, bytes) => {
        await shown(type, bytes);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a name to save under', () => {
  it.each([
    ['../../etc/passwd', 'text/plain', '_.._etc_passwd.txt'],
    ['C:\\Windows\\x.exe', 'application/pdf', 'C_Windows_x.exe'],
    ['CON', 'text/plain', 'message_CON.txt'],
    ['..', 'image/png', 'message.png'],
    ['a\u202Egpj.exe', 'image/jpeg', 'a_gpj.exe'],
    ['', 'message/rfc822', 'message.eml'],
  ])('%j becomes harmless', (name, type, safe) => {
    expect(safeFileName(name, type)).toBe(safe);
  });

  it('is only a name, on every system', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const safe = safeFileName(name, 'text/plain');
        expect(safe).toMatch(/^[^/\\:*?"<>|\p{Cc}\p{Cf}]{1,200}$/u);
        expect(safe).not.toMatch(/^\.|^[. ]|[. ]$/);
      }),
      { numRuns: 2_000 },
    );
  });
});
