import { execFileSync, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer, get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeCertificate } from '#restante/main/certificate/make';
import { factsOf, readCertificate } from '#restante/server/tls';
import { temporaryFolder } from '../support/folder.ts';

const now = Date.now();
const names = ['desk.example', 'localhost', '192.168.1.5', '2001:db8::5:0', '127.0.0.1', '::1'] as const;

describe('a certificate that the app makes', () => {
  it('is for the names and addresses that it was made for, for TLS servers alone, and no authority', async () => {
    const { cert, key } = await makeCertificate([...names], now);
    const made = new X509Certificate(cert);
    expect(made.subject).toBe('CN=desk.example');
    expect(made.ca).toBe(false);
    expect(made.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(made.verify(made.publicKey)).toBe(true);
    for (const name of ['desk.example', 'localhost']) expect(made.checkHost(name), name).toBe(name);
    for (const address of ['192.168.1.5', '2001:db8::5:0', '127.0.0.1', '::1']) expect(made.checkIP(address), address).toBe(address);
    expect(made.checkHost('other.example')).toBeUndefined();
    const file = join(temporaryFolder(), 'both.pem');
    writeFileSync(file, `${cert}${key}`);
    const facts = factsOf(await readCertificate({ cert: file, key: file }));
    expect(facts).toMatchObject({ issuer: 'desk.example', selfSigned: true, fingerprint: made.fingerprint256 });
    expect(facts.names.slice(0, 3)).toEqual(['desk.example', 'localhost', '192.168.1.5']);
    expect(facts.until - now).toBeGreaterThan(800 * 24 * 3_600_000);
    expect(facts.from).toBeLessThan(now);
  });

  it('is another one each time', async () => {
    const [a, b] = await Promise.all([makeCertificate(['a'], now), makeCertificate(['a'], now)]);
    expect(new X509Certificate(a.cert).serialNumber).not.toBe(new X509Certificate(b.cert).serialNumber);
  });

  it('holds a long name, and a time beyond 2049', async () => {
    const long = `${'a'.repeat(60)}.${'b'.repeat(60)}.example`;
    const made = new X509Certificate((await makeCertificate([long], Date.UTC(2050, 5, 1))).cert);
    expect(made.checkHost(long)).toBe(long);
    expect(Date.parse(made.validFrom)).toBe(Date.UTC(2050, 4, 31));
  });

  it('lets in who trusts it, and nobody else', async () => {
    const { cert, key } = await makeCertificate([...names], now);
    const server = createServer({ cert, key }, (_, response) => response.end('here')).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const ask = (ca?: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        get({ host: '127.0.0.1', port, agent: false, ...(ca && { ca }) }, (response) => {
          response.resume();
          resolve(response.statusCode);
        }).on('error', reject);
      });
    expect(await ask(cert)).toBe(200);
    await expect(ask()).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  });

  it.skipIf(spawnSync('openssl', ['version']).status !== 0)('is what OpenSSL calls sound, strictly', async () => {
    const { cert } = await makeCertificate([...names], now);
    const file = join(temporaryFolder(), 'made.pem');
    writeFileSync(file, cert);
    expect(execFileSync('openssl', ['verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', file, file]).toString()).toContain('OK');
  });
});
