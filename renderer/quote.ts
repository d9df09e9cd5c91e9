import { letterLimits } from '../protocol/bridge.ts';

/** A subject with its mark, once: an answer to an answer is still one. */
export const marked = (subject: string, mark: (subject: string) => string, known: RegExp): string =>
  (known.test(subject) ? subject : mark(subject)).slice(0, letterLimits.subject);

export const answered = /^(re|aw|sv|antw|回复|返信)\s*(\[\d+\])?\s*[:：]/i;
export const handedOn = /^(fwd?|wg|tr|転送)\s*[:：]/i;

/** UTF-16 units of a text that an answer quotes: with much more, each key that is written above it is felt. */
export const quotedAtMost = 50_000;

/** Whole lines, as many as are quoted; a last one says that there was more. */
const beginning = (text: string): string => {
  if (text.length <= quotedAtMost) return text;
  const end = text.lastIndexOf('\n', quotedAtMost);
  return `${end > 0 ? text.slice(0, end) : text.slice(0, quotedAtMost)}\n…`;
};

/** A text as an answer quotes it (RFC 3676 §4.5): what was quoted before gets one mark more; of a very long one the beginning. */
export const quote = (text: string): string =>
  beginning(text.replace(/\r\n?/g, '\n').replace(/\n+$/, ''))
    .split('\n')
    .map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`.trimEnd()))
    .join('\n');
