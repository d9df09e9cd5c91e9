import { Problem } from '../protocol/errors.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** `127.0.0.1:7425`, `[::1]:0`, `localhost:7425`. Port 0 picks a free one. @throws Problem `address-invalid` */
export const parseAddress = (text: string): Address => {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9.-]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || port > 65_535)
    throw new Problem('address-invalid', `"${text.slice(0, 80)}" is not an address as 127.0.0.1:7425.`);
  return { host, port };
};

export const formatAddress = ({ host, port }: Address): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

/** Only this machine reaches it. */
export const isLoopback = ({ host }: Address): boolean => /^(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|localhost)$/i.test(host);
