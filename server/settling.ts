import { createServer } from 'node:net';
import type { FromServer, NetworkWish, ToServer, Wish } from '../protocol/bundled.ts';
import { Problem } from '../protocol/errors.ts';
import { type Address, formatAddress, parseAddress } from './address.ts';
import { listenProblem, type NetworkDoors } from './doors.ts';
import { readCertificate } from './tls.ts';

/*
 * Where the bundled server listens: what was wished for, as far as it can be had.
 */

/** Whether a server could listen there now. @throws Problem `address-in-use`, `address-invalid` */
const tryOut = (address: Address): Promise<void> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => reject(listenProblem(address, error)));
    probe.listen({ ...address, exclusive: true }, () => probe.close(() => resolve()));
  });

/** The first that can be had, else a free port. @throws Problem if it must be one of them */
const settleOne = async ({ addresses, firm }: Wish, taken: string[]): Promise<Address> => {
  let refusal: unknown;
  for (const address of addresses.map(parseAddress)) {
    try {
      await tryOut(address);
      return address;
    } catch (error) {
      refusal ??= error;
      taken.push(formatAddress(address));
    }
  }
  if (firm) throw refusal;
  return { host: '127.0.0.1', port: 0 };
};

const settleNetwork = async ({ http, smtp, tls }: NetworkWish): Promise<NetworkDoors> => {
  const doors = { http: parseAddress(http), smtp: smtp === null ? undefined : parseAddress(smtp), tls };
  await readCertificate(tls);
  await tryOut(doors.http);
  if (doors.smtp) await tryOut(doors.smtp);
  return doors;
};

export interface Settled {
  readonly http: Address;
  readonly smtp: Address | undefined;
  readonly network: NetworkDoors | undefined;
  readonly refused: Extract<FromServer, { kind: 'ready' }>['network'];
  readonly taken: readonly string[];
}

/** @throws Problem if what must be cannot be: `address-in-use`, `address-invalid`, `certificate-invalid` */
export const settle = async (order: Extract<ToServer, { kind: 'start' }>): Promise<Settled> => {
  const taken: string[] = [];
  const http = await settleOne(order.http, taken);
  const smtp = order.smtp ? await settleOne(order.smtp, taken) : undefined;
  const here = { http, smtp, taken };
  if (!order.network) return { ...here, network: undefined, refused: null };
  try {
    return { ...here, network: await settleNetwork(order.network), refused: null };
  } catch (error) {
    if (!(error instanceof Problem) || order.network.firm) throw error;
    return { ...here, network: undefined, refused: { kind: 'refused', code: error.code, message: error.message } };
  }
};
