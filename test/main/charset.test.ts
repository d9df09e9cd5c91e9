import { describe, expect, it } from 'vitest';
import { openMessage } from '#restante/main/reading/content';
import type { MessageRow } from '#restante/protocol/bridge';

/** Texts as programs write them, in real bytes: made with other encoders, so that no decoder confirms itself. */
const texts = {
  'iso-2022-jp': {
    text: 'こんにちは、会議の資料です。',
    hex: '1b2442 2433 2473 244b 2441 244f 2122 3271 3544 244e 3b71 4e41 2447 2439 2123 1b2842',
  },
  shift_jis: { text: 'こんにちは、会議の資料です。', hex: '82b1 82f1 82c9 82bf 82cd 8141 89ef 8b63 82cc 8e91 97bf 82c5 82b7 8142' },
  'euc-jp': { text: 'こんにちは、会議の資料です。', hex: 'a4b3 a4f3 a4cb a4c1 a4cf a1a2 b2f1 b5c4 a4ce bbf1 cec1 a4c7 a4b9 a1a3' },
  gb18030: { text: '你好,这是一封测试邮件。', hex: 'c4e3 bac3 2c d5e2 cac7 d2bb b7e2 b2e2 cad4 d3ca bcfe a1a3' },
  'koi8-r': {
    text: 'Привет, как дела? Щен поздравляет.',
    hex: 'f0d2c9d7c5d4 2c20 cbc1cb 20 c4c5ccc1 3f20 fdc5ce 20 d0cfdac4d2c1d7ccd1c5d4 2e',
  },
  'windows-1251': { text: 'Привет, как дела?', hex: 'cff0e8e2e5f2 2c20 eae0ea 20 e4e5ebe0 3f' },
  'windows-1252': { text: 'Grüße – “schön” für 5 €', hex: '4772fcdf65 20 96 20 93 7363 68f66e 94 20 66fc72 20 35 20 80' },
  'utf-8': { text: 'Grüße, 会議, Привет', hex: '4772c3bcc39f65 2c20 e4bc9ae8adb0 2c20 d09fd180d0b8d0b2d0b5d182' },
} as const;
type Charset = keyof typeof texts;
const charsets = Object.keys(texts) as Charset[];
const bytesOf = (charset: Charset): Buffer => Buffer.from(texts[charset].hex.replaceAll(' ', ''), 'hex');
/** Of those of which nothing is said: all that can be told apart. */
const told = charsets.filter((charset) => charset !== 'windows-1252');

