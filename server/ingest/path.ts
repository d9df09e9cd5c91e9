import { isIPv4, isIPv6 } from 'node:net';
import { mailboxName } from '../../protocol/mailbox.ts';

/** A path of MAIL or RCPT (RFC 5321 §4.1.2) and what stands behind it. */
export interface Path {
  /** As it was written, without the source route. */
  readonly address: string;
  /** What stands before it, `MAIL FROM` or `RCPT TO`, and behind it, the parameters: as they came. */
  readonly verb: string;
  readonly parameters: string;
}

/** Characters of an address (RFC 5321 §4.5.3.1.3, without the angle brackets). */
const longest = 254;

// What shows nothing or steers a terminal: control characters, zero-width blanks, marks of direction.
const hidden = /[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;

const route = String.raw`(?:@[^\s,:@<>"]+(?:,@[^\s,:@<>"]+)*:)?`;
const local = String.raw`"(?:[^"\\]|\\.)*"|[^\s"<>@\\,;:()\[\]]+`;
const domain = String.raw`\[[^\s<>@"\[\]]+\]|[^\s"<>@\\,;:()\[\]]+`;
const path = new RegExp(`^([A-Za-z]+ [A-Za-z]+): *<${route}((?:${local})(?:@(${domain}))?)>(?: +(.*))?$`, 's');

const isLiteral = (text: string): boolean => isIPv4(text) || (/^ipv6:/i.test(text) && isIPv6(text.slice(5)));

/**
 * Reads what stands behind `MAIL FROM:` and `RCPT TO:`. It takes what a domain or a local part may look like in the
 * field: quoted parts, address literals, names with an underscore, dots anywhere, no domain at all. The domain decides
 * nothing here, so none is worth a refusal. `undefined`: not such a path; the null sender `<>` is none either.
 */
export const readPath = (command: string): Path | undefined => {
  const [, verb = '', address, host, parameters = ''] = path.exec(command) ?? [];
  if (address === undefined || address.length > longest || hidden.test(address)) return undefined;
  if (host?.startsWith('[') && !isLiteral(host.slice(1, -1))) return undefined;
  return { verb, address, parameters };
};

/**
 * The mailbox of an address: its local part in lower case, without quotes and without what stands from the first `+`
 * on; no mailbox name has one. `ann`, `Ann@any`, `ann+news@[127.0.0.1]` and `"ann"@any` are all ann's.
 */
export const mailboxOf = (address: string): string | undefined => {
  const [, quoted, plain] = /^(?:"((?:[^"\\]|\\.)*)"|([^"@]+))(?:@.*)?$/s.exec(address) ?? [];
  const part = quoted?.replace(/\\(.)/gs, '$1') ?? plain ?? '';
  // Lower case of letters beyond ASCII may be within it, as that of the Kelvin sign.
  const [name = ''] = /^[\x20-\x7e]*$/.test(part) ? part.toLowerCase().split('+') : [];
  return mailboxName.test(name) ? name : undefined;
};
