/*
 * Messages out of an mbox, mboxrd as mbox.ts writes it and as other programs do: a line `From …` with a time in it, at the
 * start or behind an empty line, begins a message; `>From ` loses one `>`; the empty line before the next message is no part
 * of one. Line ends become CRLF, as mails have them, so that what was exported comes back as the same bytes.
 */

const lf = 0x0a;
const cr = 0x0d;
const quote = 0x3e;
const crlf = Buffer.from('\r\n');

/** What a piece of the file holds; `at` are places in the file. */
export type MboxEvent =
  | { readonly kind: 'begin'; readonly at: number }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** Behind the last byte of a message, and what parts it from the next. */
  | { readonly kind: 'end'; readonly at: number };

/** Bytes of a line that are gathered before they are passed on. */
const lineAtMost = 64 * 1024;

const beginning = /^From \S.*\d\d:\d\d/;
const startOf = (line: Buffer, length: number): string => line.subarray(0, length).toString('latin1');
const beginsMessage = (line: Buffer): boolean => startOf(line, 5) === 'From ' && beginning.test(startOf(line, 200));

const unquoted = (line: Buffer): Buffer => {
  let quotes = 0;
  while (line[quotes] === quote) quotes += 1;
  return quotes > 0 && startOf(line.subarray(quotes), 5) === 'From ' ? line.subarray(1) : line;
};

export interface MboxReader {
  push(chunk: Uint8Array): MboxEvent[];
  end(): MboxEvent[];
}

/** A reader of the bytes of a file, in pieces. @param within they are those of one message, between its `begin` and `end` */
export const createMboxReader = ({ within = false }: { within?: boolean } = {}): MboxReader => {
  /** The line that is not whole yet, and its place. */
  let rest: Buffer = Buffer.of();
  let at = 0;
  /** The beginning of the line has been passed on already. */
  let begun = false;
  let open = within;
  let first = !within;
  /** An empty line is held back: it belongs to the message only if that goes on. */
  let blank = false;
  let events: MboxEvent[] = [];
  let bytes: Buffer[] = [];

  const flush = (): void => {
    if (bytes.length > 0) events.push({ kind: 'bytes', bytes: Buffer.concat(bytes) });
    bytes = [];
  };
  const close = (): void => {
    flush();
    if (open) events.push({ kind: 'end', at });
    open = false;
    blank = false;
  };
  const take = (line: Buffer, ended: boolean, next: number): void => {
    const starts = !begun && !within && (first || blank || !open) && beginsMessage(line);
    first = false;
    if (starts) {
      close();
      open = true;
      events.push({ kind: 'begin', at: next });
      return;
    }
    if (!open) return;
    if (blank) bytes.push(crlf);
    blank = !begun && ended && line.length === 0;
    if (blank) return;
    bytes.push(begun ? line : unquoted(line));
    if (ended) bytes.push(crlf);
  };
  const takeLines = (last: boolean): void => {
    for (;;) {
      const end = rest.indexOf(lf);
      if (end === -1) break;
      take(rest.subarray(0, rest[end - 1] === cr ? end - 1 : end), true, at + end + 1);
      at += end + 1;
      rest = rest.subarray(end + 1);
      begun = false;
    }
    if (rest.length === 0 || (!last && rest.length < lineAtMost)) return;
    // The first half of a line end waits for the other.
    const length = !last && rest.at(-1) === cr ? rest.length - 1 : rest.length;
    take(rest.subarray(0, length), false, at + length);
    at += length;
    rest = rest.subarray(length);
    begun = true;
  };
  const told = (): MboxEvent[] => {
    flush();
    const all = events;
    events = [];
    return all;
  };

  return {
    push(chunk) {
      rest = Buffer.concat([rest, chunk]);
      takeLines(false);
      return told();
    },
    end() {
      takeLines(true);
      close();
      return told();
    },
  };
};
