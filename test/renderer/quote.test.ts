import { expect, test } from 'vitest';
import { answered, handedOn, marked, quote, quotedAtMost } from '../../renderer/quote.ts';

test.each([
  ['one\ntwo', '> one\n> two'],
  ['one\r\n\r\ntwo\r\n', '> one\n>\n> two'],
  ['> older\nnewer', '>> older\n> newer'],
  ['', '>'],
])('%j is quoted as %j', (text, quoted) => expect(quote(text)).toBe(quoted));

test('of a very long text an answer quotes the first lines, and says that there were more', () => {
  const lines = Array.from({ length: 20_000 }, (_, n) => `line ${n}`).join('\n');
  const quoted = quote(lines).split('\n');
  expect(quoted.slice(0, 2)).toEqual(['> line 0', '> line 1']);
  expect(quoted.at(-1)).toBe('> …');
  expect(quoted.at(-2)).toBe(`> line ${quoted.length - 2}`);
  expect(quote('x'.repeat(quotedAtMost + 1))).toBe(`> ${'x'.repeat(quotedAtMost)}\n> …`);
  expect(quote('x'.repeat(quotedAtMost))).toBe(`> ${'x'.repeat(quotedAtMost)}`);
});

const re = (subject: string): string => `Re: ${subject}`;
test.each([
  ['Lunch', 'Re: Lunch'],
  ['Re: Lunch', 'Re: Lunch'],
  ['RE[2]: Lunch', 'RE[2]: Lunch'],
  ['AW: Lunch', 'AW: Lunch'],
  ['Reading list', 'Re: Reading list'],
  ['', 'Re: '],
])('the answer to %j is %j', (subject, answer) => expect(marked(subject, re, answered)).toBe(answer));

test('a subject is marked as handed on once', () => {
  const fwd = (subject: string): string => `Fwd: ${subject}`;
  expect(marked('Fw: Lunch', fwd, handedOn)).toBe('Fw: Lunch');
  expect(marked('Forward planning', fwd, handedOn)).toBe('Fwd: Forward planning');
  expect(marked('x'.repeat(1_000), fwd, handedOn)).toHaveLength(900);
});
