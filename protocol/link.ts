import { z } from 'zod';
import { accountId } from './account.ts';
import { inboxFolders } from './bridge/inbox.ts';

/*
 * Links that lead into the app: `restante:message/<account>/<uid>`, `restante:inbox` (or another folder), `restante:compose?to=…`,
 * and `mailto:` (RFC 6068). Anybody can write one, so all they can do is show something or begin a draft; nothing is ever
 * sent, attached or deleted by one.
 */

/** UTF-16 units. A longer link is refused; Windows hands over 32,767 at most. */
const longest = 30_000;
/** Addresses of one kind. */
const addressesAtMost = 100;

const text = (max: number) => z.string().max(max);
const addresses = z.array(text(320).min(1)).max(addressesAtMost);

export const linkSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('message'), account: accountId, uid: z.uuid() }),
  /** Without an account: of the one that is shown. */
  z.strictObject({ kind: z.literal('folder'), account: accountId.optional(), folder: z.enum(inboxFolders) }),
  /** A draft to begin. The body's lines end in `\n`. */
  z.strictObject({
    kind: z.literal('compose'),
    to: addresses,
    cc: addresses,
    bcc: addresses,
    subject: text(1_000),
    body: text(longest),
  }),
]);
export type Link = z.infer<typeof linkSchema>;

/** Undefined: it is no percent-encoded UTF-8. */
const decode = (encoded: string): string | undefined => {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
};

/** On one line, without signs that control a terminal or turn the direction of what stands around them. */
const oneLine = (given: string): string => given.replace(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
const manyLines = (given: string): string => given.replace(/\r\n?|[\u2028\u2029]/g, '\n').replace(/[^\P{Cc}\n\t]/gu, '');

const namesOf = { to: 'to', cc: 'cc', bcc: 'bcc' } as const;
const listOf = new Map<string, keyof typeof namesOf>(Object.entries(namesOf));

/** @param head addresses before the `?`, still encoded @param query what is behind it */
const compose = (head: string, query: string): unknown => {
  const draft = { kind: 'compose', to: [] as string[], cc: [] as string[], bcc: [] as string[], subject: '', body: '' };
  // A comma that is part of an address is encoded, so they are split before they are decoded.
  const add = (list: 'to' | 'cc' | 'bcc', encoded: string): boolean => {
    for (const one of encoded.split(',')) {
      const address = decode(one);
      if (address === undefined) return false;
      if (oneLine(address) !== '') draft[list].push(oneLine(address));
    }
    return true;
  };
  if (!add('to', head)) return undefined;
  for (const field of query.split('&')) {
    const at = field.indexOf('=');
    const name = decode(at < 0 ? field : field.slice(0, at))?.toLowerCase();
    const encoded = at < 0 ? '' : field.slice(at + 1);
    const list = listOf.get(name ?? '');
    if (list) {
      if (!add(list, encoded)) return undefined;
      continue;
    }
    // Everything else, as `attach` or `from`, is nothing that a stranger may choose.
    if (name !== 'subject' && name !== 'body') continue;
    const value = decode(encoded);
    if (value === undefined) return undefined;
    draft[name] = name === 'subject' ? oneLine(value) : draft.body + (draft.body === '' ? '' : '\n') + manyLines(value);
  }
  return draft;
};

/** What a link asks for; undefined if it is none of ours, or not well formed. */
export const parseLink = (link: string): Link | undefined => {
  if (link.length > longest) return undefined;
  const [, scheme = '', rest = ''] = /^(restante|mailto):([^#]*)/is.exec(link) ?? [];
  const mark = rest.indexOf('?');
  const head = mark < 0 ? rest : rest.slice(0, mark);
  const query = mark < 0 ? '' : rest.slice(mark + 1);
  const read = (): unknown => {
    if (scheme.toLowerCase() === 'mailto') return compose(head, query);
    if (scheme === '') return undefined;
    // Browsers and desktops add slashes.
    const [what = '', ...parts] = head.replace(/^\/\//, '').replace(/\/$/, '').split('/');
    if (what === 'message' && parts.length === 2) return { kind: 'message', account: parts[0], uid: parts[1]?.toLowerCase() };
    if (parts.length > 0) return undefined;
    return what === 'compose' ? compose('', query) : { kind: 'folder', folder: what };
  };
  const parsed = linkSchema.safeParse(read());
  return parsed.success ? parsed.data : undefined;
};

/** The first link among the arguments that the app was started with. */
export const linkIn = (args: readonly string[]): Link | undefined => {
  for (const one of args) if (/^(restante|mailto):/i.test(one)) return parseLink(one);
  return undefined;
};
