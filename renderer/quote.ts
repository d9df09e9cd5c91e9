import { letterLimits } from '../protocol/bridge.ts';

/** A subject with its mark, once: an answer to an answer is still one. */
export const marked = (subject: string, mark: (subject: string) => string, known: RegExp): string =>
  (known.test(subject) ? subject : mark(subject)).slice(0, letterLimits.subject);

export const answered = /^(re|aw|sv|antw|回复|返信)\s*(\[\d+\])?\s*[:：]/i;
export const handedOn = /^(fwd?|wg|tr|転送)\s*[:：]/i;

/** A text as an answer quotes it (RFC 3676 §4.5): what was quoted before gets one mark more. */
export const quote = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/\n+$/, '')
    .split('\n')
    .map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`.trimEnd()))
    .join('\n');
