import { describe, expect, it } from 'vitest';
import { senderAddress } from '../../renderer/sender.ts';
import { judgeLink, piecesOf } from '../../renderer/views/reading/links.ts';
import { blocksOf } from '../../renderer/views/reading/text-blocks.ts';
import { stepZoom } from '../../renderer/views/reading/zoom.ts';

describe('addresses in a text', () => {
  const found = (text: string): string[] => piecesOf(text).flatMap((piece) => (typeof piece === 'string' ? [] : [piece.url]));

  it.each([
    ['See https://example.org/a?b=1.', ['https://example.org/a?b=1']],
    ['(http://example.org/x_(y))', ['http://example.org/x_(y)']],
    ['ann@example.org', ['mailto:ann@example.org']],
    ['https://例え.jp/頁 です', ['https://xn--r8jz45g.jp/%E9%A0%81']],
    ['javascript:alert(1) data:text/html,x file:///etc/passwd ftp://x.example', []],
    ['no address at all', []],
  ])('%s', (text, urls) => {
    expect(found(text)).toEqual(urls);
  });

  it('nothing of the text is lost', () => {
    const text = 'a https://example.org/ b ann@example.org c\n';
    expect(
      piecesOf(text)
        .map((piece) => (typeof piece === 'string' ? piece : piece.text))
        .join(''),
    ).toBe(text);
  });
});

describe('where a link leads', () => {
  it.each([
    ['https://shop.example/x', 'www.bank.example', 'www.bank.example'],
    ['https://shop.example/x', 'https://bank.example/login', 'bank.example'],
    ['https://www.shop.example/x', 'shop.example', null],
    ['https://login.shop.example/', 'shop.example', null],
    ['https://shop.example.evil.example/', 'shop.example', 'shop.example'],
    ['https://shop.example/', 'our shop', null],
    ['https://shop.example/', 'Read more.', null],
  ])('%s that says %s', (url, text, claims) => {
    expect(judgeLink({ url, text })).toMatchObject({ claims });
  });

  it('is odd with a name before the host, or with letters of elsewhere', () => {
    expect(judgeLink({ url: 'https://bank.example@evil.example/', text: 'x' })).toMatchObject({ to: 'evil.example', odd: true });
    expect(judgeLink({ url: 'https://xn--bnk-5cd.example/', text: 'x' })).toMatchObject({ odd: true });
  });
});

describe('a text in stretches', () => {
  it('tells what is quoted', () => {
    expect(blocksOf('Hi\n\n> a\n>> b\nBye\n')).toEqual([
      { quoted: false, text: 'Hi\n', lines: 2 },
      { quoted: true, text: '> a\n>> b', lines: 2 },
      { quoted: false, text: 'Bye', lines: 1 },
    ]);
  });

  it('loses nothing of a long one', () => {
    const text = Array.from({ length: 20_000 }, (_, n) => `${n % 7 === 0 ? '> ' : ''}line ${n}`).join('\n');
    const blocks = blocksOf(text);
    expect(blocks.map((block) => block.text).join('\n')).toBe(text);
    expect(Math.max(...blocks.map((block) => block.text.length))).toBeLessThan(17_000);
  });
});

it.each([
  ['Ann Lee <Ann@Example.org>', 'ann@example.org'],
  ['ann@example.org', 'ann@example.org'],
  ['"a@b" <c@d.example>', 'c@d.example'],
  ['Ann Lee', null],
  ['', null],
  ['<a b@c>', null],
])('the address in %j', (from, address) => {
  expect(senderAddress(from)).toBe(address);
});

it('sizes have a first and a last', () => {
  expect([stepZoom(1, 1), stepZoom(1, -1), stepZoom(3, 1), stepZoom(0.5, -1)]).toEqual([1.1, 0.9, 3, 0.5]);
});
