import { expect, test } from 'vitest';
import { answered, handedOn, marked, quote } from '../../renderer/quote.ts';

test.each([
  ['one\ntwo', '> one\n> two'],
  ['one\r\n\r\ntwo\r\n', '> one\n>\n> two'],
  ['> older\nnewer', '>> older\n> newer'],
  ['', '>'],
])('%j is quoted as %j', (text, quoted) => expect(quote(text)).toBe(quoted));

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