const open = async (bytes: Uint8Array, type = 'message/rfc822') => {
  const row = { uid: 'x', subject: 'x', type, bytes: bytes.byteLength } as unknown as MessageRow;
  return openMessage(row, bytes);
};
const join = (...parts: readonly (string | Uint8Array)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
const textOf = ({ shown: { body } }: Awaited<ReturnType<typeof open>>): string | undefined =>
  body.kind === 'text' ? body.text.trim() : body.kind === 'html' ? body.html.trim() : undefined;

describe('the characters of a body', () => {
  it.each(charsets)('%s, as its mail says', async (charset) => {
    const mail = join(`MIME-Version: 1.0\r\nContent-Type: text/plain; charset=${charset}\r\n\r\n`, bytesOf(charset), '\r\n');
    expect(textOf(await open(mail))).toBe(texts[charset].text);
  });

  it.each(charsets)('%s in base64 and quoted-printable', async (charset) => {
    const bytes = bytesOf(charset);
    const quoted = [...bytes].map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
    const head = `Content-Type: text/plain; charset="${charset.toUpperCase()}"\r\nContent-Transfer-Encoding: `;
    expect(textOf(await open(join(`${head}base64\r\n\r\n${bytes.toString('base64')}\r\n`)))).toBe(texts[charset].text);
    expect(textOf(await open(join(`${head}quoted-printable\r\n\r\n${quoted}\r\n`)))).toBe(texts[charset].text);
  });

  it.each(told)('%s, of which its mail says nothing', async (charset) => {
    expect(textOf(await open(join('Subject: x\r\n\r\n', bytesOf(charset), '\r\n')))).toBe(texts[charset].text);
  });

  it.each(told)('%s, of which a message that is no mail says nothing', async (charset) => {
    expect(textOf(await open(bytesOf(charset), 'text/plain'))).toBe(texts[charset].text);
  });

  it('what no letter tells apart is Latin', async () => {
    expect(textOf(await open(join('Subject: x\r\n\r\n', Buffer.from('Sch\xf6n', 'latin1'))))).toBe('Schön');
  });

  it.each([
    ['us-ascii', 'utf-8'],
    ['iso-8859-1', 'utf-8'],
    ['us-ascii', 'iso-2022-jp'],
    ['utf-8', 'shift_jis'],
    ['utf-8', 'gb18030'],
    ['utf-8', 'koi8-r'],
    ['no-such-charset', 'windows-1251'],
  ] as const)('what says %s and is %s', async (stated, charset) => {
    const mail = join(`Content-Type: text/plain; charset=${stated}\r\n\r\n`, bytesOf(charset), '\r\n');
    expect(textOf(await open(mail))).toBe(texts[charset].text);
  });

  it('a byte that was lost on the way makes no other charset of UTF-8', async () => {
    const bytes = join(Buffer.from('日本語のとても長い文章です。'), Buffer.of(0xe3, 0x81), Buffer.from('終わり'));
    expect(textOf(await open(join('Content-Type: text/plain; charset=utf-8\r\n\r\n', bytes)))).toBe(
      '日本語のとても長い文章です。\uFFFD終わり',
    );
  });

  it('a page may say it itself', async () => {
    const page = join('<meta charset="Shift_JIS"><p>', Buffer.from('82b1', 'hex'), '</p>');
    expect(textOf(await open(join('Content-Type: text/html\r\n\r\n', page)))).toContain('<p>こ</p>');
    expect(textOf(await open(page, 'text/html'))).toContain('<p>こ</p>');
  });
});

describe('the characters of a header and of the name of a file', () => {
  const withName = (parameters: string | Uint8Array): Buffer =>
    join(
      'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; ',
      parameters,
      '\r\n\r\n%PDF\r\n--b--\r\n',
    );
  const nameOf = async (mail: Uint8Array): Promise<string | undefined> => (await open(mail)).files[0]?.name;
  const percent = (bytes: Uint8Array): string => [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const subjectOf = async (value: string | Uint8Array): Promise<string | undefined> =>
    (await open(join('Subject: ', value, '\r\n\r\nx'))).shown.headers.find(({ name }) => name === 'Subject')?.value;

  it.each(charsets)('%s in encoded words', async (charset) => {
    const bytes = bytesOf(charset);
    const quoted = [...bytes].map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
    expect(await subjectOf(`=?${charset}?B?${bytes.toString('base64')}?=`)).toBe(texts[charset].text);
    expect(await subjectOf(`=?${charset.toUpperCase()}?q?${quoted}?=`)).toBe(texts[charset].text);
  });

  it('a character that is cut in two by encoded words', async () => {
    const bytes = Buffer.from('会議の資料');
    const words = [bytes.subarray(0, 6), bytes.subarray(6)].map((part) => `=?utf-8?B?${part.toString('base64')}?=`);
    expect(await subjectOf(words.join('\r\n '))).toBe('会議の資料');
    const odd = [bytes.subarray(0, 4), bytes.subarray(4)].map(
      (part) => `=?utf-8?Q?${[...part].map((byte) => `=${byte.toString(16).toUpperCase()}`).join('')}?=`,
    );
    expect(await subjectOf(odd.join('\r\n '))).toBe('会議の資料');
  });

  it.each(['iso-2022-jp', 'shift_jis', 'euc-jp', 'gb18030', 'koi8-r', 'utf-8'] as const)(
    '%s as it is, against the rules',
    async (charset) => {
      expect(await subjectOf(bytesOf(charset))).toBe(texts[charset].text);
    },
  );

  it.each(charsets)('%s in the name of a file, by RFC 2231', async (charset) => {
    const bytes = Buffer.from(bytesOf(charset));
    const name = await nameOf(withName(`filename*=${charset}'ja'${percent(bytes)}.pdf`));
    expect(name).toBe(`${texts[charset].text.replace(/[?"“”]/g, (sign) => (sign === '?' ? '_' : sign))}.pdf`.replace(/\u3000/g, ' '));
  });

  it.each([
    [
      'in several parts',
      `filename*0*=utf-8''${percent(Buffer.from('会議'))}; filename*1*=${percent(Buffer.from('の資料'))}; filename*2=.pdf`,
    ],
    ['as encoded words', `filename="=?utf-8?B?${Buffer.from('会議の資料.pdf').toString('base64')}?="`],
    ['as encoded words of ISO-2022-JP', 'filename="=?iso-2022-jp?B?GyRCMnE1RCROO3FOQRsoQg==?=.pdf"'],
    ['as raw UTF-8', Buffer.from('filename="会議の資料.pdf"')],
    ['as raw Shift_JIS', join('filename="', Buffer.from('89ef8b6382cc8e9197bf', 'hex'), '.pdf"')],
    ['as raw EUC-JP', join('filename="', Buffer.from('b2f1b5c4a4cebbf1cec1', 'hex'), '.pdf"')],
  ])('a Japanese name %s', async (_, parameters) => {
    expect(await nameOf(withName(parameters))).toBe('会議の資料.pdf');
  });
});
