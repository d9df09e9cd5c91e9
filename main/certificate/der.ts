/*
 * The few parts of DER (X.690) that a certificate is written with.
 */

export type Der = Buffer<ArrayBufferLike>;

const lengthOf = (bytes: number): number[] => {
  if (bytes < 0x80) return [bytes];
  const digits = bytes < 0x100 ? [bytes] : bytes < 0x1_0000 ? [bytes >> 8, bytes & 0xff] : [bytes >> 16, (bytes >> 8) & 0xff, bytes & 0xff];
  return [0x80 | digits.length, ...digits];
};

/** A value under its tag. */
export const tagged = (tag: number, ...parts: readonly Uint8Array[]): Der => {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content]);
};

export const sequence = (...parts: readonly Uint8Array[]): Der => tagged(0x30, ...parts);
export const set = (...parts: readonly Uint8Array[]): Der => tagged(0x31, ...parts);
export const octets = (content: Uint8Array): Der => tagged(0x04, content);
export const text = (value: string): Der => tagged(0x0c, Buffer.from(value, 'utf8'));

/** A number that is not negative, from its bytes, the highest first. */
export const unsigned = (bytes: Uint8Array): Der => {
  const first = bytes.findIndex((byte) => byte !== 0);
  const digits = first === -1 ? Buffer.alloc(1) : bytes.subarray(first);
  // Its highest bit would be a sign.
  return tagged(0x02, ...((digits[0] ?? 0) >= 0x80 ? [Buffer.alloc(1), digits] : [digits]));
};

/** @param unused bits at its end that do not count */
export const bits = (content: Uint8Array, unused = 0): Der => tagged(0x03, Buffer.from([unused]), content);

/** An object identifier from its arcs, as `[2, 5, 4, 3]`. */
export const identifier = ([first, second, ...others]: readonly [number, number, ...number[]]): Der => {
  const arc = (value: number): number[] => {
    const digits = [value & 0x7f];
    for (let rest = value >>> 7; rest > 0; rest >>>= 7) digits.unshift(0x80 | (rest & 0x7f));
    return digits;
  };
  return tagged(0x06, Buffer.from([first * 40 + second, ...others].flatMap(arc)));
};

/** A point in time, to the second, in either form that RFC 5280 §4.1.2.5 wants. */
export const time = (at: number): Der => {
  const [date = '', clock = ''] = new Date(at).toISOString().split('T');
  const digits = `${date.replaceAll('-', '')}${clock.slice(0, 8).replaceAll(':', '')}Z`;
  return digits < '2050' ? tagged(0x17, Buffer.from(digits.slice(2))) : tagged(0x18, Buffer.from(digits));
};
