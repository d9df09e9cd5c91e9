import { searched } from './limits.ts';

/*
 * A message on its way to be taken apart for its words, without what nobody looks for: the bytes of attachments. Every part
 * of a mail begins behind a line that begins with `--`; of what follows a start is kept. So a mail of any size keeps
 * its texts and the names of all its attachments, in little memory.
 */

const lineFeed = 0x0a;
const dash = 0x2d;

const joined = (parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const whole = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
};

/** The start of a stream. */
export const startOf = async (stream: AsyncIterable<Uint8Array>, atMost: number): Promise<Uint8Array<ArrayBuffer>> => {
  const parts: Uint8Array[] = [];
  let left = atMost;
  for await (const chunk of stream) {
    parts.push(chunk.slice(0, left));
    left -= chunk.byteLength;
    if (left <= 0) break;
  }
  return joined(parts);
};

type SkimLimits = Readonly<Record<'part' | 'kept' | 'read', number>>;

/** A mail whose parts are cut short, the same wherever the stream is cut. Limits in bytes. */
export const skim = async (stream: AsyncIterable<Uint8Array>, limits: SkimLimits = searched): Promise<Uint8Array<ArrayBuffer>> => {
  const kept: Uint8Array[] = [];
  let total = 0;
  let read = 0;
  let ofPart = 0;
  let atLineStart = true;
  let carried: Uint8Array = new Uint8Array(0);
  const keep = (bytes: Uint8Array): void => {
    // Every line of an attachment comes by here, of which nothing is kept.
    if (bytes.byteLength === 0) return;
    const some = bytes.slice(0, limits.kept - total);
    kept.push(some);
    total += some.byteLength;
  };
  const look = (chunk: Uint8Array): void => {
    // What is kept in one piece begins here.
    let from = 0;
    let at = 0;
    while (at < chunk.byteLength) {
      if (atLineStart && chunk[at] === dash && chunk[at + 1] === dash) ofPart = 0;
      const end = chunk.indexOf(lineFeed, at);
      const next = end < 0 ? chunk.byteLength : end + 1;
      const wanted = Math.min(next - at, Math.max(0, limits.part - ofPart));
      if (wanted < next - at) {
        keep(chunk.subarray(from, at + wanted));
        // The next part must begin on a line of its own.
        if (wanted > 0 || (!atLineStart && ofPart === limits.part)) keep(Uint8Array.of(lineFeed));
        from = next;
      }
      ofPart += next - at;
      atLineStart = end >= 0;
      at = next;
    }
    keep(chunk.subarray(from));
  };
  for await (const part of stream) {
    read += part.byteLength;
    const chunk = carried.byteLength === 0 ? part : joined([carried, part]);
    // Two bytes tell what a line is: a single one waits for the next.
    const lone = chunk.byteLength > 0 && (chunk.byteLength === 1 ? atLineStart : chunk.at(-2) === lineFeed) && chunk.at(-1) === dash;
    const whole = chunk.byteLength - (lone ? 1 : 0);
    carried = chunk.slice(whole);
    look(chunk.subarray(0, whole));
    if (total >= limits.kept || read >= limits.read) break;
  }
  look(carried);
  return joined(kept);
};
