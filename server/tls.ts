import { X509Certificate } from 'node:crypto';
import { type FSWatcher, watch } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { dirname, resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import type { Logger } from 'pino';
import type { CertificateFacts } from '../protocol/bundled.ts';
import { Problem } from '../protocol/errors.ts';

/** PEM files: the certificate with its chain, and its private key. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/** What they hold. */
export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Older versions are broken (RFC 8996). */
export const minVersion = 'TLSv1.2';

const readPem = async (file: string): Promise<Buffer> => {
  try {
    return await readFile(file);
  } catch (error) {
    throw new Problem('certificate-invalid', `The file ${file} cannot be read: ${(error as Error).message}.`, { cause: error });
  }
};

/** Reads both files and makes sure that they belong together. @throws Problem `certificate-invalid` */
export const readCertificate = async (files: CertificateFiles): Promise<Certificate> => {
  const [cert, key] = await Promise.all([readPem(files.cert), readPem(files.key)]);
  try {
    new X509Certificate(cert);
  } catch (error) {
    throw new Problem('certificate-invalid', `${files.cert} holds no certificate in PEM.`, { cause: error });
  }
  try {
    createSecureContext({ cert, key, minVersion });
  } catch (error) {
    throw new Problem('certificate-invalid', `${files.key} is not the unencrypted private key, in PEM, of ${files.cert}.`, {
      cause: error,
    });
  }
  return { cert, key };
};

/** An IPv6 address as people write it. */
const shorten = (name: string): string => (isIPv6(name) ? new URL(`http://[${name}]`).hostname.slice(1, -1) : name);

/** `DNS:a.example, IP Address:127.0.0.1, DNS:"with, comma"`; Node quotes what could be mistaken. */
const namesIn = (alternatives: string | undefined): string[] =>
  [...(alternatives ?? '').matchAll(/(?:DNS|IP Address):(?:"((?:[^"\\\\]|\\\\.)*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    shorten(quoted ?? plain ?? ''),
  );

/** What a certificate that was read says of itself. */
export const factsOf = ({ cert }: Certificate): CertificateFacts => {
  const certificate = new X509Certificate(cert);
  const { subject, issuer, subjectAltName, validFrom, validTo, fingerprint256 } = certificate;
  return {
    issuer: /^(?:O|CN)=(.*)$/m.exec(issuer)?.[1] ?? issuer,
    selfSigned: subject === issuer && certificate.verify(certificate.publicKey),
    names: namesIn(subjectAltName),
    from: Date.parse(validFrom),
    until: Date.parse(validTo),
    fingerprint: fingerprint256,
  };
};

const same = (a: Certificate, b: Certificate): boolean => a.cert.equals(b.cert) && a.key.equals(b.key);

/** The folders in which a change of the files shows: theirs, and those of what they link to. */
const foldersOf = async (files: CertificateFiles): Promise<string[]> => {
  const paths = await Promise.all([files.cert, files.key].flatMap((file) => [resolve(file), realpath(file).catch(() => resolve(file))]));
  return [...new Set(paths.map((path) => dirname(path)))];
};

export interface CertificateKeeper {
  readonly current: () => Certificate;
  /** Reads the files again. A pair that is not valid is told in the log, and the old one stays. */
  reload(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Keeps the certificate of the files, and takes a new one over when they change.
 * @throws Problem `certificate-invalid` if the first one is
 */
export const keepCertificate = async (config: {
  files: CertificateFiles;
  /** ms from the first sign of a change until the files are read: two files are written one after the other. */
  pause: number;
  /** ms after which they are read in any case. */
  patience: number;
  changed: (certificate: Certificate) => void;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
}): Promise<CertificateKeeper> => {
  const { files, pause, patience, changed, log } = config;
  let current = await readCertificate(files);
  const tell = (): void => {
    const { validTo } = new X509Certificate(current.cert);
    if (Date.parse(validTo) < Date.now()) log.warn({ file: files.cert, validTo }, 'the certificate has expired');
    else log.info({ file: files.cert, validTo }, 'the certificate is in use');
  };
  tell();

  const read = async (): Promise<void> => {
    try {
      const next = await readCertificate(files);
      if (same(next, current)) return;
      changed(next);
      current = next;
      tell();
    } catch (error) {
      log.error({ err: error }, 'the new certificate is not valid; the old one stays in use');
    }
  };
  let last: Promise<void> = Promise.resolve();
  /** One after the other, so that the last one read is the last one used. */
  const reload = (): Promise<void> => {
    last = last.then(read);
    return last;
  };

  let watchers: FSWatcher[] = [];
  let soon: NodeJS.Timeout | undefined;
  const look = (): void => {
    soon ??= setTimeout(() => {
      soon = undefined;
      // A folder that was put in the place of another is not the one that was watched.
      reload().then(follow);
    }, pause);
  };
  let stopped = false;
  const follow = async (): Promise<void> => {
    const folders = await foldersOf(files);
    if (stopped) return;
    for (const watcher of watchers) watcher.close();
    watchers = folders.flatMap((folder) => {
      try {
        return [watch(folder, look).on('error', () => {})];
      } catch (error) {
        log.warn({ err: error, folder }, 'the folder of the certificate cannot be watched; it is read again from time to time');
        return [];
      }
    });
  };
  await follow();
  // What changed between the first reading and the first watching.
  await reload();
  const sometimes = setInterval(look, patience);
  return {
    current: () => current,
    reload,
    async stop() {
      stopped = true;
      clearInterval(sometimes);
      clearTimeout(soon);
      for (const watcher of watchers) watcher.close();
      await last;
    },
  };
};
