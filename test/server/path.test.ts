import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeRecipient, maySend } from '#restante/server/ingest/fate';
import { mailboxOf, readPath } from '#restante/server/ingest/path';

const addressOf = (path: string): string | undefined => readPath(`RCPT TO:${path}`)?.address;

test('every way to write an address of ann leads to ann', () => {
  const all = ['ann@any.example', 'ann', 'ANN@x', 'Ann+news@x', 'ann+@x', 'ann+a+b@x', '"ann"@x', String.raw`"a\nn"@x`, '"ann+news"@x'];
  const hosts = [
    'ann@[127.0.0.1]',
    'ann@[IPv6:::1]',
    'ann@[ipv6:2001:db8::1]',
    'ann@my_host',
    'ann@host.',
    'ann@例え.jp',
    'ann@xn--r8jz45g.jp',
  ];
  for (const address of [...all, ...hosts]) {
    expect(addressOf(`<${address}>`), address).toBe(address);
    expect(mailboxOf(address), address).toBe('ann');
  }
  expect(addressOf('<@relay.example,@other.example:ann@x>')).toBe('ann@x');
});

test('a mailbox may have dots where RFC 5321 would want quotes', () => {
  for (const name of ['ann.', 'a..b', 'line-4', '0', 'a_b'])
    for (const address of [`${name}@x`, `"${name}"@x`]) expect(mailboxOf(addressOf(`<${address}>`) ?? ''), address).toBe(name);
});

test('what cannot be a mailbox is none', () => {
  for (const address of [
    '',
    '@x',
    '+news@x',
    '"ann lee"@x',
    '"ann@home"@x',
    'änn@x',
    '\u212a@x',
    '.ann@x',
    `${'a'.repeat(64)}@x`,
    '"ann@x',
  ])
    expect(mailboxOf(address), address).toBeUndefined();
});

test('what is not a path is left to smtp-server, and nothing hidden gets into an envelope', () => {
  const none = ['<>', 'ann@x', '<ann@x', '<ann@>', '<a b@x>', '<ann@x@y>', '<ann@[127.0.0.256]>', '<ann@[nowhere]>', '<ann@[IPv6:::g]>'];
  const hidden = ['<an\u0000n@x>', '<ann\u200b@x>', '<"a\u202en"@x>', '<ann@x\u0085>', `<${'a'.repeat(300)}@x>`];
  for (const path of [...none, ...hidden]) expect(readPath(`RCPT TO:${path}`), path).toBeUndefined();
});

test('the parameters stand behind it as they came', () => {
  expect(readPath('MAIL FROM:<"john doe"@x> SIZE=10 SMTPUTF8')).toEqual({
    address: '"john doe"@x',
    verb: 'MAIL FROM',
    parameters: 'SIZE=10 SMTPUTF8',
  });
  expect(readPath('mail from: <a@x>')).toEqual({ address: 'a@x', verb: 'mail from', parameters: '' });
});

test('no command makes reading slow, and an address that is read is read again as it is', () => {
  const pieces = fc.constantFrom('<', '>', '@', '"', '\\', ':', ',', ' ', '[', ']', 'ann', '+', '.', 'IPv6:', '\t', 'ü');
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 200 }), (parts) => {
      const path = readPath(`RCPT TO:<${parts.join('')}>`);
      if (path) expect(addressOf(`<${path.address}>`)).toBe(path.address);
    }),
  );
  const begun = performance.now();
  for (const long of ['@a'.repeat(8_000), '"\\'.repeat(8_000), '@a,'.repeat(5_000), '"'.repeat(16_000), '@a:'.repeat(5_000)]) {
    readPath(`RCPT TO:<${long}`);
    mailboxOf(long);
  }
  expect(performance.now() - begun).toBeLessThan(1_000);
});

test('a token may send to its mailbox, an admin token and a send token without one to all, a receive token to none', () => {
  const token = 't';
  expect(maySend({ token, scope: 'send', mailbox: 'ann' }, 'ann')).toBe(true);
  expect(maySend({ token, scope: 'send', mailbox: 'ann' }, 'bob')).toBe(false);
  expect(maySend({ token, scope: 'send' }, 'bob')).toBe(true);
  expect(maySend({ token, scope: 'admin' }, 'bob')).toBe(true);
  expect(maySend({ token, scope: 'receive', mailbox: 'ann' }, 'ann')).toBe(false);
});

test('the fate of a recipient: forbidden before unknown, unknown before full, full by what was announced', () => {
  const judge = (more: Partial<Parameters<typeof judgeRecipient>[0]>) =>
    judgeRecipient({ mailbox: 'ann', known: true, grant: undefined, size: undefined, room: undefined, ...more });
  const other = { token: 't', scope: 'send', mailbox: 'bob' } as const;
  expect(judge({})).toBe('accepted');
  expect(judge({ grant: other, known: false })).toBe('forbidden');
  expect(judge({ known: false, room: 0 })).toBe('unknown');
  expect(judge({ room: 0 })).toBe('full');
  expect(judge({ room: 10, size: 10 })).toBe('accepted');
  expect(judge({ room: 10, size: 11 })).toBe('full');
  expect(judge({ room: 10 })).toBe('accepted');
});
