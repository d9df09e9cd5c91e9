import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Problem } from '../protocol/errors.ts';
import { type Address, formatAddress } from './address.ts';
import { createHttpDoor, type HttpTimes } from './http.ts';
import { createSmtpDoor } from './ingest/smtp.ts';
import { limits } from './limits.ts';
import type { Certificate, CertificateFiles } from './tls.ts';

/** Doors that other machines reach, beside those of this machine; never without encryption. */
export interface NetworkDoors {
  readonly http: Address;
  /** `undefined`: no SMTP there. */
  readonly smtp: Address | undefined;
  readonly tls: CertificateFiles;
}

/** Where a pair of doors listens: a base URL, and `host:port` if SMTP is on. */
export interface Listening {
  readonly http: string;
  readonly smtp: string | undefined;
}

export const listenProblem = (address: Address, error: unknown): Problem => {
  const { code, message } = error as NodeJS.ErrnoException;
  const where = formatAddress(address);
  return code === 'EADDRINUSE'
    ? new Problem('address-in-use', `${where} is in use by another program. Choose another port, or 0 for a free one.`, { cause: error })
    : new Problem('address-invalid', `Cannot listen on ${where}: ${message}.`, { cause: error });
};

const listenHttp = (server: Server, { host, port }: Address): Promise<AddressInfo> =>
  new Promise((done, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      done(server.address() as AddressInfo);
    });
  });

/** No new connections; those that are busy may finish, for a while. */
const closeHttp = async (server: Server): Promise<void> => {
  const closed = new Promise<void>((done) => server.close(() => done()));
  // A connection that has its answer is idle, and would be kept for a request that may never come.
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  const late = setTimeout(() => server.closeAllConnections(), limits.stop);
  await closed;
  clearInterval(idle);
  clearTimeout(late);
};

export interface Doors {
  /**
   * Opens a pair: both answer the same.
   * @param demanding SMTP clients must encrypt and say who they are @throws Problem `address-in-use`, `address-invalid`
   */
  open(where: { http: Address; smtp: Address | undefined }, certificate: Certificate | undefined, demanding: boolean): Promise<Listening>;
  /** New connections see it, where there is encryption; open ones go on as they are. */
  use(certificate: Certificate): void;
  /** All are closed at the same time, so that none lets in what another has turned away. */
  close(): Promise<void>;
}

export const createDoors = (deps: {
  listener: RequestListener;
  smtp: Omit<Parameters<typeof createSmtpDoor>[0], 'certificate' | 'demanding' | 'times'>;
  times: HttpTimes & Parameters<typeof createSmtpDoor>[0]['times'];
}): Doors => {
  const { listener, smtp: shared, times } = deps;
  const closing: (() => Promise<unknown>)[] = [];
  const wearers: ((certificate: Certificate) => void)[] = [];
  return {
    async open(where, certificate, demanding) {
      const { server, scheme, use } = createHttpDoor(listener, times, certificate);
      const http = await listenHttp(server, where.http).catch((error) => {
        throw listenProblem(where.http, error);
      });
      wearers.push(use);
      closing.push(() => closeHttp(server));
      let smtp: string | undefined;
      if (where.smtp) {
        const address = where.smtp;
        const door = createSmtpDoor({ ...shared, times, certificate, demanding });
        const { port } = await door.listen(address.port, address.host).catch((error) => {
          throw listenProblem(address, error);
        });
        if (certificate) wearers.push(door.use);
        closing.push(door.close);
        smtp = formatAddress({ host: address.host, port });
      }
      return { http: `${scheme}://${formatAddress({ host: where.http.host, port: http.port })}`, smtp };
    },
    use: (certificate) => wearers.forEach((use) => void use(certificate)),
    close: async () => void (await Promise.all(closing.map((close) => close()))),
  };
};
