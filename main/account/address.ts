import { isOpenToRead } from '../../protocol/address.ts';

/** An address of a server as a person wrote it. */
export type Address =
  /** Its base URL, in one spelling. */
  | { readonly kind: 'address'; readonly server: string }
  | { readonly kind: 'malformed' }
  /** Plain HTTP to another machine would show the token to whoever listens: only on insistence. */
  | { readonly kind: 'insecure'; readonly host: string };

/** The base URL of a server, wherever one is named. @param insecure plain HTTP to another machine, all the same */
export const parseAddress = (text: string, insecure: boolean): Address => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const bare = url && `${url.username}${url.password}${url.search}${url.hash}` === '' && url.pathname === '/';
  if (!bare || !['http:', 'https:'].includes(url.protocol)) return { kind: 'malformed' };
  if (isOpenToRead(url.origin) && !insecure) return { kind: 'insecure', host: url.host };
  return { kind: 'address', server: url.origin };
};

/** What can be a token (RFC 6750 §2.1). */
export const tokenForm = /^[A-Za-z0-9\-._~+/]+=*$/;
