import { describe, expect, it } from 'vitest';
import { createMailPages, isPrivateHost, mayLeave, parseMailAddress } from '#restante/main/app/mail-pages';

const token = '0123456789abcdef0123456789abcdef';
const at = `mail://message/${token}/`;

describe('an address of a page', () => {
  it.each([
    [at, { kind: 'page', token }],
    [`${at}part/3`, { kind: 'part', token, number: 3 }],
    [`${at}link/12`, { kind: 'link', token, number: 12 }],
    [`mail://elsewhere/${token}/`, undefined],
    [`mail://message/${token}`, undefined],
    [`${at}part/3/4`, undefined],
    [`${at}part/-1`, undefined],
    [`${at}?x`, undefined],
    [`https://message/${token}/`, undefined],
    ['mail://message/0123/', undefined],
  ])('%s', (url, address) => {
    expect(parseMailAddress(url)).toEqual(address);
  });

  it('is good while its page is shown, and the oldest go first', () => {
    const pages = createMailPages();
    const page = { account: 'own', uid: 'x', page: '', remote: false };
    const tokens = Array.from({ length: 10 }, (_, n) => String(n).repeat(32));
    for (const one of tokens) pages.show(one, page);
    expect(tokens.filter((one) => pages.get(one))).toEqual(tokens.slice(2));
    pages.hide(tokens[9] ?? '');
    expect(pages.get(tokens[9] ?? '')).toBeUndefined();
  });
});

describe('what may leave', () => {
  const pages = createMailPages();
  const page = { account: 'own', uid: 'x', page: '' };
  const closed = 'f'.repeat(32);
  pages.show(token, { ...page, remote: true });
  pages.show(closed, { ...page, remote: false });
  const asked = (change: object): boolean =>
    mayLeave(pages, { url: 'https://cdn.example/a.png', resourceType: 'image', frame: at, ...change });

  it('is a picture of a page whose reader allowed it', () => {
    expect(asked({})).toBe(true);
    expect(asked({ url: 'http://cdn.example/a.png' })).toBe(true);
  });

  it.each([
    [{ resourceType: 'stylesheet' }],
    [{ resourceType: 'script' }],
    [{ resourceType: 'subFrame' }],
    [{ resourceType: 'mainFrame' }],
    [{ resourceType: 'ping' }],
    [{ frame: undefined }],
    [{ frame: 'app://restante/index.html' }],
    [{ frame: `mail://message/${closed}/` }],
    [{ frame: `${at}part/0` }],
    [{ url: 'ftp://cdn.example/a.png' }],
    [{ url: 'file:///etc/passwd' }],
    [{ url: 'http://127.0.0.1/a.png' }],
    [{ url: 'not an address' }],
  ])('is not %j', (change) => {
    expect(asked(change)).toBe(false);
  });
});

it.each([
  ...[
    'localhost',
    'LOCALHOST.',
    'a.localhost',
    'printer',
    'nas.local',
    'router.home.arpa',
    '127.0.0.1',
    '127.9.9.9',
    '0.0.0.0',
    '10.1.2.3',
    '192.168.0.1',
  ],
  ...['172.16.0.1', '172.31.255.255', '169.254.169.254', '100.64.0.1', '[::1]', '[::]', '[fd00::1]', '[fe80::1]', '[::ffff:7f00:1]'],
])('%s is of this computer or its network', (host) => {
  expect(isPrivateHost(host)).toBe(true);
});

it.each(['cdn.example', '8.8.8.8', '172.32.0.1', '100.128.0.1', '11.0.0.1', '[2001:db8::1]', 'localhost.example', 'fd.example'])(
  '%s is not',
  (host) => {
    expect(isPrivateHost(host)).toBe(false);
  },
);
