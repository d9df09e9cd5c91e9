import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Tests that need a certificate are skipped without openssl, which makes it. */
export const noOpenssl = spawnSync('openssl', ['version']).status !== 0;

export interface TestCertificate {
  /** PEM files. */
  readonly cert: string;
  readonly key: string;
  /** The certificate, which is its own authority. */
  readonly pem: Buffer;
}

/** What a certificate is for: its names, as openssl writes them, and whether it is out of date. */
export interface CertificateFlaws {
  readonly names?: string;
  readonly expired?: boolean;
}

/** Makes a certificate of localhost and 127.0.0.1 and its key, as `<name>.pem` and `<name>.key` in the folder. */
export const makeCertificate = (folder: string, name = 'server', flaws: CertificateFlaws = {}): TestCertificate => {
  const { names = 'DNS:localhost,IP:127.0.0.1', expired = false } = flaws;
  const [cert, key] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=${names}`, '-days', '30'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  execFileSync('openssl', ['req', '-x509', ...curve, '-keyout', key, '-out', cert, ...subject], { stdio: 'ignore' });
  // Only what is signed anew can have ended yesterday.
  if (expired) execFileSync('openssl', ['x509', '-in', cert, '-signkey', key, '-days', '-1', '-out', cert], { stdio: 'ignore' });
  return { cert, key, pem: readFileSync(cert) };
};
