/*
 * mboxrd: line ends are LF, a line `From …` begins a message, and lines of a message that would be taken for one, however
 * often quoted already, get one `>` more. So a reader that takes one away has what was written.
 */

const lf = 0x0a;
const cr = 0x0d;
const quote = 0x3e;
const from = Buffer.from('From ');

const bytes = {
  cr: Buffer.from('\r'),
  lf: Buffer.from('\n'),
  quote: Buffer.from('>'),
};

const within = -1;

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The line that begins a message: its sender, if that is an address, and when it was accepted (ms since the epoch), in UTC. */
export const fromLine = (sender: string, at: number): string => {
  const [, address = sender] = /<([^<>]*)>\s*$/.exec(sender) ?? [];
  const name = /^[!-~]{1,254}$/.test(address) ? address : 'MAILER-DAEMON';
  const date = new Date(at);
  const day = String(date.getUTCDate()).padStart(2);
  const time = date.toISOString().slice(11, 19);
  return `From ${name} ${days[date.getUTCDay()]} ${months[date.getUTCMonth()]} ${day} ${time} ${date.getUTCFullYear()}\n`;
};

/** A message as it stands below that line, with the empty line behind it. A line of any length is never held. */
export async function* quoted(body: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  /** How much of `From ` the line has begun with, behind its quotes; or `within` a line that is decided. */
  let place = 0;
  let heldCr = false;
  let last = lf;
  for await (const chunk of body) {
    const out: Uint8Array[] = [];
    for (let at = 0; at < chunk.length; ) {
      if (place !== within) {
        if (place === 0 && chunk[at] === quote) {
          out.push(bytes.quote);
          at += 1;
        } else if (chunk[at] === from[place]) {
          place += 1;
          at += 1;
          if (place < from.length) continue;
          out.push(bytes.quote, from);
          place = within;
        } else {
          out.push(from.subarray(0, place));
          place = within;
        }
        continue;
      }
      if (heldCr && chunk[at] !== lf) out.push(bytes.cr);
      heldCr = false;
      const next = chunk.indexOf(lf, at);
      const end = next === -1 ? chunk.length : next;
      heldCr = end > at && chunk[end - 1] === cr;
      out.push(chunk.subarray(at, heldCr ? end - 1 : end));
      at = end;
      if (next === -1) continue;
      heldCr = false;
      out.push(bytes.lf);
      place = 0;
      at += 1;
    }
    const written = Buffer.concat(out);
    last = written.at(-1) ?? last;
    if (written.length > 0) yield written;
  }
  const rest = Buffer.concat([place === within ? Buffer.of() : from.subarray(0, place), heldCr ? bytes.cr : Buffer.of()]);
  last = rest.at(-1) ?? last;
  yield Buffer.concat([rest, last === lf ? Buffer.of() : bytes.lf, bytes.lf]);
}
