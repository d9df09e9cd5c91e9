import PostalMime, { type Email } from 'postal-mime';
import { charsetOf, guessCharset } from './charset.ts';

/** A part of a mail while it is taken apart, as far as it matters here. */
interface Part {
  readonly state: string;
  readonly content: ArrayBuffer | null;
  readonly contentType: { readonly parsed: { readonly value: string; readonly params: Record<string, string> } };
}

/** What the parser does step by step; it does not declare it. */
interface Steps {
  currentNode: Part;
  processLine(line: Uint8Array, last: boolean): Promise<void>;
  collectNode(part: Part, ...rest: unknown[]): Promise<void>;
}

const steps = PostalMime.prototype as unknown as Steps;

const isPlain = (line: Uint8Array): boolean => line.every((byte) => byte < 0x80 && byte !== 0x1b);

/**
 * The parser takes what says no charset for UTF-8. Here header lines and texts that are in another one are read in that:
 * its two steps in which bytes become text are preceded by a look at them.
 */
class LenientMime extends PostalMime {
  processLine(line: Uint8Array, last: boolean): Promise<void> {
    const self = this as unknown as Steps;
    return steps.processLine.call(self, self.currentNode.state === 'header' && !isPlain(line) ? inUtf8(line) : line, last);
  }

  collectNode(part: Part, ...rest: unknown[]): Promise<void> {
    const { value, params } = part.contentType.parsed;
    if (part.content && value.startsWith('text/'))
      params.charset = charsetOf(new Uint8Array(part.content), params.charset, value === 'text/html');
    return steps.collectNode.call(this as unknown as Steps, part, ...rest);
  }
}

const inUtf8 = (line: Uint8Array): Uint8Array => {
  const charset = guessCharset(line);
  return charset === 'utf-8' ? line : new TextEncoder().encode(new TextDecoder(charset).decode(line));
};

/** Takes a mail apart. @throws what the parser says of one nested too deeply, or with too large a head */
export const parseMail = (bytes: Uint8Array): Promise<Email> => new LenientMime({ maxNestingDepth: 50 }).parse(bytes);
