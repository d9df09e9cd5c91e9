import fc from 'fast-check';
import { expect, test } from 'vitest';
import { domainOf, isHalfRecipient, readRecipient, splitRecipients } from '#restante/protocol/recipient';

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

test.each([
  ['Ann Lee <ann@localhost>', ['Ann Lee <ann@localhost>']],
  ['ann@localhost\r\ncarl@localhost\n', ['ann@localhost', 'carl@localhost']],
  [' ann ,, bob;carl、dora，emil；', ['ann', 'bob', 'carl', 'dora', 'emil']],
  ['"Lee, Ann; \\"Dr.\\"" <ann@localhost>, Bob <bob@localhost>', ['"Lee, Ann; \\"Dr.\\"" <ann@localhost>', 'Bob <bob@localhost>']],
  ['5" Ann <ann@localhost>, Bob <bob@localhost>', ['5" Ann <ann@localhost>', 'Bob <bob@localhost>']],
  [' ;\n', []],
])('%j is taken apart into %j', (text, parts) => expect(splitRecipients(text)).toEqual(parts));

test('recipients that were written into a list come out of it, each for itself', () => {
  const name = fc.stringMatching(/^[a-z]{1,5}$/);
  const written = fc.oneof(
    name,
    name.map((name) => `${name}@localhost`),
    fc.tuple(name, name).map(([first, last]) => `${first} ${last} <${last}@localhost>`),
    fc.tuple(name, name).map(([first, last]) => `"${last}, ${first}" <${last}@localhost>`),
  );
  fc.assert(
    fc.property(fc.array(written), fc.constantFrom(', ', ',', ';', '\n', '\r\n', '、'), (list, between) => {
      expect(splitRecipients(list.join(between))).toEqual(list);
    }),
  );
});

test('a comma within quotes or angle brackets that are open is part of a name', () => {
  expect(['"Lee', 'Ann <ann', '"Lee, Ann" <'].map(isHalfRecipient)).toEqual([true, true, true]);
  expect(['ann', '"Lee, Ann"', '"Lee, Ann" <ann@localhost>'].map(isHalfRecipient)).toEqual([false, false, false]);
});
