import { mailboxName } from './mailbox.ts';

/** What a recipient, or a sender that is to get an answer, is to a server. */
export type Recipient =
  | { readonly kind: 'mailbox'; readonly mailbox: string }
  /** An address of another server: `address` is what a mail program takes. */
  | { readonly kind: 'elsewhere'; readonly address: string }
  | { readonly kind: 'malformed' };

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[?(ipv6:)?::1\]?)$/i;

/** Whether addresses of the host are of the server: it has that name, or one below it (mail.example.org takes ann@example.org). */
const isOf = (host: string, server: string): boolean => {
  const own = server.toLowerCase().replace(/^\[|\]$/g, '');
  const named = host.toLowerCase().replace(/^\[(ipv6:)?|\]$/gi, '');
  if (loopback.test(own)) return loopback.test(named);
  return named === own || (named.includes('.') && own.endsWith(`.${named}`));
};

/**
 * Reads `ann`, `ann@host`, `Ann Lee <ann@host>`. What stands from a `+` on is the mailbox's own affair, as by SMTP.
 * @param server the host name of the server
 */
export const readRecipient = (text: string, server: string): Recipient => {
  const address = (/<([^<>]*)>\s*$/.exec(text)?.[1] ?? text).trim();
  const at = address.lastIndexOf('@');
  const local = at < 0 ? address : address.slice(0, at);
  const host = at < 0 ? undefined : address.slice(at + 1);
  if (host !== undefined && !isOf(host, server)) {
    const plain = /^[^\s<>@"(),:;\\]{1,64}@[^\s<>@"(),:;\\]{1,255}$/.test(address);
    return plain ? { kind: 'elsewhere', address } : { kind: 'malformed' };
  }
  const [mailbox = ''] = local.toLowerCase().split('+');
  return mailboxName.test(mailbox) ? { kind: 'mailbox', mailbox } : { kind: 'malformed' };
};

/** What separates recipients nowhere: a name in quotes, an address in angle brackets. */
const held = String.raw`"(?:[^"\\\r\n]|\\.)*"|<[^<>\r\n]*>`;
const one = new RegExp(`(?:${held}|[^,;，；、\\r\\n])+`, 'g');

/** Takes a list apart as people write and paste it: by commas, semicolons and lines; spaces belong to names. */
export const splitRecipients = (text: string): string[] => (text.match(one) ?? []).map((part) => part.trim()).filter((part) => part !== '');

/** Whether what is typed has only begun: a comma behind it would be part of a name. */
export const isHalfRecipient = (typed: string): boolean => /["<]/.test(typed.replace(new RegExp(held, 'g'), ''));

/** The domain that stands behind mailboxes of a server in the address of a letter (RFC 5321 §4.1.3 for numbers). */
export const domainOf = (server: string): string => {
  if (loopback.test(server)) return 'localhost';
  if (/^\d+(\.\d+){3}$/.test(server)) return `[${server}]`;
  return server.startsWith('[') ? `[IPv6:${server.slice(1)}` : server;
};
