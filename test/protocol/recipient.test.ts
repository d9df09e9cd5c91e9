import fc from 'fast-check';
import { expect, test } from 'vitest';
import { domainOf, readRecipient } from '#restante/protocol/recipient';

test.each([
  ['ann', '127.0.0.1', 'ann'],
  ['Ann', '127.0.0.1', 'ann'],
  ['ann+news@localhost', '127.0.0.1', 'ann'],
  ['Ann Lee <ann@[127.0.0.1]>', 'localhost', 'ann'],
  ['ann@[IPv6:::1]', '[::1]', 'ann'],
  ['ann@mail.example.org', 'mail.example.org', 'ann'],
  ['ann@Example.org', 'mail.example.org', 'ann'],
])('%s at %s is the mailbox %s', (text, server, mailbox) => expect(readRecipient(text, server)).toEqual({ kind: 'mailbox', mailbox }));

test.each([
  ['ann@example.org', '127.0.0.1'],
  ['ann@org', 'mail.example.org'],
  ['ann@ail.example.org', 'mail.example.org'],
  ['ann@localhost', 'mail.example.org'],
  ['ann@mail.example.org.evil.example', 'mail.example.org'],
])('%s at %s is of another server', (text, server) => expect(readRecipient(text, server)).toEqual({ kind: 'elsewhere', address: text }));

test.each(['', ' ', 'Payroll office', '@localhost', '.ann', 'ann@a b', 'ann@x@y z', 'ann,bob@example.org', 'ann\r\nBcc: bob@example.org'])(
  '%j is no recipient',
  (text) => expect(readRecipient(text, '127.0.0.1')).toEqual({ kind: 'malformed' }),
);

test('whatever is written, a mailbox is a name of one, and an address has nothing that ends a line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom('127.0.0.1', 'mail.example.org'), (text, server) => {
      const recipient = readRecipient(text, server);
      if (recipient.kind === 'mailbox') expect(recipient.mailbox).toMatch(/^[a-z0-9][a-z0-9._-]{0,62}$/);
      if (recipient.kind === 'elsewhere') expect(recipient.address).not.toMatch(/[\s<>,;]/);
    }),
  );
});

test('a letter comes from a domain that its server answers to', () => {
  expect(['127.0.0.1', 'localhost', '[::1]', '10.0.0.7', '[2001:db8::1]', 'mail.example.org'].map(domainOf)).toEqual([
    ...['localhost', 'localhost', 'localhost', '[10.0.0.7]', '[IPv6:2001:db8::1]', 'mail.example.org'],
  ]);
});
