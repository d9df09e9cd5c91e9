import { isIPv6 } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';
import type { BundledChange } from '../../protocol/bridge.ts';
import { type BundledSettings, type CertificateFiles, everyAddress, type NetworkSettings, type ToServer } from '../../protocol/bundled.ts';

/*
 * What the bundled server is asked for, made of what was chosen. Pure.
 */

type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;
type Start = Extract<ToServer, { kind: 'start' }>;

const loopback = '127.0.0.1';
const withPort = (host: string, port: number): string => `${isIPv6(host) ? `[${host}]` : host}:${port}`;

/** The addresses under which other machines may reach this one. */
export const reachableAddresses = (interfaces: Interfaces): { address: string; name: string }[] =>
  Object.entries(interfaces).flatMap(([name, addresses = []]) =>
    addresses
      // A link-local one works only with the name of an interface of the other machine.
      .filter(({ internal, address }) => !internal && !/^fe[89ab]/i.test(address))
      .map(({ address }) => ({ address, name })),
  );

/** The address to listen on for every one: IPv6 brings IPv4 along, where there is any. */
const everyHost = (interfaces: Interfaces): string =>
  Object.values(interfaces).some((addresses) => addresses?.some(({ address }) => isIPv6(address))) ? '::' : '0.0.0.0';

/** How other machines call a door. @param door `host:port` on which it listens, or a base URL @param hostName of this computer */
export const callsOf = (door: string, interfaces: Interfaces, hostName: string): string[] => {
  const [, scheme = '', host = '', port = ''] = /^(https?:\/\/)?(.*):(\d+)\/?$/.exec(door) ?? [];
  const bare = host.replace(/^\[|\]$/g, '');
  if (bare !== '::' && bare !== '0.0.0.0') return [door];
  const addresses = reachableAddresses(interfaces)
    .map(({ address }) => address)
    .filter((address) => bare === '::' || !isIPv6(address));
  return [hostName, ...addresses].map((one) => `${scheme}${withPort(one, Number(port))}`);
};

/**
 * @param last where it listened last
 * @param attempt what is tried anew: there, nothing else will do
 */
export const orderOf = (
  data: string,
  chosen: BundledSettings,
  last: { readonly http: string; readonly smtp: string },
  interfaces: Interfaces,
  attempt: { readonly http: boolean; readonly smtp: boolean; readonly network: boolean } = { http: false, smtp: false, network: false },
): Start => {
  const { httpPort, smtpPort, smtp, network, level } = chosen;
  const wish = (port: number | null, before: string, firm: boolean): Start['http'] => {
    const asked = port === null ? [] : [withPort(loopback, port)];
    return { addresses: firm ? asked : [...new Set([...asked, before])], firm };
  };
  const doors = ({ host, http, smtp: mail, cert, key }: NetworkSettings): NonNullable<Start['network']> => {
    const where = host === everyAddress ? everyHost(interfaces) : host;
    const door = mail === null ? null : withPort(where, mail);
    return { http: withPort(where, http), smtp: door, tls: { cert, key }, firm: attempt.network };
  };
  return {
    ...{ kind: 'start', data, level },
    http: wish(httpPort, last.http, attempt.http && httpPort !== null),
    smtp: smtp ? wish(smtpPort, last.smtp, attempt.smtp && smtpPort !== null) : null,
    network: network?.on ? doors(network) : null,
  };
};

/** What was chosen, with a change. @param files with which network access is to be opened; undefined if there are none */
export const withChange = (
  before: BundledSettings,
  { network, ...change }: BundledChange,
  files: CertificateFiles | undefined,
): BundledSettings | 'no-certificate' => {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const next = { ...before, ...given };
  if (network === undefined) return next;
  if (network === null) return { ...next, network: next.network && { ...next.network, on: false } };
  if (!files) return 'no-certificate';
  const { host, http, smtp } = network;
  return { ...next, network: { on: true, host, http, smtp, cert: files.cert, key: files.key } };
};

/** The ports that are wanted twice. @param last where it listened last */
export const clashOf = (
  { httpPort, smtpPort, smtp, network }: BundledSettings,
  last: { http: string; smtp: string },
): number | undefined => {
  const portOf = (address: string): number => Number(address.split(':').at(-1));
  const here = [httpPort ?? portOf(last.http), ...(smtp ? [smtpPort ?? portOf(last.smtp)] : [])];
  const there = network?.on ? [network.http, ...(network.smtp === null ? [] : [network.smtp])] : [];
  // Free ports are not chosen yet.
  const ports = [...here, ...there].filter((port) => port !== 0);
  return ports.find((port, place) => ports.indexOf(port) !== place);
};
