import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linkIn, linkSchema, parseLink } from '#restante/protocol/link';

const uid = '01900000-0000-7000-8000-00000000000a';
const draft = { kind: 'compose', to: [], cc: [], bcc: [], subject: '', body: '' };

describe('restante: links', () => {
  test('lead to a message, a folder or a draft', () => {
    expect(parseLink(`restante:message/own/${uid}`)).toEqual({ kind: 'message', account: 'own', uid });
    expect(parseLink(`RESTANTE://message/${uid}/${uid.toUpperCase()}/`)).toEqual({ kind: 'message', account: uid, uid });
    expect(parseLink('restante:inbox')).toEqual({ kind: 'folder', folder: 'inbox' });
    expect(parseLink('restante://unread/')).toEqual({ kind: 'folder', folder: 'unread' });
    expect(parseLink('restante:compose?to=bob&subject=Keys')).toEqual({ ...draft, to: ['bob'], subject: 'Keys' });
  });

  test.each([
    'restante:',
    'restante:settings',
    'restante:message/own',
    `restante:message/own/${uid}/delete`,
    `restante:message/../${uid}`,
    'restante:message/own/not-a-uid',
    `restante:message/own/${uid}%00`,
    'restante:inbox/x',
    'http://restante:inbox',
    ' restante:inbox',
    `restante:compose?body=${'x'.repeat(40_000)}`,
  ])('%s leads nowhere', (link) => {
    expect(parseLink(link)).toBeUndefined();
  });
});

describe('mailto: links (RFC 6068)', () => {
  test('hold addresses, a subject and a text', () => {
    expect(parseLink('mailto:ann@sender.example')).toEqual({ ...draft, to: ['ann@sender.example'] });
    expect(
      parseLink('mailto:ann@a.example,bob@b.example?to=cat%40c.example&cc=d@d.example&bcc=e@e.example&Subject=A%20B&body=One%0D%0ATwo'),
    ).toEqual({
      ...draft,
      to: ['ann@a.example', 'bob@b.example', 'cat@c.example'],
      cc: ['d@d.example'],
      bcc: ['e@e.example'],
      subject: 'A B',
      body: 'One\nTwo',
    });
    // The examples of its sections 5 and 6.
    expect(parseLink('mailto:gorby%25kremvax@example.com')).toMatchObject({ to: ['gorby%kremvax@example.com'] });
    expect(parseLink('mailto:unlikely%3Faddress@example.com?blat=foop')).toMatchObject({ to: ['unlikely?address@example.com'] });
    expect(parseLink('mailto:%22oh%5C%5Cno%22@example.org')).toMatchObject({ to: ['"oh\\\\no"@example.org'] });
    expect(parseLink('mailto:user@example.org?subject=caf%C3%A9&body=caf%C3%A9')).toMatchObject({ subject: 'café', body: 'café' });
    expect(parseLink('mailto:a%2Cb@example.org')).toMatchObject({ to: ['a,b@example.org'] });
    // A plus is a plus.
    expect(parseLink('mailto:?subject=1+1')).toMatchObject({ to: [], subject: '1+1' });
    expect(parseLink('mailto:')).toEqual(draft);
  });

  test('bring no header but these, and no second line into one', () => {
    expect(parseLink('mailto:a@b.example?attach=/etc/passwd&from=ceo@b.example&in-reply-to=x')).toEqual({ ...draft, to: ['a@b.example'] });
    expect(parseLink('mailto:a@b.example%0D%0ABcc:all@b.example?subject=Hi%0D%0ABcc:%20x@y.example')).toEqual({
      ...draft,
      to: ['a@b.example Bcc:all@b.example'],
      subject: 'Hi Bcc: x@y.example',
    });
    expect(parseLink('mailto:?subject=%E2%80%AEdaehs')).toMatchObject({ subject: 'daehs' });
    expect(parseLink('mailto:?body=%1B%5B2J%00x')).toMatchObject({ body: '[2Jx' });
  });

  test.each(['mailto:%ZZ', 'mailto:?subject=%C3', `mailto:${Array(200).fill('a@b.example').join()}`, 'mailto:?subject=%FF'])(
    '%s is refused whole',
    (link) => {
      expect(parseLink(link)).toBeUndefined();
    },
  );
});

test('whatever a link is, it is refused or well formed', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('%0a', '%', '&', '=', '?', '//', 'to', 'subject', 'body', 'message/', uid),
  );
  fc.assert(
    fc.property(fc.constantFrom('restante:', 'mailto:', ''), fc.array(piece), (scheme, pieces) => {
      const link = parseLink(`${scheme}${pieces.join('')}`);
      if (link === undefined) return;
      expect(linkSchema.parse(link)).toEqual(link);
      if (link.kind !== 'compose') return;
      for (const line of [link.subject, ...link.to, ...link.cc, ...link.bcc]) expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202e]/u);
      expect(link.body).not.toMatch(/[^\P{Cc}\n\t]/u);
    }),
    { numRuns: 2_000 },
  );
});

test('of the arguments of a program, the first link counts', () => {
  expect(linkIn(['/opt/restante', '--hidden', 'restante:unread', 'mailto:a@b.example'])).toEqual({ kind: 'folder', folder: 'unread' });
  expect(linkIn(['/opt/restante', '/home/ann/restante'])).toBeUndefined();
});
