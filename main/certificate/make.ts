import { createHash, generateKeyPair, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import { bits, type Der, identifier, octets, sequence, set, tagged, text, time, unsigned } from './der.ts';

/** A certificate and its key, in PEM. */
export interface MadeCertificate {
  readonly cert: string;
  readonly key: string;
}

/** Days that it is valid: what the strictest clients still take. */
const validity = 825;
/** Clocks differ: ms that it is valid before it was made. */
const leeway = 24 * 3_600_000;

const pem = (label: string, der: Der): string =>
  `-----BEGIN ${label}-----\n${der.toString('base64').replaceAll(/(.{64})(?!$)/g, '$1\n')}\n-----END ${label}-----\n`;

const addressBytes = (address: string): Der => {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail] = address.split('::');
  const groups = (part: string): number[] => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  const [before, after] = [groups(head), groups(tail ?? '')];
  const all = tail === undefined ? before : [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]));
};

const extension = (id: Der, critical: boolean, value: Der): Der =>
  sequence(id, ...(critical ? [tagged(0x01, Buffer.from([0xff]))] : []), octets(value));

/**
 * Makes a certificate that vouches for itself: ECDSA with P-256 and SHA-256, for TLS servers alone. Whoever trusts it trusts no
 * other certificate by it.
 * @param names host names and IP addresses; the first one is its common name
 * @param now ms since the epoch
 */
export const makeCertificate = async (names: readonly [string, ...string[]], now: number): Promise<MadeCertificate> => {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const algorithm = sequence(identifier([1, 2, 840, 10045, 4, 3, 2]));
  // 64 characters at most (RFC 5280, ub-common-name); nobody matches it, the names below count.
  const name = sequence(set(sequence(identifier([2, 5, 4, 3]), text(names[0].slice(0, 64)))));
  const keyId = createHash('sha1').update(publicKey).digest();
  const alternatives = names.map((one) => (isIP(one) === 0 ? tagged(0x82, Buffer.from(one, 'ascii')) : tagged(0x87, addressBytes(one))));
  const extensions = sequence(
    // No authority.
    extension(identifier([2, 5, 29, 19]), true, sequence()),
    // digitalSignature
    extension(identifier([2, 5, 29, 15]), true, bits(Buffer.from([0x80]), 7)),
    // serverAuth
    extension(identifier([2, 5, 29, 37]), false, sequence(identifier([1, 3, 6, 1, 5, 5, 7, 3, 1]))),
    extension(identifier([2, 5, 29, 17]), false, sequence(...alternatives)),
    extension(identifier([2, 5, 29, 14]), false, octets(keyId)),
  );
  const content = sequence(
    tagged(0xa0, unsigned(Buffer.from([2]))),
    // 127 bits: never negative, never nothing.
    unsigned(Buffer.concat([Buffer.from([0x40]), randomBytes(15)])),
    algorithm,
    name,
    sequence(time(now - leeway), time(now + validity * 24 * 3_600_000 - leeway)),
    name,
    publicKey,
    tagged(0xa3, extensions),
  );
  const signature = sign('sha256', content, privateKey);
  return { cert: pem('CERTIFICATE', sequence(content, algorithm, bits(signature))), key: privateKey };
};
